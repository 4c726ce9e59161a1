import { Backoff } from './backoff';
import type { Connection, SyncError } from './connection';
import type { LocalDatabase, StoredStream } from './database';
import { OfflineSyncError } from './errors';
import { applyPage } from './pages';
import type { RemoteChange } from './remote-changes';
import { forgetRefused, keepRefused, splitStream } from './scopes';
import type { Page } from './wire';

interface Open {
  keys: string[];
  end: () => void;
}

/** Keeps a subscription open for each stream that is stored, and stores what comes. */
export class Downloader {
  readonly #open = new Map<string, Open>();
  #connected = false;
  #work: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: LocalDatabase,
    private readonly connection: Connection,
    private readonly backoff: Backoff,
    private readonly progressed: (stream: StoredStream, changes: RemoteChange[]) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  connected(): void {
    this.#connected = true;
    this.#work = this.#work.then(() => forgetRefused(this.database)).catch((error: unknown) => this.failed(error));
    this.wake();
  }

  disconnected(): void {
    this.#connected = false;
    this.#open.clear();
    this.backoff.cancel();
  }

  /** Ask now for what is to be asked for later, unless the server has said how long to wait. */
  hurry(): void {
    this.backoff.hurry();
  }

  /** Hear that scopes have come or gone. */
  wake(): void {
    this.#work = this.#work.then(() => this.#subscribe()).catch((error: unknown) => this.#pause(error));
  }

  async #subscribe(): Promise<void> {
    const streams = (await this.database.$streams.toArray()).filter((stream) => stream.scopes.length > 0);
    for (const [id, open] of [...this.#open]) {
      const stream = streams.find((each) => each.id === id);
      // One that could not be opened anew yet goes on as it is.
      if (!stream || (!this.backoff.isWaiting && !isSame(open.keys, keysOf(stream)))) {
        this.#close(id);
      }
    }
    if (this.backoff.isWaiting) {
      return;
    }
    for (const stream of streams) {
      if (this.#connected && !this.#open.has(stream.id) && !stream.refused) {
        this.#subscribeTo(stream);
      }
    }
  }

  #subscribeTo(stream: StoredStream): void {
    const keys = keysOf(stream);
    const open: Open = { keys, end: () => undefined };
    let cursor = stream.cursor;
    this.#open.set(stream.id, open);
    open.end = this.connection.subscribe(
      stream.scopes.map(({ table, where }) => ({ table, where })),
      cursor,
      {
        page: async (page: Page) => {
          const stored = await applyPage(this.database, stream.id, keys, cursor, page);
          if (!stored) {
            // Another tab has gone on, or the scopes are others now: from where that is.
            if (this.#open.get(stream.id) === open) {
              this.#close(stream.id);
              this.wake();
            }
            return;
          }
          cursor = page.cursor;
          this.backoff.reset();
          this.progressed(stored.stream, stored.changes);
        },
        failed: (error) => {
          if (this.#open.get(stream.id) === open) {
            this.#open.delete(stream.id);
            this.#work = this.#work.then(() => this.#refused(stream, error));
          }
        },
      },
    );
  }

  /**
   * A stream has ended by an error. If it is lasting, one of the scopes is the reason, and must not hold up the others.
   */
  async #refused(stream: StoredStream, error: SyncError | OfflineSyncError): Promise<void> {
    if (error instanceof OfflineSyncError || error.retryable) {
      this.#pause(error);
      return;
    }
    this.failed(error);
    try {
      if (await splitStream(this.database, stream.id)) {
        await this.#subscribe();
      } else {
        const { code, message, retryable, details } = error;
        await keepRefused(this.database, stream.id, { code, message, retryable, details });
      }
    } catch (problem) {
      this.#pause(problem);
    }
  }

  #close(id: string): void {
    this.#open.get(id)?.end();
    this.#open.delete(id);
  }

  #pause(error: unknown): void {
    this.failed(error);
    if (this.#connected) {
      this.backoff.later(() => this.wake(), error);
    }
  }
}

function keysOf(stream: StoredStream): string[] {
  return stream.scopes.map((scope) => scope.key);
}

function isSame(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}
