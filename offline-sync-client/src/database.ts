import { Dexie, type Table } from 'dexie';
import { OfflineSyncError } from './errors';
import type { OwnTransaction, Version } from './view';
import type { Kinds } from './values';
import { predicate } from './where';
import type { Mutation, Scope, Value, WireError, WireRecord } from './wire';

/** What an application says of a table. */
export interface TableConfig {
  /**
   * The field that is the id, by the name it has in JSON. If it is a number, state that in `kinds` too where records may
   * be created before the server was ever heard.
   */
  id: string;
  /** Fields that are looked for often; `a+b` for two together. */
  indexes?: string[];
  /** What the strings of fields stand for, where that is not text; see {@link Kinds}. */
  kinds?: Kinds;
}

/**
 * A record as it is stored: what the user sees, and, where own transactions are laid over it, what is beneath.
 */
export interface Row extends Version {
  uid: string;
  /** The streams that hold it, each with its round when it was last told. Empty if no stream does. */
  held: Record<string, number>;
  /** What streams have told, present only if own transactions are laid over it; null if that is nothing. */
  base?: Version | null;
}

/**
 * A transaction of this client's: waiting, or answered and not yet told by all streams that hold its records.
 */
export interface StoredTransaction extends OwnTransaction {
  seq?: number;
  id: string;
  mutations: Mutation[];
  /** The records it touches, as {@link recordKey} has them. */
  touches: string[];
  /** 0 while there is no answer, 1 afterwards: what the index can hold. */
  answered: 0 | 1;
  /** The records it touches, while there is no answer. */
  waiting: string[];
  xid?: string;
  records?: WireRecord[];
  /** The streams that have yet to tell it. */
  awaited: string[];
}

/** A scope that a stream has. */
export interface StoredScope extends Scope {
  key: string;
  /** The round from which on its records were told: what was told before is not its own. Absent if it was never reset. */
  since?: number;
  /** Whether what was told before is still to be let go of, when all is told. */
  stale?: boolean;
  /** Whether any of its records may be here: if not, a reset makes nothing void. */
  begun?: boolean;
  /** Whether all of its records were told once. */
  loaded: boolean;
}

/** A stream, and how far it has come. */
export interface StoredStream {
  id: string;
  scopes: StoredScope[];
  /** Scopes that were dropped, but of which the cursor still says that they are here. */
  forgotten: string[];
  /** Tables of scopes that were dropped, and whose rows are still to be let go of. */
  unswept?: string[];
  /** Whether it takes no more scopes, since one of them may be refused. */
  alone?: boolean;
  /** Why the server refuses its only scope; absent if it does not, or is to be asked again. */
  refused?: WireError;
  cursor?: string;
  round: number;
  complete: boolean;
  /** How many records have come of a snapshot that is not finished. */
  received?: number;
  seen?: string;
}

/** A transaction that the server has refused, and that is undone here. */
export interface Rejection {
  /** The transaction's id. */
  id: string;
  /** What was refused, with all its data. */
  mutations: Mutation[];
  /** Why, and because of which mutation, if that is known. */
  error: WireError & { mutation?: number };
}

export interface Setting {
  name: string;
  value: unknown;
}

const OWN_STORES = {
  $transactions: '++seq,&id,*touches,answered,*waiting,*awaited',
  $rejections: 'id',
  $streams: 'id',
  $settings: 'name',
};

const NEWER_VERSION = new OfflineSyncError(
  'storage',
  'A newer version of the page has changed the local database: load the page again. Nothing is lost',
);

const DELETED = new OfflineSyncError(
  'storage',
  'The local database was deleted, with what was not sent: load the page again to begin anew',
);

const CLOSED = new OfflineSyncError(
  'storage',
  'The browser has closed the local database, perhaps to clear it: load the page again',
);

/** The local database. */
export class LocalDatabase extends Dexie {
  declare $transactions: Table<StoredTransaction, number>;
  declare $rejections: Table<Rejection, string>;
  declare $streams: Table<StoredStream, string>;
  declare $settings: Table<Setting, string>;

  constructor(
    name: string,
    private readonly configs: Record<string, TableConfig>,
  ) {
    super(name, { autoOpen: false });
  }

  /**
   * Hear that this is closed, and by whom: if not by {@link close}, it cannot be used any more.
   */
  whenClosed(heard: (reason: OfflineSyncError) => void): void {
    this.on('versionchange', ({ newVersion }) => {
      heard(newVersion ? NEWER_VERSION : DELETED);
      this.close();
      // Not what Dexie does by itself, which is to say so in the console, too.
      return false;
    });
    this.on('close', () => heard(CLOSED));
  }

  rows(table: string): Table<Row, string> {
    return this.table(table);
  }

  /** Tells whether values lie in a scope. */
  within(scope: Scope): (value: Value) => boolean {
    return predicate(scope.where, this.configs[scope.table]?.kinds);
  }
}

/**
 * What an application says of a table.
 * @throws OfflineSyncError if it says nothing
 */
export function configOf(tables: Record<string, TableConfig>, name: string): TableConfig {
  const config = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (!config) {
    throw new OfflineSyncError('unknown-table', `No table ${name} was named when the client was created`);
  }
  return config;
}

/** What the keys of a table's records begin with. */
export function recordPrefix(table: string): string {
  return `[${JSON.stringify(table)},`;
}

/** What tells one record from all others. */
export function recordKey(table: string, uid: string): string {
  return JSON.stringify([table, uid]);
}

/** The table and uid of a key. */
export function ofRecordKey(key: string): [table: string, uid: string] {
  return JSON.parse(key) as [string, string];
}

/**
 * Open the local database, and bring it to what the application says now. Tables and indexes may come and go; what is
 * stored and waiting stays.
 */
export async function openDatabase(name: string, tables: Record<string, TableConfig>): Promise<LocalDatabase> {
  const stores = { ...OWN_STORES, ...tableStores(tables) };
  const known = await currentVersion(name);
  const database = new LocalDatabase(name, tables);
  if (known === null) {
    database.version(1).stores(stores);
  } else {
    const wanted = { ...known.stores, ...stores };
    database.version(known.version).stores(known.stores);
    if (!isSame(known.stores, wanted)) {
      database.version(known.version + 1).stores(wanted);
    }
  }
  await database.open();
  return database;
}

function tableStores(tables: Record<string, TableConfig>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, ['uid', ...(table.indexes ?? []).map(index)].join(',')]),
  );
}

function index(fields: string): string {
  const paths = fields.split('+').map((field) => `value.${field.trim()}`);
  return paths.length === 1 ? paths.join('') : `[${paths.join('+')}]`;
}

async function currentVersion(name: string): Promise<{ version: number; stores: Record<string, string> } | null> {
  if (!(await Dexie.exists(name))) {
    return null;
  }
  const found = new Dexie(name);
  try {
    await found.open();
    const stores = found.tables.map((table) => {
      const parts = [table.schema.primKey.src, ...table.schema.indexes.map((entry) => entry.src)];
      return [table.name, parts.join(',')];
    });
    return { version: found.verno, stores: Object.fromEntries(stores) as Record<string, string> };
  } finally {
    found.close();
  }
}

function isSame(one: Record<string, string>, other: Record<string, string>): boolean {
  const text = (stores: Record<string, string>) =>
    Object.entries(stores)
      .map(([name, schema]) => `${name}:${schema.split(',').sort().join()}`)
      .sort()
      .join();
  return text(one) === text(other);
}
