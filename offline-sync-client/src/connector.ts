import type { Connection, SyncError } from './connection';
import type { LocalDatabase } from './database';
import { errand } from './errand';
import type { OfflineSyncError } from './errors';
import { disconnected } from './failures';
import { Leader, type LeaderHandler } from './leader';
import { clientIdOf, isPaused, keepPaused } from './settings';
import type { ClientStatus } from './status';
import type { Ask, Tabs } from './tabs';

/**
 * Sees to it that one of all tabs is connected, unless the user wants to stay offline. Every tab may ask for either.
 */
export class Connector {
  /** Null if another tab has the connection. */
  #leader: Leader | null = null;
  /** Null until it is known. */
  #paused: boolean | null = null;
  /** Ends the errands of this tab. */
  #errands = new AbortController();

  constructor(
    private readonly database: () => Promise<LocalDatabase>,
    private readonly connection: Connection,
    private readonly tabs: Tabs,
    private readonly status: ClientStatus,
  ) {}

  /** Whether the connection is this tab's. */
  get isLeader(): boolean {
    return this.#leader !== null;
  }

  /**
   * Begin: connect as soon as no other tab does.
   * @param handler hears what becomes of it
   */
  async start(handler: LeaderHandler): Promise<void> {
    const database = await this.database();
    const clientId = await clientIdOf(database);
    this.#paused ??= await isPaused(database);
    this.status.change({ paused: this.#paused });
    this.tabs.tell({ ask: 'status' });
    this.tabs.lead(
      () => {
        const leader = new Leader(database, this.connection, clientId, handler);
        const stop = () => {
          this.#leader = null;
          leader.stop();
        };
        this.#leader = leader;
        try {
          leader.start(this.#paused === true);
        } catch (error) {
          stop();
          throw error;
        }
        return stop;
      },
      (error) => this.status.failed(error),
    );
  }

  /** Hear that there is something to send, whichever tab has written it. */
  written(): void {
    this.#leader?.written();
  }

  /** Have something done, by whichever tab has the connection, and remember it. */
  ask(what: 'reconnect' | 'disconnect'): void {
    this.asked(what);
    this.tabs.tell({ ask: what });
    this.database()
      .then((database) => keepPaused(database, what === 'disconnect'))
      .catch((error: unknown) => this.status.failed(error));
  }

  /** Do what this or another tab asks for. */
  asked(what: Ask): void {
    if (what === 'reconnect') {
      this.#setPaused(false);
      this.#leader?.connect();
    } else if (what === 'disconnect') {
      this.#setPaused(true);
      this.#leader?.disconnect();
      this.#errands.abort(stayingOffline());
      this.#errands = new AbortController();
    } else {
      // That tells it.
      this.status.change({});
    }
  }

  #setPaused(paused: boolean): void {
    if (this.#paused !== paused) {
      this.#paused = paused;
      this.status.change({ paused });
    }
  }

  /**
   * Do something with the connection, or, if another tab has that, with one for this only: this tab may have the
   * connection before that is done.
   */
  async whenConnected<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#leader) {
      return await work(this.connection);
    }
    if (this.#paused) {
      throw stayingOffline();
    }
    return await errand(this.connection.another(), this.#errands.signal, work);
  }

  /** Stop for good what this tab does with connections of its own. */
  close(reason: OfflineSyncError): void {
    this.#errands.abort(reason);
  }
}

function stayingOffline(): SyncError {
  return disconnected('This client stays offline until it is told to reconnect');
}
