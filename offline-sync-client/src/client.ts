import { Dexie, liveQuery } from 'dexie';
import type { Following, OfflineSync, Status, Transaction } from './api';
import { SyncError, type Connection } from './connection';
import {
  configOf,
  openDatabase,
  type LocalDatabase,
  type Rejection,
  type StoredStream,
  type TableConfig,
} from './database';
import { OfflineSyncError, storageError } from './errors';
import { Leader, type LeaderHandler } from './leader';
import { liveResult } from './live';
import { State, Subject, type Observable } from './observable';
import type { RemoteChange } from './remote-changes';
import { addScopes, dropScopes, followedScopes, scopeKey } from './scopes';
import { clientIdOf, isPaused, keepIdTypes, keepPaused } from './settings';
import { syncTable, type SyncTable } from './table';
import { joinTabs, type Tabs } from './tabs';
import { verifyScope, type Verification } from './verify';
import type { Scope, Value } from './wire';
import { storeWrites, type Write } from './writes';

/** What a client is made of. */
export interface ClientOptions {
  /** The name of the local database; another one for each user. */
  database: string;
  tables: Record<string, TableConfig>;
  connection: Connection;
}

/** The limit while the server has not said its own. */
const MOST_SCOPES = 50;

type Message = { status: Status } | { changes: RemoteChange[] } | { ask: 'reconnect' | 'disconnect' | 'status' };

/**
 * Create a client. It opens its database at once, and connects if no other tab does.
 */
export function createClient(options: ClientOptions): OfflineSync {
  return new Client(options);
}

class Client implements OfflineSync {
  readonly status$ = new State<Status>({
    connection: 'offline',
    paused: false,
    pending: 0,
    complete: false,
    loaded: 0,
    followed: 0,
    received: 0,
    error: null,
  });
  readonly rejected$: Observable<Rejection[]> = liveResult(
    () => this.#open(),
    (database) => database.$rejections.toArray(),
  );
  readonly changes$ = new Subject<RemoteChange[]>();
  readonly #database: Promise<LocalDatabase>;
  readonly #tabs: Tabs;
  /** What is followed here. */
  readonly #uses = new Set<{ scopes: Scope[]; keys: string[] }>();
  #pending: { unsubscribe(): void } | null = null;
  #leader: Leader | null = null;
  /** Null until it is known. */
  #paused: boolean | null = null;
  #failure: OfflineSyncError | null = null;
  #clockOffset = 0;
  #mostScopes = MOST_SCOPES;
  #closed = false;

  constructor(private readonly options: ClientOptions) {
    this.#database = this.#opened();
    this.#tabs = joinTabs(options.database, (message) => this.#heard(message as Message));
    this.#database
      .then((database) => this.#start(database))
      .catch((error: unknown) => {
        if (!this.#closed) {
          this.#failed(error);
        }
      });
  }

  async #opened(): Promise<LocalDatabase> {
    try {
      return await openDatabase(this.options.database, this.options.tables);
    } catch (error) {
      throw storageError(
        'The local database cannot be opened. It may be switched off, as in some private windows, or damaged',
        error,
      );
    }
  }

