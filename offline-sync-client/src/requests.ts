import type { SyncError } from './connection';
import { timedOut } from './failures';

type Timer = ReturnType<typeof setTimeout>;

/** The requests that have no answer yet. */
export class Requests {
  readonly #waiting = new Map<string, Waiting>();
  #count = 0;

  /**
   * Wait for an answer.
   * @param limit how long, in milliseconds
   * @param timeout hears if it did not come in time, after the request was rejected
   */
  add(limit: number, timeout: (error: SyncError) => void): { id: string; answer: Promise<unknown> } {
    const id = String(++this.#count);
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        const error = timedOut('The server did not answer in time');
        this.fail(id, error);
        timeout(error);
      }, limit);
      this.#waiting.set(id, { resolve, reject, timer });
    });
    return { id, answer };
  }

  succeed(id: string, result: unknown): void {
    this.#remove(id)?.resolve(result);
  }

  fail(id: string, error: SyncError): void {
    this.#remove(id)?.reject(error);
  }

  /** Reject all. */
  reject(error: SyncError): void {
    for (const id of [...this.#waiting.keys()]) {
      this.fail(id, error);
    }
  }

  #remove(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: SyncError) => void;
  timer: Timer;
}
