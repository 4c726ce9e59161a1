import { liveQuery } from 'dexie';
import type { Connection } from './connection';
import type { LocalDatabase, StoredStream } from './database';
import { Engine, type EngineHandler } from './engine';
import { sweepAll } from './scopes';

/** What a leader tells. */
export interface LeaderHandler extends EngineHandler {
  /** How many transactions have no answer. */
  pending(count: number): void;
  /** The streams, and how far they have come. */
  streams(streams: StoredStream[]): void;
}

/** The one of all tabs that sends and fetches, for all of them. */
export class Leader {
  readonly #engine: Engine;
  readonly #subscriptions: { unsubscribe(): void }[];
  readonly #online = () => this.#engine.retry();

  constructor(
    database: LocalDatabase,
    connection: Connection,
    clientId: string,
    private readonly handler: LeaderHandler,
  ) {
    const engine = new Engine(database, connection, clientId, handler);
    this.#engine = engine;
    // Whichever tab writes or follows: all use one database.
    this.#subscriptions = [
      this.#watch(
        () => database.$transactions.where('answered').equals(0).count(),
        (count) => {
          handler.pending(count);
          engine.written();
        },
      ),
      this.#watch(
        () => database.$streams.toArray(),
        (streams) => {
          handler.streams(streams);
          engine.followed();
        },
      ),
    ];
    sweepAll(database).catch((error: unknown) => handler.failed(error));
  }

  /**
   * Begin.
   * @param paused whether to stay offline
   */
  start(paused: boolean): void {
    if (typeof addEventListener === 'function') {
      addEventListener('online', this.#online);
    }
    if (!paused) {
      this.#engine.connect();
    }
  }

  connect(): void {
    this.#engine.connect();
  }

  disconnect(): void {
    this.#engine.disconnect();
  }

  stop(): void {
    if (typeof removeEventListener === 'function') {
      removeEventListener('online', this.#online);
    }
    this.#subscriptions.forEach((subscription) => subscription.unsubscribe());
    this.#engine.stop();
  }

  #watch<T>(query: () => PromiseLike<T>, next: (value: T) => void): { unsubscribe(): void } {
    return liveQuery(query as () => Promise<T>).subscribe({ next, error: (error) => this.handler.failed(error) });
  }
}
