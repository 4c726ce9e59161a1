import { timeOf } from './stamps';
import type { Mutation, Value, WireRecord } from './wire';

/**
 * A version of a record.
 */
export interface Version {
  /** The value; null if the record does not live. */
  value: Value | null;
  /** The time that decides against other versions; null is older than everything. */
  time: number | null;
}

/**
 * A transaction of this client's that is laid over what the server has told.
 */
export interface OwnTransaction {
  mutations: Mutation[];
  /** What the server has answered: the records at the end of the transaction, in the order of the mutations. */
  records?: WireRecord[];
}

/**
 * What the user sees of a record: what streams have told, and over it the client's own transactions, in order. One that
 * is answered counts as the answer's record.
 * @param base what streams have told, or null
 * @param transactions the transactions that touch the record, in order
 * @returns null if there is nothing to see, and nothing that hides anything
 */
export function project(
  base: Version | null,
  transactions: OwnTransaction[],
  table: string,
  uid: string,
): Version | null {
  let version = base;
  for (const transaction of transactions) {
    const own = transaction.mutations.map((mutation, index) => ({ mutation, answer: transaction.records?.[index] }));
    for (const { mutation, answer } of own) {
      if (mutation.table === table && mutation.uid === uid) {
        version = answer ? { value: answer.value, time: timeOf(answer.metadata) } : after(version, mutation);
      }
    }
  }
  return version;
}

/**
 * What a mutation makes of a version.
 */
export function after(version: Version | null, mutation: Mutation): Version {
  const time = Date.parse(mutation.at);
  const data = mutation.data ?? {};
  if (mutation.op === 'delete') {
    return { value: null, time };
  }
  if (mutation.op === 'create' || !version?.value) {
    return { value: data, time };
  }
  const value = { ...version.value };
  for (const field of mutation.changed ?? Object.keys(data)) {
    value[field] = data[field] ?? null;
  }
  return { value, time };
}
