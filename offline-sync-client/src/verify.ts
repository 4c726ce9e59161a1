import type { Connection } from './connection';
import type { LocalDatabase, Row, StoredStream } from './database';
import { baseOf, goneRow, releasedRow, rowsOf, storeRows, toldRow } from './rows';
import { stampText } from './stamps';
import { compareCodePoints } from './values';
import type { Metadata, Scope, WireRecord } from './wire';

/** A record that was not the same here and on the server. */
export interface Difference {
  uid: string;
  /**
   * - `missing`: it was not here, and is now
   * - `outdated`: another version was here; now it is the server's
   * - `gone`: it was here, and is not any more: deleted, or in no scope that is followed
   * - `left`: it is not in the scope any more, but stays here as it is, since it is in another one that is followed:
   *   comparing that brings it up to date
   * - `unknown`: the server does not have it, or an older version; it stays here
   */
  what: 'missing' | 'outdated' | 'gone' | 'left' | 'unknown';
}

/** What a comparison has found. */
export interface Verification {
  /** How many records were compared. */
  compared: number;
  differences: Difference[];
}

interface ReconcileResult {
  addClient: WireRecord[];
  updateClient: WireRecord[];
  deleteClient: { uid: string }[];
  leaveClient: string[];
  addDatabase: { uid: string }[];
  updateDatabase: { uid: string }[];
}

const RECORDS_AT_A_TIME = 500;

/**
 * Compare a scope with the server, and make good what differs. Records with own changes on their way are left out, and
 * so are those that a stream tells of meanwhile.
 * @param key the scope's key, of one that is followed
 */
export async function verifyScope(
  database: LocalDatabase,
  connection: Connection,
  scope: Scope,
  key: string,
): Promise<Verification> {
  const isWithin = database.within(scope);
  const held = await database
    .rows(scope.table)
    .filter((row) => row.base === undefined && row.value !== null && isWithin(row.value))
    .toArray();
  held.sort((one, other) => compareCodePoints(one.uid, other.uid));
  const found: Verification = { compared: held.length, differences: [] };
  let after: string | undefined;
  for (let from = 0; from === 0 || from < held.length; from += RECORDS_AT_A_TIME) {
    const some = held.slice(from, from + RECORDS_AT_A_TIME);
    const upTo = from + RECORDS_AT_A_TIME < held.length ? some.at(-1)?.uid : undefined;
    const answer = (await connection.request(`${scope.table}/reconcile`, {
      where: scope.where,
      metadata: Object.fromEntries(some.map((row) => [row.uid, metadataOf(row)])),
      ...(after !== undefined && { after }),
      ...(upTo !== undefined && { upTo }),
    })) as ReconcileResult;
    found.differences.push(...(await repair(database, scope.table, key, some, answer)));
    after = upTo;
  }
  return found;
}

function metadataOf(row: Row): Metadata {
  return { createdAt: null, updatedAt: row.time === null ? null : stampText(row.time), deletedAt: null };
}

async function repair(
  database: LocalDatabase,
  table: string,
  key: string,
  asked: Row[],
  answer: ReconcileResult,
): Promise<Difference[]> {
  const records = new Map([...answer.addClient, ...answer.updateClient].map((record) => [record.uid, record]));
  const deleted = answer.deleteClient.map(({ uid }) => uid);
  const left = new Set(answer.leaveClient);
  const before = new Map(asked.map((row) => [row.uid, row]));
  return await database.transaction('rw', database.tables, async () => {
    const stream = (await database.$streams.toArray()).find((each) => each.scopes.some((scope) => scope.key === key));
    if (!stream) {
      return [];
    }
    const isToldOf = toldByOthers(database, stream, table, key);
    const rows = await rowsOf(database, table, [...records.keys(), ...deleted, ...left]);
    const changed = rows.filter((row) => isAsItWas(row, before.get(row.uid)));
    const repaired = changed.flatMap((row) => {
      const record = records.get(row.uid);
      if (record) {
        return [toldRow(row, stream, record.value, record.metadata)];
      }
      if (!left.has(row.uid)) {
        return [goneRow(row)];
      }
      return isToldOf(row) ? [] : [releasedRow(row, stream.id)];
    });
    await storeRows(database, table, repaired);
    const gone = new Set(repaired.filter(({ base }) => base === null).map(({ row }) => row.uid));
    return [
      ...changed.map(({ uid }): Difference => {
        if (records.has(uid)) {
          return { uid, what: before.has(uid) ? 'outdated' : 'missing' };
        }
        return { uid, what: gone.has(uid) ? 'gone' : 'left' };
      }),
      ...[...answer.addDatabase, ...answer.updateDatabase].map(({ uid }): Difference => ({ uid, what: 'unknown' })),
    ];
  });
}

/** Tells whether a stream holds a row because of another one of its scopes, too. */
function toldByOthers(
  database: LocalDatabase,
  { scopes }: StoredStream,
  table: string,
  key: string,
): (row: Row) => boolean {
  const others = scopes
    .filter((scope) => scope.table === table && scope.key !== key && scope.begun)
    .map((scope) => database.within(scope));
  return ({ value }) => value !== null && others.some((isWithin) => isWithin(value));
}

/** Whether nobody has touched a row since the server was asked. */
function isAsItWas(row: Row, before: Row | undefined): boolean {
  return before
    ? row.base === undefined && row.time === before.time && JSON.stringify(row.held) === JSON.stringify(before.held)
    : row.base === undefined && baseOf(row) === null;
}
