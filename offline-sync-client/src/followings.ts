import { liveQuery } from 'dexie';
import type { Following } from './api';
import { SyncError } from './connection';
import type { LocalDatabase, StoredStream, TableConfig } from './database';
import { OfflineSyncError, storageError } from './errors';
import type { Subscription } from './observable';
import { addScopes, dropScopes, scopeKey } from './scopes';
import type { Tabs } from './tabs';
import type { Scope, WireError } from './wire';

/** The limit while the server has not said its own. */
const MOST_SCOPES = 50;

/** What this tab follows. */
export class Followings {
  /** How many scopes a stream may have. */
  mostScopes = MOST_SCOPES;
  readonly #uses = new Set<{ scopes: Scope[]; keys: string[] }>();
  readonly #end = new AbortController();

  constructor(
    private readonly database: () => Promise<LocalDatabase>,
    private readonly tables: Record<string, TableConfig>,
    private readonly tabs: Tabs,
  ) {}

  follow(scopes: Scope[]): Following {
    const keys = scopes.map((scope) => scopeKey(this.tables, scope));
    const releases = keys.map((key) => this.tabs.use(key));
    const use = { scopes, keys };
    const added = this.#add(scopes).then((database) => {
      this.#uses.add(use);
      return database;
    });
    const ready = this.#loaded(added, keys);
    // Whoever does not ask need not hear of it.
    ready.catch(() => undefined);
    let stopped = false;
    return {
      ready,
      stop: async () => {
        if (!stopped) {
          stopped = true;
          await added.catch(() => undefined);
          this.#uses.delete(use);
          const unused = await Promise.all(releases.map((release) => release()));
          await dropScopes(
            await this.database(),
            keys.filter((_, index) => unused[index]),
          );
        }
      },
    };
  }

  /** Wait for nothing any more, since nothing is to come. */
  close(reason: OfflineSyncError): void {
    this.#end.abort(reason);
  }

  /** Follow again what another tab has stopped: without locks, it cannot know that it is used here. */
  async restore(streams: StoredStream[]): Promise<void> {
    const kept = new Set(streams.flatMap((stream) => stream.scopes.map((scope) => scope.key)));
    const lost = [...this.#uses].filter(({ keys }) => keys.some((key) => !kept.has(key)));
    if (lost.length > 0) {
      await this.#add(lost.flatMap((use) => use.scopes));
    }
  }

  async #add(scopes: Scope[]): Promise<LocalDatabase> {
    const database = await this.database();
    await addScopes(database, this.tables, scopes, this.mostScopes);
    return database;
  }

  async #loaded(added: Promise<LocalDatabase>, keys: string[]): Promise<void> {
    const { signal } = this.#end;
    try {
      await loaded(await added, keys, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof OfflineSyncError
        ? error
        : storageError('What is to be followed could not be stored or read here', error);
    }
  }
}

/** Fulfilled when all of some scopes are loaded; rejected if one is refused, or with the reason of a signal. */
async function loaded(database: LocalDatabase, keys: string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let end: () => void = () => undefined;
  let subscription: Subscription | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      end = () => reject(signal.reason as Error);
      signal.addEventListener('abort', end);
      subscription = liveQuery(() => database.$streams.toArray()).subscribe({
        next: (streams) => {
          const wanted = streams.filter((stream) => stream.scopes.some((scope) => keys.includes(scope.key)));
          const scopes = wanted.flatMap((stream) => stream.scopes).filter((scope) => keys.includes(scope.key));
          wanted.forEach(({ scopes: [scope], refused }) => scope && refused && reject(refusal(scope, refused)));
          if (scopes.every((scope) => scope.loaded)) {
            resolve();
          }
        },
        error: reject,
      });
    });
  } finally {
    signal.removeEventListener('abort', end);
    subscription?.unsubscribe();
  }
}

function refusal({ table, where }: Scope, { code, message, retryable, details }: WireError): OfflineSyncError {
  return new OfflineSyncError(
    'refused',
    `The server does not let ${table} ${JSON.stringify(where)} be followed: ${message}`,
    { cause: new SyncError(code, message, retryable, details) },
  );
}
