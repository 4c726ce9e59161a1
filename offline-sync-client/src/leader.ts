import { liveQuery } from 'dexie';
import type { Connection } from './connection';
import type { LocalDatabase, StoredStream } from './database';
import { Engine, type EngineHandler } from './engine';
import { sweepAll } from './scopes';

/** What a leader tells. */
export interface LeaderHandler extends EngineHandler {
  /** The streams, and how far they have come. */
  streams(streams: StoredStream[]): void;
}

/** The one of all tabs that sends and fetches, for all of them. */
export class Leader {
  readonly #engine: Engine;
  readonly #subscription: { unsubscribe(): void };
  readonly #online = () => this.#engine.retry();

  constructor(database: LocalDatabase, connection: Connection, clientId: string, handler: LeaderHandler) {
    const engine = new Engine(database, connection, clientId, handler);
    this.#engine = engine;
    // Whichever tab follows: all use one database.
    this.#subscription = liveQuery(() => database.$streams.toArray()).subscribe({
      next: (streams) => {
        handler.streams(streams);
        engine.followed();
      },
      error: (error) => handler.failed(error),
    });
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

  /** Hear that there is something to send, whichever tab has written it. */
  written(): void {
    this.#engine.written();
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
    this.#subscription.unsubscribe();
    this.#engine.stop();
  }
}
