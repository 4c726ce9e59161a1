import type { StreamHandler, SyncError } from './connection';
import { storageError, type OfflineSyncError } from './errors';
import type { Page } from './wire';

/** Hands the messages of a subscription to their handler, one after the other. */
export class Stream {
  #over = false;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly handler: StreamHandler,
    private readonly unsubscribe: () => void,
  ) {}

  take(page: Page, acknowledge: () => void): void {
    this.#enqueue(async () => {
      try {
        await this.handler.page(page);
      } catch (cause) {
        this.#finish(storageError('What came could not be stored here', cause));
        return;
      }
      // Whoever unsubscribed meanwhile has nothing to acknowledge any more.
      if (!this.#over) {
        acknowledge();
      }
    });
  }

  fail(error: SyncError): void {
    this.#enqueue(() => this.#finish(error));
  }

  end(): void {
    if (!this.#over) {
      this.#over = true;
      this.unsubscribe();
    }
  }

  /** End this without telling the server, which is gone. */
  abandon(): void {
    this.#over = true;
  }

  #finish(error: SyncError | OfflineSyncError): void {
    if (!this.#over) {
      this.end();
      this.handler.failed(error);
    }
  }

  #enqueue(task: () => Promise<void> | void): void {
    this.#last = this.#last.then(() => (this.#over ? undefined : task()));
  }
}
