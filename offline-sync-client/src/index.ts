import type { OfflineSync } from './api';
import { createClient } from './client';
import type { TableConfig } from './database';
import { stompConnection, type StompOptions } from './stomp';

export type { Following, OfflineSync, Status, Transaction } from './api';
export { SyncError } from './connection';
export type { Rejection, TableConfig } from './database';
export { OfflineSyncError } from './errors';
export type { Observable, Observer, Subscription } from './observable';
export type { RemoteChange } from './remote-changes';
export type { WebSocketFactory, WebSocketLike } from './socket';
export type { Frame, StompOptions } from './stomp';
export type { Draft, SyncTable } from './table';
export { uuid } from './uuid';
export type { Difference, Verification } from './verify';
export { matches } from './where';
export type { Kind, Kinds } from './values';
export type { Comparison, Json, Metadata, Mutation, Scope, Value, Where, WireError } from './wire';

/** What an application says of its client. */
export interface OfflineSyncOptions extends StompOptions {
  /** The name of the local database. */
  database: string;
  /** Whose data it is. Each user has a database of their own. */
  user?: string;
  /** The tables by their names on the server. */
  tables: Record<string, TableConfig>;
}

/**
 * Create a client of an application that runs Offline Sync.
 *
 * ```ts
 * const sync = createOfflineSync({
 *   url: '/offline-sync',
 *   database: 'todos',
 *   tables: { todo: { id: 'uid', indexes: ['listUid'] }, todo_list: { id: 'uid' } },
 * });
 * const todos = sync.table<Todo>('todo');
 * await todos.create({ title: 'Milk', listUid });
 * sync.follow([{ table: 'todo', where: { listUid } }]);
 * todos.live({ listUid }).subscribe((rows) => render(rows));
 * ```
 */
export function createOfflineSync(options: OfflineSyncOptions): OfflineSync {
  const { database, user, tables, ...connection } = options;
  return createClient({
    database: user === undefined ? database : `${database}:${encodeURIComponent(user)}`,
    tables,
    connection: stompConnection(connection),
  });
}
