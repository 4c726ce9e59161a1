import { configOf, recordKey, type LocalDatabase, type Row, type TableConfig } from './database';
import { OfflineSyncError } from './errors';
import { baseOf, rowOf } from './rows';
import { idTypeOf, keepLastStamp, lastStampOf } from './settings';
import { nextStamp, stampText } from './stamps';
import { uuid } from './uuid';
import { after } from './view';
import type { Mutation, Value } from './wire';

/** What an application does to one record. */
export type Write =
  | { op: 'create'; table: string; data: Value }
  | { op: 'update'; table: string; uid: string; changes: Value }
  | { op: 'delete'; table: string; uid: string };

/** A write of a record whose id is known. */
type WriteOf = Write & { uid: string };

/** The types of ids that a UUID made here can be. */
const TYPES_OF_UUIDS = ['uuid', 'text'];

/**
 * Store writes, and what has to be sent because of them, in one local transaction: all of it is there at once, or nothing.
 * @param now this computer's clock, corrected by the server's
 * @returns the records as the user sees them afterwards, one for each write; null for one that is deleted
 * @throws OfflineSyncError if one of them makes no sense
 */
export async function storeWrites(
  database: LocalDatabase,
  tables: Record<string, TableConfig>,
  writes: Write[],
  now: number,
): Promise<(Value | null)[]> {
  writes.forEach((write) => configOf(tables, write.table));
  const stores = [...new Set(writes.map((write) => write.table))];
  return await database.transaction('rw', [...stores, '$transactions', '$settings'], async () => {
    const mutations: Mutation[] = [];
    const results: (Value | null)[] = [];
    let last = await lastStampOf(database);
    for (const asked of writes) {
      const write = asked.op === 'create' ? await withId(database, configOf(tables, asked.table), asked) : asked;
      const row = await rowOf(database, write.table, write.uid);
      last = nextStamp(now, last, [row.time]);
      const mutation = mutationOf(write, row, stampText(last));
      if (mutation) {
        const seen = after(row.value ? row : null, mutation);
        await database.rows(write.table).put({ ...row, ...seen, base: baseOf(row) });
        mutations.push(mutation);
        results.push(seen.value);
      } else {
        results.push(row.value);
      }
    }
    if (mutations.length > 0) {
      if (last !== null) {
        await keepLastStamp(database, last);
      }
      const touches = [...new Set(mutations.map((mutation) => recordKey(mutation.table, mutation.uid)))];
      await database.$transactions.add({
        id: uuid(),
        mutations,
        touches,
        answered: 0,
        waiting: touches,
        awaited: [],
      });
    }
    return results;
  });
}

/** A create with its id: the one that is given, or one that is made here. */
async function withId(
  database: LocalDatabase,
  { id, kinds }: TableConfig,
  write: Extract<Write, { op: 'create' }>,
): Promise<WriteOf> {
  const { table, data } = write;
  const given = data[id];
  if (given === undefined || given === null) {
    // The server knows best; the application may have said so before there was one.
    const type = (await idTypeOf(database, table)) ?? kinds?.[id];
    if (type !== undefined && !TYPES_OF_UUIDS.includes(type)) {
      throw new OfflineSyncError(
        'invalid-argument',
        `No ids are made here for ${table}, since they are of the type ${type}: give the record its ${id}`,
      );
    }
    const uid = uuid();
    return { ...write, uid, data: { ...data, [id]: uid } };
  }
  if (typeof given !== 'string' && typeof given !== 'number') {
    throw new OfflineSyncError('invalid-argument', `The id ${table}.${id} must be a string or a number`);
  }
  return { ...write, uid: String(given) };
}

/**
 * @returns null if there is nothing to do
 */
function mutationOf(write: WriteOf, row: Row, at: string): Mutation | null {
  const { table, uid } = write;
  switch (write.op) {
    case 'create':
      if (row.value) {
        throw new OfflineSyncError('exists', `There is a record ${uid} in ${table} already: update it`);
      }
      return { table, op: 'create', uid, data: write.data, at };
    case 'update': {
      if (!row.value) {
        throw new OfflineSyncError('not-found', `There is no record ${uid} in ${table} here`);
      }
      const changed = Object.keys(write.changes).filter((field) => !isSame(row.value?.[field], write.changes[field]));
      return changed.length === 0
        ? null
        : { table, op: 'update', uid, data: { ...row.value, ...write.changes }, changed, at };
    }
    case 'delete':
      return row.value ? { table, op: 'delete', uid, at } : null;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
