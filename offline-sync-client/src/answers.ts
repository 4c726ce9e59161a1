import type { LocalDatabase, Rejection, StoredStream, StoredTransaction } from './database';
import { collect, projectAnew } from './rows';
import { isSeen } from './seen';
import type { Hello, PushTransaction, TransactionResult, WireError } from './wire';

/** What a message has besides its transactions, at most, in bytes. */
const ENVELOPE = 4096;

/**
 * The transactions that come next, as many as a message may carry.
 * @param most how many transactions at most
 */
export async function nextTransactions(
  database: LocalDatabase,
  limits: Hello['limits'],
  most: number,
): Promise<PushTransaction[]> {
  return await database.transaction('r', database.$transactions, async () => {
    const next: PushTransaction[] = [];
    const waiting = await database.$transactions.where('answered').equals(0).limit(most).sortBy('seq');
    const size = { mutations: 0, bytes: 0 };
    for (const transaction of waiting) {
      const { id } = transaction;
      add(transaction, size);
      if (next.length > 0 && !isWithin(size, limits)) {
        break;
      }
      next.push({ id, mutations: transaction.mutations });
    }
    return next;
  });
}

/** Whether a server takes a transaction. */
export function fits(transaction: PushTransaction, limits: Hello['limits']): boolean {
  const size = { mutations: 0, bytes: 0 };
  add(transaction, size);
  return isWithin(size, limits);
}

function add({ id, mutations }: PushTransaction, size: { mutations: number; bytes: number }): void {
  size.mutations += mutations.length;
  size.bytes += new TextEncoder().encode(JSON.stringify({ id, mutations })).length + 1;
}

function isWithin(size: { mutations: number; bytes: number }, limits: Hello['limits']): boolean {
  return size.mutations <= limits.maxMutations && size.bytes + ENVELOPE <= limits.maxMessageBytes;
}

/**
 * Take the answers to transactions. What is committed stays laid over what streams have told, as the server's answer, until
 * they have told it; what is refused goes, and is kept as a rejection.
 */
export async function applyAnswers(database: LocalDatabase, results: TransactionResult[]): Promise<void> {
  await database.transaction('rw', database.tables, async () => {
    const touched = new Map<string, Set<string>>();
    const streams = await database.$streams.toArray();
    for (const result of results) {
      const found = await database.$transactions.where('id').equals(result.id).first();
      if (!found || found.answered === 1 || found.seq === undefined || result.outcome === 'not-attempted') {
        continue;
      }
      if (result.outcome === 'rejected') {
        await database.$transactions.delete(found.seq);
        await database.$rejections.put(rejectionOf(found, result));
      } else {
        await commit(database, found, result, streams);
      }
      collect(found.touches, touched);
    }
    await projectAnew(database, touched);
  });
}

function rejectionOf({ id, mutations }: StoredTransaction, { error = UNKNOWN }: TransactionResult): Rejection {
  return { id, mutations, error };
}

const UNKNOWN: WireError = { code: 'internal-error', message: 'No reason was given', retryable: false, details: {} };

async function commit(
  database: LocalDatabase,
  transaction: StoredTransaction,
  result: TransactionResult,
  streams: StoredStream[],
): Promise<void> {
  const { seq } = transaction;
  if (seq === undefined) {
    return;
  }
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

/**
 * The streams that have yet to tell what became of a transaction: those of its tables, unless they were faster than the
 * answer. Those that hold none of its records too, since an older version of one may be on its way.
 */
function awaitedOf(transaction: StoredTransaction, streams: StoredStream[]): string[] {
  const tables = transaction.mutations.map((mutation) => mutation.table);
  return streams
    .filter((stream) => stream.scopes.some((scope) => tables.includes(scope.table)))
    .filter(({ seen }) => seen === undefined || transaction.xid === undefined || !isSeen(seen, transaction.xid))
    .map((stream) => stream.id);
}
