import { awaitingOf } from './awaited';
import { recordKey, type LocalDatabase } from './database';
import { addRecords, rowsOf, type Records } from './rows';
import type { Page, Value } from './wire';

/** What has become of a record, other than by this client. */
export interface RemoteChange {
  table: string;
  uid: string;
  /** What was to be seen here before; null if nothing was. */
  before: Value | null;
  /** What is to be seen now; null if it was deleted, or has left what is followed. */
  after: Value | null;
  /** Whether it is not here any more because it has left what is followed. It may have been deleted since. */
  left: boolean;
}

/** What is to be seen of records, by table and uid. */
type Views = Map<string, Map<string, Value | null>>;

/**
 * Look at the records that a page may change: those it tells of, and, if it is complete, those of own transactions that
 * the stream has yet to tell.
 * @returns what is called when the page is stored, in the same transaction, and finds what has changed
 */
export async function watchChanges(
  database: LocalDatabase,
  streamId: string,
  page: Page,
): Promise<() => Promise<RemoteChange[]>> {
  const keys = page.changes.map((change) => recordKey(change.table, change.uid));
  const awaiting = page.complete ? await awaitingOf(database, streamId) : [];
  const records: Records = new Map();
  addRecords(records, [...keys, ...awaiting.flatMap((transaction) => transaction.touches)]);
  const before = await viewsOf(database, records);
  const left = page.changes.filter((change) => change.left).map((change) => recordKey(change.table, change.uid));
  return async () => differences(before, await viewsOf(database, records), new Set(left));
}

async function viewsOf(database: LocalDatabase, records: Records): Promise<Views> {
  const views: Views = new Map();
  for (const [table, uids] of records) {
    const rows = await rowsOf(database, table, [...uids]);
    views.set(table, new Map(rows.map((row) => [row.uid, row.value])));
  }
  return views;
}

function differences(before: Views, after: Views, left: Set<string>): RemoteChange[] {
  const changes: RemoteChange[] = [];
  for (const [table, values] of after) {
    for (const [uid, value] of values) {
      const old = before.get(table)?.get(uid) ?? null;
      if (!isSame(old, value)) {
        changes.push({ table, uid, before: old, after: value, left: !value && left.has(recordKey(table, uid)) });
      }
    }
  }
  return changes;
}

/** Whether values say the same. The server may put fields in another order than who wrote them here. */
function isSame(one: Value | null, other: Value | null): boolean {
  if (one === null || other === null) {
    return one === other;
  }
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...fields].every((field) => JSON.stringify(one[field] ?? null) === JSON.stringify(other[field] ?? null));
}
