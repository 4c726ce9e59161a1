import { Dexie, type IndexableType } from 'dexie';
import type { LocalDatabase, Row, StoredStream } from './database';
import { baseOf, releasedRow, storeRows } from './rows';

const ROWS_AT_A_TIME = 500;

/**
 * Let go of a stream's rows that none of its scopes holds, some at a time: whoever reads meanwhile need not wait for
 * long.
 * @param isCurrent whether the stream is still the one that was looked at
 * @returns whether it came to the end; not if the stream is another one, or none, by then
 */
export async function release(
  database: LocalDatabase,
  streamId: string,
  table: string,
  isCurrent: (stream: StoredStream) => boolean = () => true,
): Promise<boolean> {
  let last: IndexableType = Dexie.minKey;
  for (;;) {
    const rows = await releaseAfter(database, streamId, table, last, isCurrent);
    const end = rows?.at(-1)?.uid;
    if (end === undefined) {
      return rows !== null;
    }
    last = end;
  }
}

/** @returns the rows that were looked at; null if there is no such stream any more */
async function releaseAfter(
  database: LocalDatabase,
  streamId: string,
  table: string,
  after: IndexableType,
  isCurrent: (stream: StoredStream) => boolean,
): Promise<Row[] | null> {
  return await database.transaction('rw', [table, '$transactions', '$streams'], async () => {
    const stream = await database.$streams.get(streamId);
    if (!stream || !isCurrent(stream)) {
      return null;
    }
    const rows = await database.rows(table).where('uid').above(after).limit(ROWS_AT_A_TIME).toArray();
    await releaseSome(database, stream, table, rows);
    return rows;
  });
}

async function releaseSome(database: LocalDatabase, stream: StoredStream, table: string, rows: Row[]): Promise<void> {
  const scopes = stream.scopes
    // One that has not begun has told nothing that could be its own.
    .filter((scope) => scope.table === table && scope.begun)
    .map((scope) => ({ scope, isWithin: database.within(scope) }));
  const unwanted = rows.filter((row) => {
    const round = row.held[stream.id];
    const value = baseOf(row)?.value;
    const isHeld = value && scopes.some(({ scope, isWithin }) => (round ?? 0) >= (scope.since ?? 0) && isWithin(value));
    return round !== undefined && !isHeld;
  });
  await storeRows(
    database,
    table,
    unwanted.map((row) => releasedRow(row, stream.id)),
  );
}
