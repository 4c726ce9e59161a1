import type { OfflineSyncError } from './errors';
import type { Hello, Page, Push, Scope, TransactionResult, WireError } from './wire';

/** What a server, or the way to it, has refused. */
export class SyncError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryable: boolean,
    readonly details: WireError['details'] = {},
  ) {
    super(message);
    this.name = 'SyncError';
  }
}

/** Hears of one stream. Calls come one after the other. */
export interface StreamHandler {
  /**
   * Take a page. It is acknowledged when the promise is fulfilled; a rejection ends the stream.
   */
  page(page: Page): Promise<void>;
  /** Hear that the stream has ended, by an error of the server's, or since a page was not taken, and is over. */
  failed(error: SyncError | OfflineSyncError): void;
}

/** Hears of a connection. */
export interface ConnectionHandler {
  /** The connection is there, and the server has said what it is. */
  connected(hello: Hello): void;
  /** The connection is lost, or was refused. All streams and requests on it are over. */
  disconnected(error: SyncError): void;
}

/** A way to the server: one connection at a time, opened anew on request. */
export interface Connection {
  /** Connect. The handler hears what becomes of it; once it is disconnected this may be called again. */
  open(handler: ConnectionHandler): void;
  /** Push transactions. Rejected with a {@link SyncError}, retryable when the answer is lost. */
  push(push: Push): Promise<TransactionResult[]>;
  /** Ask anything else, such as `todo/find-many`; rejected like a push. */
  request(operation: string, body: object): Promise<unknown>;
  /**
   * Subscribe to a stream.
   * @returns what ends it
   */
  subscribe(scopes: Scope[], cursor: string | undefined, handler: StreamHandler): () => void;
  /** Another way to the same server, whose connection is its own. */
  another(): Connection;
  /** Close for good; nobody is told. */
  close(): void;
}
