import { openDatabase, type LocalDatabase } from '../../src/database';
import { applyPage } from '../../src/pages';
import { addScopes, scopeKey } from '../../src/scopes';
import type { Change, Page, Scope, Value, Where } from '../../src/wire';
import { storeWrites, type Write } from '../../src/writes';

export const TABLES = { todo: { id: 'uid', indexes: ['list'] } };

export const LIMITS = { maxMessageBytes: 1_000_000, maxMutations: 500, maxScopes: 50 };

/** What a comparison answers if both sides have the same. */
export const NO_DIFFERENCE = {
  addClient: [],
  updateClient: [],
  deleteClient: [],
  leaveClient: [],
  addDatabase: [],
  updateDatabase: [],
};

let names = 0;

/** A local database that nobody else has. */
export async function emptyDatabase(): Promise<LocalDatabase> {
  return await openDatabase(`local-${String(names++)}`, TABLES);
}

export function scope(where: Where): Scope {
  return { table: 'todo', where };
}

export async function follow(database: LocalDatabase, ...wheres: Where[]): Promise<void> {
  await addScopes(database, TABLES, wheres.map(scope), 50);
}

/** A record that the server tells of. */
export function put(uid: string, list: string, text: string): Change {
  const metadata = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: null, deletedAt: null };
  return { table: 'todo', uid, value: { uid, list, text }, metadata };
}

export function deleted(uid: string): Change {
  const metadata = { createdAt: null, updatedAt: null, deletedAt: '2026-01-02T00:00:00.000Z' };
  return { table: 'todo', uid, value: null, metadata };
}

export function left(uid: string): Change {
  return { table: 'todo', uid, value: null, metadata: null, left: true };
}

/** A complete page, which has seen all transactions before an xid. */
export function complete(cursor: string, xid: number, ...changes: Change[]): Page {
  return { cursor, changes, complete: true, seen: `${String(xid)}:${String(xid)}:` };
}

export function partial(cursor: string, ...changes: Change[]): Page {
  return { cursor, changes, complete: false };
}

/** Apply a page to a stream as it is, the first one if none is named. */
export async function receive(database: LocalDatabase, page: Page, id?: string): Promise<boolean> {
  const stream = await (id === undefined ? database.$streams.toCollection().first() : database.$streams.get(id));
  if (!stream) {
    throw new Error('There is no stream');
  }
  const keys = stream.scopes.map((each) => each.key);
  return (await applyPage(database, stream.id, keys, stream.cursor, page)) !== null;
}

export async function write(database: LocalDatabase, ...writes: Write[]): Promise<(Value | null)[]> {
  return await storeWrites(database, TABLES, writes, Date.UTC(2026, 5, 1));
}

/** The text that the user sees of a record; undefined if nothing is to be seen. */
export async function text(database: LocalDatabase, uid: string): Promise<unknown> {
  return (await database.rows('todo').get(uid))?.value?.['text'];
}

export function keyOf(where: Where): string {
  return scopeKey(TABLES, scope(where));
}
