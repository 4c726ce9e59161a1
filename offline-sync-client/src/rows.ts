import {
  ofRecordKey,
  recordKey,
  type LocalDatabase,
  type Row,
  type StoredStream,
  type StoredTransaction,
} from './database';
import { timeOf } from './stamps';
import { project, type Version } from './view';
import type { Metadata, Value } from './wire';

/**
 * The rows of records as they are; for those that are not there, rows that hold nothing.
 */
export async function rowsOf(database: LocalDatabase, table: string, uids: string[]): Promise<Row[]> {
  const found = await database.rows(table).bulkGet(uids);
  return uids.map((uid, index) => found[index] ?? emptyRow(uid));
}

/** The row of a record, likewise. */
export async function rowOf(database: LocalDatabase, table: string, uid: string): Promise<Row> {
  return (await database.rows(table).get(uid)) ?? emptyRow(uid);
}

function emptyRow(uid: string): Row {
  return { uid, value: null, time: null, held: {} };
}

/** What streams have told of a row's record; null if that is nothing. */
export function baseOf(row: Row): Version | null {
  if (row.base !== undefined) {
    return row.base;
  }
  return row.value === null ? null : { value: row.value, time: row.time };
}

/** Some records: their uids, by the names of their tables. */
export type Records = Map<string, Set<string>>;

/** A row whose base is another one now. */
export interface ChangedRow {
  row: Row;
  /** What streams have told of it now; null if that is nothing. */
  base: Version | null;
}

/** The row when a stream has told of its record. */
export function toldRow(row: Row, stream: StoredStream, value: Value | null, metadata: Metadata): ChangedRow {
  const held = { ...row.held, [stream.id]: stream.round };
  return { row: { ...row, held }, base: { value, time: timeOf(metadata) } };
}

/** The row when its record is not there any more, for any stream. */
export function goneRow(row: Row): ChangedRow {
  return { row: { ...row, held: {} }, base: null };
}

/** The row when a stream does not hold it any more. */
export function releasedRow(row: Row, streamId: string): ChangedRow {
  const held = Object.fromEntries(Object.entries(row.held).filter(([id]) => id !== streamId));
  return { row: { ...row, held }, base: Object.keys(held).length > 0 ? baseOf(row) : null };
}

/**
 * Store rows, each as its base and the own transactions over it make it.
 * @param changed the rows, whose base may have changed
 */
export async function storeRows(database: LocalDatabase, table: string, changed: ChangedRow[]): Promise<void> {
  const own = await transactionsOf(
    database,
    changed.map(({ row }) => recordKey(table, row.uid)),
  );
  const kept: Row[] = [];
  const gone: string[] = [];
  for (const { row, base } of changed) {
    const transactions = own.get(recordKey(table, row.uid));
    if (transactions) {
      const seen = project(base, transactions, table, row.uid);
      kept.push({ uid: row.uid, value: seen?.value ?? null, time: seen?.time ?? null, held: row.held, base });
    } else if (base) {
      kept.push({ uid: row.uid, value: base.value, time: base.time, held: row.held });
    } else {
      gone.push(row.uid);
    }
  }
  await database.rows(table).bulkPut(kept);
  await database.rows(table).bulkDelete(gone);
}

/**
 * Make the rows of records anew, since the transactions over them are others now.
 */
export async function projectAnew(database: LocalDatabase, records: Records): Promise<void> {
  for (const [table, uids] of records) {
    const rows = await rowsOf(database, table, [...uids]);
    await storeRows(
      database,
      table,
      rows.map((row) => ({ row, base: baseOf(row) })),
    );
  }
}

async function transactionsOf(database: LocalDatabase, keys: string[]): Promise<Map<string, StoredTransaction[]>> {
  const byKey = new Map<string, StoredTransaction[]>();
  if ((await database.$transactions.count()) === 0) {
    return byKey;
  }
  const wanted = new Set(keys);
  const found = await database.$transactions.where('touches').anyOf(keys).distinct().sortBy('seq');
  for (const transaction of found) {
    for (const key of new Set(transaction.touches)) {
      if (wanted.has(key)) {
        byKey.set(key, [...(byKey.get(key) ?? []), transaction]);
      }
    }
  }
  return byKey;
}

/** Add records to others, by their keys. */
export function addRecords(records: Records, keys: string[]): void {
  for (const key of keys) {
    const [table, uid] = ofRecordKey(key);
    records.set(table, (records.get(table) ?? new Set()).add(uid));
  }
}
