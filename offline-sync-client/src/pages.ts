import { type LocalDatabase, type Row, type StoredScope, type StoredStream } from './database';
import { watchChanges, type RemoteChange } from './remote-changes';
import { baseOf, collect, projectAnew, rowsOf, storeRows } from './rows';
import { isSeen } from './seen';
import { timeOf } from './stamps';
import type { Version } from './view';
import type { Change, Page } from './wire';

const ROWS_AT_A_TIME = 250;

/**
 * Store a page together with its cursor.
 * @param streamId the stream
 * @param scopes the scopes that the stream was asked for, in that order, as their keys
 * @param since the cursor that the page comes after, undefined if it is the first
 * @returns the stream as it is then, and what has changed; null if the page no longer follows what is stored, because somebody else has gone on,
 * or if one of its scopes is not wanted any more
 */
export async function applyPage(
  database: LocalDatabase,
  streamId: string,
  scopes: string[],
  since: string | undefined,
  page: Page,
): Promise<{ stream: StoredStream; changes: RemoteChange[] } | null> {
  return await database.transaction('rw', database.tables, async () => {
    const stream = await database.$streams.get(streamId);
    const kept = stream?.scopes.map((scope) => scope.key) ?? [];
    if (!stream || stream.cursor !== since || !scopes.every((key) => kept.includes(key))) {
      return null;
    }
    const changes = await watchChanges(database, streamId, page);
    reset(stream, scopes, page);
    countReceived(stream, page);
    for (const [table, changes] of byTable(page.changes)) {
      for (let from = 0; from < changes.length; from += ROWS_AT_A_TIME) {
        await applyChanges(database, stream, table, changes.slice(from, from + ROWS_AT_A_TIME));
      }
    }
    markLoaded(stream, scopes, page);
    stream.cursor = page.cursor;
    stream.forgotten = [];
    // A page that was asked for before there were more scopes says nothing of these.
    stream.complete = page.complete && stream.scopes.every((scope) => scopes.includes(scope.key));
    if (page.complete) {
      await dropVoid(database, stream, scopes);
    }
    if (stream.complete && page.seen !== undefined) {
      stream.seen = page.seen;
      await settle(database, stream.id, page.seen);
    }
    await database.$streams.put(stream);
    return { stream, changes: await changes() };
  });
}

function reset(stream: StoredStream, scopes: string[], page: Page): void {
  const keys = (page.reset ?? []).map((index) => scopes[index]);
  if (keys.length > 0) {
    stream.round++;
    delete stream.received;
    for (const scope of stream.scopes.filter((each) => keys.includes(each.key))) {
      scope.loaded = false;
      if (scope.begun) {
        scope.since = stream.round;
      }
    }
  }
}

function countReceived(stream: StoredStream, page: Page): void {
  if ((page.snapshot ?? []).length > 0) {
    stream.received = (stream.received ?? 0) + page.changes.length;
  } else {
    delete stream.received;
  }
}

function markLoaded(stream: StoredStream, scopes: string[], page: Page): void {
  for (const scope of stream.scopes) {
    const index = scopes.indexOf(scope.key);
    scope.begun ||= index >= 0;
    if (index >= 0 && !(page.snapshot ?? []).includes(index)) {
      scope.loaded = true;
    }
  }
}

function byTable(changes: Change[]): Map<string, Change[]> {
  const tables = new Map<string, Change[]>();
  for (const change of changes) {
    const own = tables.get(change.table);
    if (own) {
      own.push(change);
    } else {
      tables.set(change.table, [change]);
    }
  }
  return tables;
}

async function applyChanges(
  database: LocalDatabase,
  stream: StoredStream,
  table: string,
  changes: Change[],
): Promise<void> {
  // A page may tell of a record twice: the last word counts.
  const last = new Map(changes.map((change) => [change.uid, change]));
  const rows = await rowsOf(database, table, [...last.keys()]);
  await storeRows(
    database,
    table,
    rows.map((row) => changed(row, stream, last.get(row.uid))),
  );
}

function changed(row: Row, stream: StoredStream, change: Change | undefined): { row: Row; base: Version | null } {
  if (change?.value && change.metadata) {
    const held = { ...row.held, [stream.id]: stream.round };
    return { row: { ...row, held }, base: { value: change.value, time: timeOf(change.metadata) } };
  }
  return change?.left ? released(row, stream.id) : { row: { ...row, held: {} }, base: null };
}

/** The row when a stream does not hold it any more. */
function released(row: Row, streamId: string): { row: Row; base: Version | null } {
  const held = Object.fromEntries(Object.entries(row.held).filter(([id]) => id !== streamId));
  return { row: { ...row, held }, base: Object.keys(held).length > 0 ? baseOf(row) : null };
}

/**
 * Let go of what a reset has made void, and nothing has mentioned since.
 */
async function dropVoid(database: LocalDatabase, stream: StoredStream, scopes: string[]): Promise<void> {
  const anew = stream.scopes.filter((scope) => scope.since !== undefined && scopes.includes(scope.key));
  for (const table of new Set(anew.map((scope) => scope.table))) {
    await release(database, stream, table, (scope, round) => round >= (scope.since ?? 0));
  }
  anew.forEach((scope) => delete scope.since);
}

/**
 * Let go of what none of a stream's scopes hold.
 */
export async function releaseUnwanted(database: LocalDatabase, stream: StoredStream, tables: string[]): Promise<void> {
  for (const table of new Set(tables)) {
    await release(database, stream, table, () => true);
  }
}

async function release(
  database: LocalDatabase,
  stream: StoredStream,
  table: string,
  holds: (scope: StoredScope, round: number) => boolean,
): Promise<void> {
  const scopes = stream.scopes
    .filter((scope) => scope.table === table)
    .map((scope) => ({ scope, isWithin: database.within(scope) }));
  const unwanted: Row[] = await database
    .rows(table)
    .filter((row) => {
      const round = row.held[stream.id];
      const value = baseOf(row)?.value;
      return (
        round !== undefined && !(value && scopes.some(({ scope, isWithin }) => holds(scope, round) && isWithin(value)))
      );
    })
    .toArray();
  for (let from = 0; from < unwanted.length; from += ROWS_AT_A_TIME) {
    const some = unwanted.slice(from, from + ROWS_AT_A_TIME);
    await storeRows(
      database,
      table,
      some.map((row) => released(row, stream.id)),
    );
  }
}

/**
 * Take away the answered transactions that a stream has told by now, unless others have yet to.
 */
async function settle(database: LocalDatabase, streamId: string, seen: string): Promise<void> {
  const awaiting = await database.$transactions.where('awaited').equals(streamId).toArray();
  await stopAwaiting(
    database,
    awaiting.filter((transaction) => transaction.xid !== undefined && isSeen(seen, transaction.xid)),
    streamId,
  );
}

/**
 * Let transactions no longer wait for a stream.
 */
export async function stopAwaiting(
  database: LocalDatabase,
  transactions: { seq?: number; touches: string[]; awaited: string[] }[],
  streamId: string,
): Promise<void> {
  const uncovered = new Map<string, Set<string>>();
  for (const transaction of transactions) {
    const awaited = transaction.awaited.filter((id) => id !== streamId);
    if (transaction.seq !== undefined && awaited.length > 0) {
      await database.$transactions.update(transaction.seq, { awaited });
    } else if (transaction.seq !== undefined) {
      await database.$transactions.delete(transaction.seq);
      collect(transaction.touches, uncovered);
    }
  }
  await projectAnew(database, uncovered);
}
