import type { Status } from './api';
import { SyncError } from './connection';
import type { StoredStream } from './database';
import { OfflineSyncError, storageError } from './errors';
import { State } from './observable';

/** How a client is doing, as it is told to the application. */
export class ClientStatus {
  readonly status$ = new State<Status>({
    connection: 'offline',
    paused: false,
    pending: 0,
    complete: false,
    loaded: 0,
    followed: 0,
    received: 0,
    error: null,
  });
  #end: OfflineSyncError | null = null;

  /** @param changed hears of what changes here */
  constructor(private readonly changed: (status: Status) => void) {}

  /** Why the local database cannot be used any more; null as long as it can. */
  get end(): OfflineSyncError | null {
    return this.#end;
  }

  change(change: Partial<Status>): void {
    if (!this.#end) {
      const status = { ...this.status$.value, ...change };
      this.status$.next(status);
      this.changed(status);
    }
  }

  failed(error: unknown): void {
    this.change({ error: asError(error) });
  }

  /** Hear how far the streams have come. */
  progressed(streams: StoredStream[]): void {
    const scopes = streams.flatMap((stream) => stream.scopes);
    this.change({
      followed: scopes.length,
      loaded: scopes.filter((scope) => scope.loaded).length,
      received: streams.reduce((sum, stream) => sum + (stream.received ?? 0), 0),
      complete: streams.every((stream) => stream.complete),
    });
  }

  /** Take over what the tab tells that has the connection. */
  takeOver(status: Status): void {
    // What waits, each tab knows best of what it has written itself.
    this.status$.next({ ...status, pending: this.status$.value.pending });
  }

  /** Hear that the local database cannot be used any more: this is the last that is told. */
  ended(reason: OfflineSyncError): void {
    this.#end = reason;
    this.status$.next({ ...this.status$.value, connection: 'offline', error: reason });
  }
}

function asError(error: unknown): Error {
  return error instanceof SyncError || error instanceof OfflineSyncError
    ? error
    : storageError('The local database could not be read or written', error);
}
