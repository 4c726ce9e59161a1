import { liveQuery } from 'dexie';
import type { Following } from './api';
import type { LocalDatabase, StoredStream, TableConfig } from './database';
import { addScopes, dropScopes, followedScopes, scopeKey } from './scopes';
import type { Tabs } from './tabs';
import type { Scope } from './wire';

/** The limit while the server has not said its own. */
const MOST_SCOPES = 50;

/** What this tab follows. */
export class Followings {
  /** How many scopes a stream may have. */
  mostScopes = MOST_SCOPES;
  readonly #uses = new Set<{ scopes: Scope[]; keys: string[] }>();

  constructor(
    private readonly database: () => Promise<LocalDatabase>,
    private readonly tables: Record<string, TableConfig>,
    private readonly tabs: Tabs,
  ) {}

  follow(scopes: Scope[]): Following {
    const keys = scopes.map((scope) => scopeKey(this.tables, scope));
    const releases = keys.map((key) => this.tabs.use(key));
    const use = { scopes, keys };
    const added = this.#add(scopes);
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