  async #start(database: LocalDatabase): Promise<void> {
    database.whenClosed((reason) => this.#lost(reason));
    const clientId = await clientIdOf(database);
    this.#paused ??= await isPaused(database);
    this.#change({ paused: this.#paused });
    if (this.#closed || this.#failure) {
      return;
    }
    this.#pending = liveQuery(() => pendingIn(database)).subscribe({
      next: (pending) => {
        this.#change({ pending });
        this.#leader?.written();
      },
      error: (error) => this.#failed(error),
    });
    this.#tabs.tell({ ask: 'status' } satisfies Message);
    this.#tabs.lead(() => {
      const leader = new Leader(database, this.options.connection, clientId, this.#handler(database));
      this.#leader = leader;
      leader.start(this.#paused === true);
      return () => {
        this.#leader = null;
        leader.stop();
      };
    });
  }

  #handler(database: LocalDatabase): LeaderHandler {
    return {
      connection: (connection) => this.#change({ connection, ...(connection === 'online' && { error: null }) }),
      hello: (hello, clockOffset) => {
        this.#clockOffset = clockOffset;
        this.#mostScopes = hello.limits.maxScopes;
        keepIdTypes(database, hello.tables).catch((error: unknown) => this.#failed(error));
      },
      progressed: (changes) => {
        this.#change({ error: null });
        if (changes.length > 0) {
          this.changes$.next(changes);
          this.#tabs.tell({ changes } satisfies Message);
        }
      },
      streams: (streams) => {
        this.#progressed(streams);
        this.#keepFollowing(database, streams);
      },
      failed: (error) => this.#failed(error),
    };
  }

  /** The database is not there any more. Another tab, whose database is, may go on. */
  #lost(reason: OfflineSyncError): void {
    if (!this.#closed && !this.#failure) {
      this.#failure = reason;
      this.#tabs.close();
      this.status$.next({ ...this.status$.value, connection: 'offline', error: reason });
    }
  }

  #progressed(streams: StoredStream[]): void {
    const scopes = streams.flatMap((stream) => stream.scopes);
    this.#change({
      followed: scopes.length,
      loaded: scopes.filter((scope) => scope.loaded).length,
      received: streams.reduce((sum, stream) => sum + (stream.received ?? 0), 0),
      complete: streams.every((stream) => stream.complete),
    });
  }

  /** Without locks, another tab cannot know that what it stops is used here. */
  #keepFollowing(database: LocalDatabase, streams: StoredStream[]): void {
    const kept = new Set(streams.flatMap((stream) => stream.scopes.map((scope) => scope.key)));
    const lost = [...this.#uses].filter(({ keys }) => keys.some((key) => !kept.has(key)));
    const scopes = lost.flatMap((use) => use.scopes);
    if (scopes.length > 0) {
      addScopes(database, this.options.tables, scopes, this.#mostScopes).catch((error: unknown) => this.#failed(error));
    }
  }

  #change(change: Partial<Status>): void {
    if (this.#failure) {
      return;
    }
    const status = { ...this.status$.value, ...change };
    this.status$.next(status);
    if (this.#leader) {
      this.#tabs.tell({ status: { ...status, error: null } } satisfies Message);
    }
  }

  #failed(error: unknown): void {
    this.#change({ error: asError(error) });
  }

  #heard(message: Message): void {
    if ('changes' in message) {
      this.changes$.next(message.changes);
    } else if ('ask' in message) {
      this.#do(message.ask);
    } else if (!this.#leader) {
      // What waits, each tab knows best of what it has written itself.
      this.status$.next({ ...message.status, pending: this.status$.value.pending });
    }
  }

  #do(what: 'reconnect' | 'disconnect' | 'status'): void {
    if (what === 'reconnect') {
      this.#setPaused(false);
      this.#leader?.connect();
    } else if (what === 'disconnect') {
      this.#setPaused(true);
      this.#leader?.disconnect();
    } else {
      this.#change({});
    }
  }

  #setPaused(paused: boolean): void {
    if (this.#paused !== paused) {
      this.#paused = paused;
      this.#change({ paused });
    }
  }

  /** Only one tab has the connection, but any may have it next. */
  #ask(what: 'reconnect' | 'disconnect'): void {
    this.#do(what);
    this.#tabs.tell({ ask: what } satisfies Message);
    this.#open()
      .then((database) => keepPaused(database, what === 'disconnect'))
      .catch((error: unknown) => this.#failed(error));
  }

  table<T>(name: string): SyncTable<T> {
    const config = configOf(this.options.tables, name);
    return syncTable<T>(
      () => this.#open(),
      name,
      config,
      (writes) => this.#write(writes),
    );
  }

  async transaction(work: (transaction: Transaction) => void | Promise<void>): Promise<(Value | null)[]> {
    const writes: Write[] = [];
    await work({
      create: (table, data) => writes.push({ op: 'create', table, data: data as Value }),
      update: (table, uid, changes) =>
        writes.push({ op: 'update', table, uid: String(uid), changes: changes as Value }),
      remove: (table, uid) => writes.push({ op: 'delete', table, uid: String(uid) }),
    });
    return await this.#write(writes);
  }

  async #write(writes: Write[]): Promise<(Value | null)[]> {
    const database = await this.#open();
    try {
      const values = await storeWrites(database, this.options.tables, writes, Date.now() + this.#clockOffset);
      await this.#countPending(database);
      return values;
    } catch (error) {
      if (error instanceof OfflineSyncError) {
        throw error;
      }
      throw storageError('The change could not be stored here, and is not made', error);
    }
  }

  /** Whoever has written must not read that everything is sent. */
  async #countPending(database: LocalDatabase): Promise<void> {
    try {
      this.#change({ pending: await pendingIn(database) });
    } catch (error) {
      // The write is stored all the same.
      this.#failed(error);
    }
  }

  async #open(): Promise<LocalDatabase> {
    if (this.#closed) {
      throw new OfflineSyncError('closed', 'The client was closed');
    }
    if (this.#failure) {
      throw this.#failure;
    }
    return await this.#database;
  }

  async dismiss(rejection: Rejection): Promise<void> {
    await (await this.#open()).$rejections.delete(rejection.id);
  }

  follow(scopes: Scope[]): Following {
    const keys = scopes.map((scope) => scopeKey(this.options.tables, scope));
    const releases = keys.map((key) => this.#tabs.use(key));
    const added = this.#open().then((database) =>
      addScopes(database, this.options.tables, scopes, this.#mostScopes).then(() => database),
    );
    const use = { scopes, keys };
    const ready = added.then((database) => {
      this.#uses.add(use);
      return loaded(database, keys);
    });
    // Whoever does not ask need not hear of it.
    ready.catch(() => undefined);
    let stopped = false;
    return {
      ready,
      stop: async () => {
        if (!stopped) {
          stopped = true;
          const database = await added;
          this.#uses.delete(use);
          const unused = await Promise.all(releases.map((release) => release()));
          await dropScopes(
            database,
            keys.filter((_, index) => unused[index]),
          );
        }
      },
    };
  }

  async verify(scope: Scope): Promise<Verification> {
    const key = scopeKey(this.options.tables, scope);
    const database = await this.#open();
    if (!(await followedScopes(database)).get(key)?.loaded) {
      throw new OfflineSyncError('not-found', 'Only what is followed, and was loaded, can be compared with the server');
    }
    return await this.#connected((connection) => verifyScope(database, connection, scope, key));
  }

  /** With the connection, or, if another tab has that, with one of its own. */
  async #connected<T>(ask: (connection: Connection) => Promise<T>): Promise<T> {
    const { connection } = this.options;
    if (this.#leader) {
      return await ask(connection);
    }
    try {
      await new Promise<void>((connected, disconnected) => {
        connection.open({ connected: () => connected(), disconnected });
      });
      return await ask(connection);
    } finally {
      connection.close();
    }
  }

  reconnect(): void {
    this.#ask('reconnect');
  }

  disconnect(): void {
    this.#ask('disconnect');
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#pending?.unsubscribe();
    this.#tabs.close();
    this.options.connection.close();
    await this.#database.then(
      (database) => database.close(),
      () => undefined,
    );
  }

  async destroy(): Promise<void> {
    await this.close();
    await Dexie.delete(this.options.database);
  }
}

/** Fulfilled when all of some scopes are loaded. */
async function loaded(database: LocalDatabase, keys: string[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const subscription = liveQuery(() => followedScopes(database)).subscribe({
      next: (scopes) => {
        if (keys.every((key) => scopes.get(key)?.loaded ?? true)) {
          resolve();
          queueMicrotask(() => subscription.unsubscribe());
        }
      },
      error: reject,
    });
  });
}

async function pendingIn(database: LocalDatabase): Promise<number> {
  return await database.$transactions.where('answered').equals(0).count();
}

function asError(error: unknown): Error {
  return error instanceof SyncError || error instanceof OfflineSyncError
    ? error
    : storageError('The local database could not be read or written', error);
}
