import { awaitedOf } from './awaited';
import type { LocalDatabase, Rejection, StoredStream, StoredTransaction } from './database';
import { addRecords, projectAnew, type Records } from './rows';
import type { TransactionResult, WireError } from './wire';

const UNKNOWN: WireError = { code: 'internal-error', message: 'No reason was given', retryable: false, details: {} };

/**
 * Take the answers to transactions. What is committed stays laid over what streams have told, as the server's answer, until
 * they have told it; what is refused goes, and is kept as a rejection.
 */
export async function applyAnswers(database: LocalDatabase, results: TransactionResult[]): Promise<void> {
  await database.transaction('rw', database.tables, async () => {
    const touched: Records = new Map();
    const streams = await database.$streams.toArray();
    for (const result of results) {
      const found = await database.$transactions.where('id').equals(result.id).first();
      if (found?.seq === undefined || found.answered === 1 || result.outcome === 'not-attempted') {
        continue;
      }
      if (result.outcome === 'rejected') {
        await database.$transactions.delete(found.seq);
        await database.$rejections.put(rejectionOf(found, result));
      } else {
        await commit(database, found.seq, found, result, streams);
      }
      addRecords(touched, found.touches);
    }
    await projectAnew(database, touched);
  });
}

function rejectionOf({ id, mutations }: StoredTransaction, { error = UNKNOWN }: TransactionResult): Rejection {
  return { id, mutations, error };
}

async function commit(
  database: LocalDatabase,
  seq: number,
  transaction: StoredTransaction,
  result: TransactionResult,
  streams: StoredStream[],
): Promise<void> {
  const records = (result.results ?? []).map((each) => each.record);
  const answered: StoredTransaction = { ...transaction, answered: 1, waiting: [], records };
  if (result.xid !== undefined) {
    answered.xid = result.xid;
  }
  answered.awaited = awaitedOf(answered, streams);
  if (answered.awaited.length > 0) {
    await database.$transactions.put(answered);
  } else {
    await database.$transactions.delete(seq);
  }
}
