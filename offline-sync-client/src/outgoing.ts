import type { LocalDatabase } from './database';
import type { Hello, PushTransaction } from './wire';

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
