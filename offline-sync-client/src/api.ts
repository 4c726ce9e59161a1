import type { Rejection } from './database';
import type { Observable } from './observable';
import type { RemoteChange } from './remote-changes';
import type { SyncTable } from './table';
import type { Verification } from './verify';
import type { Scope, Value } from './wire';

/** How a client is doing. */
export interface Status {
  connection: 'offline' | 'connecting' | 'online';
  /** Whether it stays offline until {@link OfflineSync.reconnect} is called. */
  paused: boolean;
  /** How many transactions the server has not answered yet. */
  pending: number;
  /** Whether everything that is followed is here, as of one moment. */
  complete: boolean;
  /** How many scopes were loaded, of how many that are followed. */
  loaded: number;
  followed: number;
  /** How many records have come of the scopes that are being loaded; 0 if none is. */
  received: number;
  /** What went wrong last, until something goes well. */
  error: Error | null;
}

/** Scopes that are followed. */
export interface Following {
  /**
   * Fulfilled as soon as all of their records are here, which they may be already. Rejected with an
   * {@link OfflineSyncError}: `refused`, with the server's {@link SyncError} as its cause, if the server does not let one
   * of them be followed (it is asked again at the next connection, and when one follows it again); `closed`, if the
   * client is closed before; `storage`, if the local database could not be used.
   */
  readonly ready: Promise<void>;
  /**
   * Follow them no longer. When nobody does, their records go.
   */
  stop(): Promise<void>;
}

/** What an application does to several records at once. */
export interface Transaction {
  create(table: string, data: object): void;
  update(table: string, uid: string | number, changes: object): void;
  remove(table: string, uid: string | number): void;
}

/** A client with its local database. */
export interface OfflineSync {
  /** A table, as it was named when the client was created. */
  table<T>(name: string): SyncTable<T>;
  /**
   * Do several things as one: here and on the server all of them happen, or none.
   * @param work says what to do; nothing is done if it throws
   * @returns the records afterwards, one for each thing; null for those that are deleted
   */
  transaction(work: (transaction: Transaction) => void | Promise<void>): Promise<(Value | null)[]>;
  /**
   * Keep a part of the server's tables here, from now on and after a restart, until it is stopped.
   */
  follow(scopes: Scope[]): Following;
  /**
   * Compare a scope that is followed with the server, and make good what differs: after a bug, or when in doubt. What
   * is followed needs no such thing.
   * @throws SyncError if there is no connection
   */
  verify(scope: Scope): Promise<Verification>;
  readonly status$: Observable<Status> & { readonly value: Status };
  /** What the server has refused, and is undone here; kept until it is dismissed: now, and whenever that changes. */
  readonly rejected$: Observable<Rejection[]>;
  /** Let go of a rejection, since the user has seen it, or its data was written anew. */
  dismiss(rejection: Rejection): Promise<void>;
  /** What others have changed of what is followed, page by page. Not what comes and goes with a first sync. */
  readonly changes$: Observable<RemoteChange[]>;
  /**
   * Connect now, after it was given up or before it is tried again. With a connection, send and fetch now what was put
   * off, unless the server has said for how long. For all tabs.
   */
  reconnect(): void;
  /** Stay offline, with all tabs and after a restart, until {@link reconnect} is called. */
  disconnect(): void;
  /** Stop, and leave everything as it is. */
  close(): Promise<void>;
  /** Stop, and delete the local database, with what was not sent. */
  destroy(): Promise<void>;
}
