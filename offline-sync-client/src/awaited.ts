import type { LocalDatabase, StoredStream, StoredTransaction } from './database';
import { addRecords, projectAnew, type Records } from './rows';
import { isSeen } from './seen';

/**
 * The streams that have yet to tell what became of a transaction: those of its tables, unless they were faster than the
 * answer. Those that hold none of its records too, since an older version of one may be on its way.
 */
export function awaitedOf(transaction: StoredTransaction, streams: StoredStream[]): string[] {
  const tables = transaction.mutations.map((mutation) => mutation.table);
  return streams
    .filter((stream) => stream.scopes.some((scope) => tables.includes(scope.table)))
    .filter(({ seen }) => seen === undefined || transaction.xid === undefined || !isSeen(seen, transaction.xid))
    .map((stream) => stream.id);
}

/** The answered transactions that a stream has yet to tell. */
export async function awaitingOf(database: LocalDatabase, streamId: string): Promise<StoredTransaction[]> {
  return await database.$transactions.where('awaited').equals(streamId).toArray();
}

/**
 * Take away the answered transactions that a stream has told, unless others have yet to.
 * @param seen the snapshot of the database that it has told; null if it is to tell nothing more
 */
export async function stopAwaiting(database: LocalDatabase, streamId: string, seen: string | null): Promise<void> {
  const uncovered: Records = new Map();
  for (const { seq, xid, awaited, touches } of await awaitingOf(database, streamId)) {
    const isTold = seen === null || (xid !== undefined && isSeen(seen, xid));
    if (seq !== undefined && isTold) {
      const others = awaited.filter((id) => id !== streamId);
      if (others.length > 0) {
        await database.$transactions.update(seq, { awaited: others });
      } else {
        await database.$transactions.delete(seq);
        addRecords(uncovered, touches);
      }
    }
  }
  await projectAnew(database, uncovered);
}
