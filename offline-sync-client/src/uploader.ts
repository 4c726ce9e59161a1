import { applyAnswers } from './answers';
import { Backoff } from './backoff';
import { SyncError, type Connection } from './connection';
import type { LocalDatabase } from './database';
import { fits, nextTransactions } from './outgoing';
import type { Hello } from './wire';

const TRANSACTIONS_PER_PUSH = 200;

/** Sends what waits, in order, as long as there is a connection. */
export class Uploader {
  #hello: Hello | null = null;
  #running = false;
  #again = false;
  #most = TRANSACTIONS_PER_PUSH;
  /** The streams have to be complete before anything is sent. */
  #resync = false;

  constructor(
    private readonly database: LocalDatabase,
    private readonly connection: Connection,
    private readonly clientId: string,
    private readonly backoff: Backoff,
    private readonly failed: (error: unknown) => void,
  ) {}

  connected(hello: Hello): void {
    this.#hello = hello;
    this.backoff.reset();
    this.wake();
  }

  disconnected(): void {
    this.#hello = null;
    this.backoff.cancel();
  }

  /** Send now, unless the server has said how long to wait. */
  hurry(): void {
    this.backoff.hurry();
  }

  /** Hear that a stream has become complete, or that there is something to send. While it is to wait, so is that. */
  wake(): void {
    if (this.backoff.isWaiting) {
      return;
    }
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      const hello = this.#hello;
      try {
        while (await this.#pushSome());
      } catch (error) {
        this.#pause(error, hello);
      }
    } while (this.#isAgain());
    this.#running = false;
  }

  // Read here, since it changes while others are awaited.
  #isAgain(): boolean {
    return this.#again && this.#hello !== null && !this.backoff.isWaiting;
  }

  /**
   * @returns whether there may be more
   */
  async #pushSome(): Promise<boolean> {
    const hello = this.#hello;
    if (!hello) {
      return false;
    }
    const streams = await this.database.$streams.toArray();
    if (this.#resync && !streams.every((stream) => stream.complete)) {
      return false;
    }
    this.#resync = false;
    const transactions = await nextTransactions(this.database, hello.limits, this.#most);
    // The connection may be gone by now, or be another one.
    if (transactions.length === 0 || this.#hello !== hello) {
      return false;
    }
    const [first] = transactions;
    if (first && !fits(first, hello.limits)) {
      // Sent, it would cost the connection, each time.
      await this.#setAside(
        first.id,
        new SyncError('too-large', 'The transaction is larger than the server takes', false),
      );
      return true;
    }
    const cursor = streams.find((stream) => stream.cursor !== undefined)?.cursor;
    try {
      const results = await this.connection.push({
        clientId: this.clientId,
        ...(cursor !== undefined && { cursor }),
        transactions,
      });
      await applyAnswers(this.database, results);
      this.#most = TRANSACTIONS_PER_PUSH;
      if (results.some((result) => result.outcome === 'not-attempted')) {
        throw new SyncError('unavailable', 'The server could not take everything', true);
      }
      this.backoff.reset();
      return true;
    } catch (error) {
      return await this.#refused(error, transactions);
    }
  }

  /**
   * A push was refused as a whole. If it was a single transaction, that is the reason, and it must not hold up what follows.
   */
  async #refused(error: unknown, transactions: { id: string }[]): Promise<boolean> {
    if (!(error instanceof SyncError) || error.retryable) {
      throw error;
    }
    if (error.code === 'resync-required') {
      this.#resync = true;
      await this.database.$streams.filter((stream) => stream.scopes.length > 0).modify({ complete: false });
      return false;
    }
    const [only, ...others] = transactions;
    if (!only || others.length > 0) {
      this.#most = 1;
      return true;
    }
    await this.#setAside(only.id, error);
    return true;
  }

  /** Set a transaction aside as refused. */
  async #setAside(id: string, { code, message, retryable, details }: SyncError): Promise<void> {
    await applyAnswers(this.database, [{ id, outcome: 'rejected', error: { code, message, retryable, details } }]);
  }

  /** @param hello what was connected to then: a failure of a connection that is gone is none of the next one's */
  #pause(error: unknown, hello: Hello | null): void {
    this.failed(error);
    if (hello && this.#hello === hello) {
      this.backoff.later(() => this.wake(), error);
    }
  }
}
