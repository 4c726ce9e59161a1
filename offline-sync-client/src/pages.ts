import { stopAwaiting } from './awaited';
import type { LocalDatabase, Row, StoredScope, StoredStream } from './database';
import { watchChanges, type RemoteChange } from './remote-changes';
import { release } from './release';
import { goneRow, releasedRow, rowsOf, storeRows, toldRow, type ChangedRow } from './rows';
import type { Change, Page } from './wire';

const ROWS_AT_A_TIME = 250;

/** A page that was stored. */
export interface StoredPage {
  /** The stream as it is then. */
  stream: StoredStream;
  /** What the page has changed, other than by a snapshot. */
  changes: RemoteChange[];
}

/**
 * Store a page together with its cursor.
 * @param streamId the stream
 * @param scopes the scopes that the stream was asked for, in that order, as their keys
 * @param since the cursor that the page comes after, undefined if it is the first
 * @returns null if the page no longer follows what is stored, because somebody else has gone on, or if one of its scopes
 * is not wanted any more
 */
export async function applyPage(
  database: LocalDatabase,
  streamId: string,
  scopes: string[],
  since: string | undefined,
  page: Page,
): Promise<StoredPage | null> {
  // Whoever reads another table need not wait.
  const tables = page.complete ? database.tables : ['$streams', '$transactions', ...tablesOf(page)];
  const stored = await database.transaction('rw', tables, async () => {
    const stream = await wantedStream(database, streamId, scopes, since);
    return stream && (await storeChanges(database, stream, scopes, page));
  });
  if (!stored || !page.complete || !hasVoid(stored.stream, scopes)) {
    return stored;
  }
  return (await dropVoid(database, stored.stream, scopes)) ? await completed(database, stored, scopes, page) : null;
}

async function storeChanges(
  database: LocalDatabase,
  stream: StoredStream,
  scopes: string[],
  page: Page,
): Promise<StoredPage> {
  reset(stream, scopes, page);
  countReceived(stream, page);
  const isLive = stream.scopes.every((scope) => scope.loaded);
  const watched = isLive ? await watchChanges(database, stream.id, page) : null;
  for (const [table, changes] of byTable(page.changes)) {
    for (let from = 0; from < changes.length; from += ROWS_AT_A_TIME) {
      await applyChanges(database, stream, table, changes.slice(from, from + ROWS_AT_A_TIME));
    }
  }
  markLoaded(stream, scopes, page);
  stream.cursor = page.cursor;
  stream.forgotten = [];
  stream.complete = false;
  delete stream.refused;
  if (page.complete && !hasVoid(stream, scopes)) {
    await complete(database, stream, scopes, page);
  }
  await database.$streams.put(stream);
  return { stream, changes: watched ? await watched() : [] };
}

/** The stream, if a page with these scopes and after this cursor is what comes next. */
async function wantedStream(
  database: LocalDatabase,
  streamId: string,
  scopes: string[],
  cursor: string | undefined,
): Promise<StoredStream | null> {
  const stream = await database.$streams.get(streamId);
  const kept = stream?.scopes.map((scope) => scope.key) ?? [];
  return stream && stream.cursor === cursor && scopes.every((key) => kept.includes(key)) ? stream : null;
}

async function complete(database: LocalDatabase, stream: StoredStream, scopes: string[], page: Page): Promise<void> {
  // A page that was asked for before there were more scopes says nothing of these.
  stream.complete = stream.scopes.every((scope) => scopes.includes(scope.key));
  if (stream.complete && page.seen !== undefined) {
    stream.seen = page.seen;
    await stopAwaiting(database, stream.id, page.seen);
  }
}

/** Scopes of which a reset has made void whatever was not told since; with a complete page, nothing more is to come. */
function voidScopes(stream: StoredStream, scopes: string[]): StoredScope[] {
  return stream.scopes.filter((scope) => scope.stale && scopes.includes(scope.key));
}

function hasVoid(stream: StoredStream, scopes: string[]): boolean {
  return voidScopes(stream, scopes).length > 0;
}

/**
 * @returns whether all is gone; not if the stream has gone on meanwhile
 */
async function dropVoid(database: LocalDatabase, stream: StoredStream, scopes: string[]): Promise<boolean> {
  for (const table of new Set(voidScopes(stream, scopes).map((scope) => scope.table))) {
    const isDone = await release(database, stream.id, table, ({ cursor }) => cursor === stream.cursor);
    if (!isDone) {
      return false;
    }
  }
  return true;
}

/** What was to be dropped before a page is complete has been dropped. */
async function completed(
  database: LocalDatabase,
  stored: StoredPage,
  scopes: string[],
  page: Page,
): Promise<StoredPage | null> {
  return await database.transaction('rw', database.tables, async () => {
    const stream = await wantedStream(database, stored.stream.id, scopes, page.cursor);
    if (!stream) {
      return null;
    }
    voidScopes(stream, scopes).forEach((scope) => delete scope.stale);
    await complete(database, stream, scopes, page);
    await database.$streams.put(stream);
    return { ...stored, stream };
  });
}

function reset(stream: StoredStream, scopes: string[], page: Page): void {
  const keys = (page.reset ?? []).map((index) => scopes[index]);
  if (keys.length > 0) {
    stream.round++;
    delete stream.received;
    for (const scope of stream.scopes.filter((each) => keys.includes(each.key))) {
      scope.loaded = false;
      scope.since = stream.round;
      if (scope.begun) {
        scope.stale = true;
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

function tablesOf(page: Page): string[] {
  return [...new Set(page.changes.map((change) => change.table))];
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

function changed(row: Row, stream: StoredStream, change: Change | undefined): ChangedRow {
  if (change?.value && change.metadata) {
    return toldRow(row, stream, change.value, change.metadata);
  }
  return change?.left ? releasedRow(row, stream.id) : goneRow(row);
}
