import { ofRecordKey, recordKey, type LocalDatabase, type Row, type StoredTransaction } from './database';
import { project, type Version } from './view';

/**
 * The rows of records as they are; for those that are not there, rows that hold nothing.
 */
export async function rowsOf(database: LocalDatabase, table: string, uids: string[]): Promise<Row[]> {
  const found = await database.rows(table).bulkGet(uids);
  return uids.map((uid, index) => found[index] ?? { uid, value: null, time: null, held: {} });
}

/** What streams have told of a row's record; null if that is nothing. */
export function baseOf(row: Row): Version | null {
  if (row.base !== undefined) {
    return row.base;
  }
  return row.value === null ? null : { value: row.value, time: row.time };
}

/**
 * Store rows, each as its base and the own transactions over it make it.
 * @param changed the rows, whose base may have changed
 * @param base what streams have told of each now
 */
export async function storeRows(
  database: LocalDatabase,
  table: string,
  changed: { row: Row; base: Version | null }[],
): Promise<void> {
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
 * Make rows anew, since the transactions over them are others now.
 * @param keys the records
 */
export async function projectAnew(database: LocalDatabase, keys: Map<string, Set<string>>): Promise<void> {
  for (const [table, uids] of keys) {
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

/** Sort keys of records by table. */
export function collect(keys: string[], into: Map<string, Set<string>>): void {
  for (const key of keys) {
    const [table, uid] = ofRecordKey(key);
    into.set(table, (into.get(table) ?? new Set()).add(uid));
  }
}
