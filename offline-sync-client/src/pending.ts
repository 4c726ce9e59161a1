import { ofRecordKey, recordPrefix, type LocalDatabase } from './database';

/** How many transactions the server has not answered yet. */
export async function pendingCount(database: LocalDatabase): Promise<number> {
  return await database.$transactions.where('answered').equals(0).count();
}

/** The records of a table that such transactions touch, by their uids. */
export async function pendingUids(database: LocalDatabase, table: string): Promise<Set<string>> {
  const keys = await database.$transactions.where('waiting').startsWith(recordPrefix(table)).uniqueKeys();
  return new Set(keys.map((key) => ofRecordKey(key as string)[1]));
}
