import { Dexie, liveQuery } from 'dexie';
import type { Following, OfflineSync, Transaction } from './api';
import type { Connection } from './connection';
import { Connector } from './connector';
import { configOf, openDatabase, type LocalDatabase, type Rejection, type TableConfig } from './database';
import { OfflineSyncError, storageError } from './errors';
import { Followings } from './followings';
import type { LeaderHandler } from './leader';
import { liveResult } from './live';
import { Subject, type Observable, type Subscription } from './observable';
import { pendingCount } from './pending';
import type { RemoteChange } from './remote-changes';
import { followedScopes, scopeKey } from './scopes';
import { keepIdTypes } from './settings';
import { ClientStatus } from './status';
import { syncTable, type SyncTable } from './table';
import { joinTabs, type Message, type Tabs } from './tabs';
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

/**
 * Create a client. It opens its database at once, and connects if no other tab does.
 */
export function createClient(options: ClientOptions): OfflineSync {
  return new Client(options);
}

class Client implements OfflineSync {
  readonly rejected$: Observable<Rejection[]> = liveResult(
    () => this.#open(),
    (database) => database.$rejections.toArray(),
  );
  readonly changes$ = new Subject<RemoteChange[]>();
  readonly #status = new ClientStatus((status) => {
    if (this.#connector.isLeader) {
      this.#tabs.tell({ status: { ...status, error: null } });
    }
  });
  readonly status$ = this.#status.status$;
  readonly #database: Promise<LocalDatabase>;
  readonly #tabs: Tabs;
  readonly #connector: Connector;
  readonly #followings: Followings;
  #pending: Subscription | null = null;
  #clockOffset = 0;
  #closed = false;

  constructor(private readonly options: ClientOptions) {
    const { database: name, tables, connection } = options;
    const open = () => this.#open();
    this.#tabs = joinTabs(name, (message) => this.#heard(message));
    this.#connector = new Connector(open, connection, this.#tabs, this.#status);
    this.#followings = new Followings(open, tables, this.#tabs);
    this.#database = opened(name, tables);
    this.#database
      .then((database) => this.#start(database))
      .catch((error: unknown) => {
        if (!this.#closed) {
          this.#status.failed(error);
        }
      });
  }

  async #start(database: LocalDatabase): Promise<void> {
    database.whenClosed((reason) => this.#lost(reason));
    await this.#connector.start(this.#handler(database));
    if (this.#closed || this.#status.end) {
      return;
    }
    this.#pending = liveQuery(() => pendingCount(database)).subscribe({
      next: (pending) => {
        this.#status.change({ pending });
        this.#connector.written();
      },
      error: (error) => this.#status.failed(error),
    });
  }

  #handler(database: LocalDatabase): LeaderHandler {
    const failed = (error: unknown) => this.#status.failed(error);
    return {
      connection: (connection) => this.#status.change({ connection, ...(connection === 'online' && { error: null }) }),
      hello: (hello, clockOffset) => {
        this.#clockOffset = clockOffset;
        this.#followings.mostScopes = hello.limits.maxScopes;
        keepIdTypes(database, hello.tables).catch(failed);
      },
      progressed: (changes) => {
        this.#status.change({ error: null });
        if (changes.length > 0) {
          this.changes$.next(changes);
          this.#tabs.tell({ changes });
        }
      },
      streams: (streams) => {
        this.#status.progressed(streams);
        this.#followings.restore(streams).catch(failed);
      },
      failed,
    };
  }

  /** The database is not there any more. Another tab, whose database is, may go on. */
  #lost(reason: OfflineSyncError): void {
    if (!this.#closed && !this.#status.end) {
      this.#status.ended(reason);
      this.#connector.close(reason);
      this.#followings.close(reason);
      this.#tabs.close();
    }
  }

  #heard(message: Message): void {
    if ('changes' in message) {
      this.changes$.next(message.changes);
    } else if ('ask' in message) {
      this.#connector.asked(message.ask);
    } else if (!this.#connector.isLeader) {
      this.#status.takeOver(message.status);
    }
  }

  async #open(): Promise<LocalDatabase> {
    if (this.#closed) {
      throw closed();
    }
    if (this.#status.end) {
      throw this.#status.end;
    }
    return await this.#database;
  }

  table<T>(name: string): SyncTable<T> {
    const config = configOf(this.options.tables, name);
    return syncTable<T>(
      () => this.#open(),
      name,
      config,
      (work) => this.transaction(work),
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
      this.#status.change({ pending: await pendingCount(database) });
    } catch (error) {
      // The write is stored all the same.
      this.#status.failed(error);
    }
  }

  async dismiss(rejection: Rejection): Promise<void> {
    await (await this.#open()).$rejections.delete(rejection.id);
  }

  follow(scopes: Scope[]): Following {
    return this.#followings.follow(scopes);
  }

  async verify(scope: Scope): Promise<Verification> {
    const key = scopeKey(this.options.tables, scope);
    const database = await this.#open();
    if (!(await followedScopes(database)).get(key)?.loaded) {
      throw new OfflineSyncError('not-found', 'Only what is followed, and was loaded, can be compared with the server');
    }
    return await this.#connector.whenConnected((connection) => verifyScope(database, connection, scope, key));
  }

  reconnect(): void {
    this.#connector.ask('reconnect');
  }

  disconnect(): void {
    this.#connector.ask('disconnect');
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#pending?.unsubscribe();
    this.#connector.close(closed());
    this.#followings.close(closed());
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

function closed(): OfflineSyncError {
  return new OfflineSyncError('closed', 'The client was closed');
}

async function opened(name: string, tables: Record<string, TableConfig>): Promise<LocalDatabase> {
  try {
    return await openDatabase(name, tables);
  } catch (error) {
    throw storageError(
      'The local database cannot be opened. It may be switched off, as in some private windows, or damaged',
      error,
    );
  }
}
