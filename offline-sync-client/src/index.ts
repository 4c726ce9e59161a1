import { createClient, type OfflineSync } from './client';
import type { TableConfig } from './database';
import { stompConnection } from './stomp';

export type { Rejection } from './answers';
export type { Following, OfflineSync, Status, Transaction } from './client';
export { SyncError } from './connection';
export type { TableConfig } from './database';
export { OfflineSyncError } from './errors';
export type { Observable, Observer, Subscription } from './observable';
export type { Draft, SyncTable } from './table';
export { uuid } from './uuid';
export type { Difference, Verification } from './verify';
export { matches } from './where';
export type { Kind, Kinds } from './where';
export type { Comparison, Json, Metadata, Mutation, Scope, Value, Where, WireError } from './wire';

/** What an application says of its client. */
export interface OfflineSyncOptions {
  /** Where the server's endpoint is: `wss://…/offline-sync`, or in a browser a path. */
  url: string;
  /** The name of the local database. */
  database: string;
  /** Whose data it is. Each user has a database of their own. */
  user?: string;
  /** The tables by their names on the server. */
  tables: Record<string, TableConfig>;
  /** Headers of CONNECT, such as a token; asked for at each connection. */
  connectHeaders?: () => Record<string, string> | Promise<Record<string, string>>;
  /** Makes a WebSocket where there is none, as in Node 20. */
  webSocketFactory?: Parameters<typeof stompConnection>[0]['webSocketFactory'];
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
  const { url, connectHeaders, webSocketFactory, tables } = options;
  return createClient({
    database: options.user === undefined ? options.database : `${options.database}:${options.user}`,
    tables,
    connection: stompConnection({
      url,
      ...(connectHeaders && { connectHeaders }),
      ...(webSocketFactory && { webSocketFactory }),
    }),
  });
}
