import type { OfflineSync } from './api';
import type { LocalDatabase, Row, TableConfig } from './database';
import { liveResult } from './live';
import type { Observable } from './observable';
import { pendingUids } from './pending';
import { compare, compareCodePoints } from './values';
import { predicate } from './where';
import type { Value, Where } from './wire';

/** What makes a record of type `T`; its id may be left to the client. */
export type Draft<T> = Partial<T> & object;

/** A synced table, as it is in this client. */
export interface SyncTable<T> {
  /**
   * Create a record. It is stored here at once, and sent when there is a connection.
   * @param data its fields; without the id, one is made, a UUID: where ids are numbers this is rejected
   * @returns the record
   */
  create(data: Draft<T>): Promise<T>;
  /**
   * Change some fields of a record.
   * @returns the record as it is then
   */
  update(uid: string | number, changes: Partial<T>): Promise<T>;
  /** Delete a record; nothing happens if there is none. */
  remove(uid: string | number): Promise<void>;
  /** Get a record. */
  get(uid: string | number): Promise<T | undefined>;
  /** Find the records for which a condition holds, ordered by id: numbers by what they are, text by code points. */
  find(where?: Where): Promise<T[]>;
  /** The records for which a condition holds, in the same order: now, and whenever that changes. */
  live(where?: Where): Observable<T[]>;
  /** The ids of the records that have changes which the server has not answered yet: now, and whenever that changes. */
  pending(): Observable<Set<string>>;
}

/**
 * Reads a table, and writes it.
 * @param transaction what it is written by
 */
export function syncTable<T>(
  database: () => Promise<LocalDatabase>,
  name: string,
  config: TableConfig,
  transaction: OfflineSync['transaction'],
): SyncTable<T> {
  return {
    create: async (data) => {
      const [value] = await transaction((one) => one.create(name, data));
      return value as T;
    },
    update: async (uid, changes) => {
      const [value] = await transaction((one) => one.update(name, uid, changes));
      return value as T;
    },
    remove: async (uid) => {
      await transaction((one) => one.remove(name, uid));
    },
    get: async (uid) => {
      const row = await (await database()).rows(name).get(String(uid));
      return (row?.value ?? undefined) as T | undefined;
    },
    find: async (where = {}) => (await valuesIn(await database(), name, config, where)) as T[],
    live: (where = {}) => {
      predicate(where, config.kinds);
      return liveResult(database, (opened) => valuesIn(opened, name, config, where)) as Observable<T[]>;
    },
    pending: () => liveResult(database, (opened) => pendingUids(opened, name)),
  };
}

/**
 * The values for which a condition holds. One equality is looked up in an index, if there is one.
 */
async function valuesIn(database: LocalDatabase, name: string, config: TableConfig, where: Where): Promise<Value[]> {
  const holds = predicate(where, config.kinds);
  const rows = database.rows(name);
  const indexed = Object.entries(where).find(
    ([field, term]) => typeof term === 'string' && isText(config, field) && config.indexes?.includes(field),
  );
  const found = await (indexed ? rows.where(`value.${indexed[0]}`).equals(indexed[1] as string) : rows).toArray();
  return found
    .filter(({ value }) => value && holds(value))
    .sort(byId(config.id))
    .flatMap(({ value }) => (value ? [value] : []));
}

/** The order of ids on the server: numbers by what they are, text by code points. */
function byId(field: string): (one: Row, other: Row) => number {
  const numberOf = ({ value }: Row): number => {
    const id = value?.[field];
    return typeof id === 'number' ? id : Infinity;
  };
  return (one, other) => compare(numberOf(one), numberOf(other)) || compareCodePoints(one.uid, other.uid);
}

/** Whether equal values of a field are equal strings. */
function isText(config: TableConfig, field: string): boolean {
  const kind = config.kinds?.[field] ?? 'text';
  return kind === 'text' || kind === 'date';
}
