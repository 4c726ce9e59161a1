import { Backoff } from './backoff';
import type { Connection, SyncError } from './connection';
import type { LocalDatabase } from './database';
import { Downloader } from './downloader';
import type { RemoteChange } from './remote-changes';
import { Uploader } from './uploader';
import type { Hello } from './wire';

/** What ends a connection, but not the wish for another one: over a limit, or a bug of the server's that may be mended. */
const WORTH_RETRYING = ['too-large', 'internal-error'];

/** What an engine tells. */
export interface EngineHandler {
  connection(state: 'connecting' | 'online' | 'offline'): void;
  /** What the server is, and by how much its clock is ahead of this one, in milliseconds. */
  hello(hello: Hello, clockOffset: number): void;
  /** A page was stored, and this is what it has changed. */
  progressed(changes: RemoteChange[]): void;
  failed(error: unknown): void;
}

/** Sends and fetches, as long as it runs: connects, and connects again when the connection is lost. */
export class Engine {
  readonly #uploader: Uploader;
  readonly #downloader: Downloader;
  readonly #backoff = new Backoff();
  #attempts = 0;
  #state: 'stopped' | 'waiting' | 'connecting' | 'online' = 'stopped';

  constructor(
    database: LocalDatabase,
    private readonly connection: Connection,
    clientId: string,
    private readonly handler: EngineHandler,
  ) {
    const failed = (error: unknown) => handler.failed(error);
    this.#uploader = new Uploader(database, connection, clientId, new Backoff(), failed);
    this.#downloader = new Downloader(
      database,
      connection,
      new Backoff(),
      (stream, changes) => {
        handler.progressed(changes);
        if (stream.complete) {
          this.#uploader.wake();
        }
      },
      failed,
    );
  }

  /** Connect now, also if it was given up, or is to be tried later only; if it is, go on now with what waits. */
  connect(): void {
    if (this.#state === 'online') {
      this.#uploader.hurry();
      this.#downloader.hurry();
    }
    if (this.#state === 'connecting' || this.#state === 'online') {
      return;
    }
    this.#backoff.cancel();
    this.#state = 'connecting';
    const attempt = ++this.#attempts;
    this.handler.connection('connecting');
    if (attempt !== this.#attempts) {
      // Whoever heard of it did not want it.
      return;
    }
    this.connection.open({
      connected: (hello) => {
        this.#state = 'online';
        // Behind by what the answer took, and so never ahead.
        this.handler.hello(hello, Date.parse(hello.serverTime) - Date.now());
        this.#uploader.connected(hello);
        this.#downloader.connected();
        this.handler.connection('online');
      },
      disconnected: (error) => this.#disconnected(error),
    });
  }

  #disconnected(error: SyncError): void {
    if (this.#state === 'stopped') {
      return;
    }
    // A server that has just refused something lets this in again: that is no reason to wait less the next time.
    if (this.#state === 'online' && error.retryable && error.code !== 'unavailable') {
      this.#backoff.reset();
    }
    this.#state = 'waiting';
    this.#uploader.disconnected();
    this.#downloader.disconnected();
    this.handler.connection('offline');
    this.handler.failed(error);
    if (error.retryable || WORTH_RETRYING.includes(error.code)) {
      this.#backoff.later(() => this.connect(), error);
    }
  }

  /** Connect if that was to be tried later, unless the server has said how long to wait. */
  retry(): void {
    this.#backoff.hurry();
  }

  /** Stay away from the server until {@link connect} is called. */
  disconnect(): void {
    this.stop();
    this.handler.connection('offline');
  }

  /** Hear that there is something to send. */
  written(): void {
    this.#uploader.wake();
  }

  /** Hear that scopes have come or gone. */
  followed(): void {
    this.#downloader.wake();
  }

  stop(): void {
    this.#state = 'stopped';
    this.#attempts++;
    this.#backoff.cancel();
    this.#uploader.disconnected();
    this.#downloader.disconnected();
    this.connection.close();
  }
}
