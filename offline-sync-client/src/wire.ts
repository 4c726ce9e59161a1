/**
 * What goes over the wire, as the protocol has it.
 */

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** The JSON object of an entity. */
export type Value = { [name: string]: Json };

/** The stamps of a record: instants in UTC with milliseconds, or null where there is none. */
export interface Metadata {
  createdAt: string | null;
  updatedAt: string | null;
  deletedAt: string | null;
}

/** A record as the server has it. Its value is null when it is deleted, or not this user's to read. */
export interface WireRecord {
  uid: string;
  value: Value | null;
  metadata: Metadata;
}

/** The bounds and other comparisons that a condition on a field may have. */
export interface Comparison {
  gt?: Json;
  gte?: Json;
  lt?: Json;
  lte?: Json;
  ne?: Json;
  in?: Json[];
}

/** A condition: all its terms must hold. An empty one holds for everything. */
export type Where = { [field: string]: null | boolean | number | string | Comparison };

/** The part of a table that a client follows. */
export interface Scope {
  table: string;
  where: Where;
}

export type Operation = 'create' | 'update' | 'delete';

/** What a client asks the server to do to one record. */
export interface Mutation {
  table: string;
  op: Operation;
  uid: string;
  data?: Value;
  changed?: string[];
  at: string;
}

export interface PushTransaction {
  id: string;
  mutations: Mutation[];
}

export interface Push {
  clientId: string;
  cursor?: string;
  transactions: PushTransaction[];
}

export interface WireError {
  code: string;
  message: string;
  retryable: boolean;
  details: Value;
}

export interface TransactionResult {
  id: string;
  outcome: 'committed' | 'rejected' | 'not-attempted';
  xid?: string;
  results?: { outcome: string; record: WireRecord }[];
  error?: WireError & { mutation?: number };
}

/** One change of a page: a value to put, a deletion, or a record that left the scopes. */
export interface Change {
  table: string;
  uid: string;
  value: Value | null;
  metadata: Metadata | null;
  left?: true;
}

/** What a stream says at a time. */
export interface Page {
  cursor: string;
  changes: Change[];
  /** The scopes whose snapshot is still coming. */
  snapshot?: number[];
  /** The scopes of which whatever was held is void. */
  reset?: number[];
  complete: boolean;
  /** The database snapshot that the client then equals; only with a complete page. */
  seen?: string;
}

/** A table that the server syncs. */
export interface HelloTable {
  name: string;
  /** The field that holds the id. */
  id: string;
  /** What the id is: `uuid`, `text`, or a number of the type that is named. */
  idType: string;
}

export interface Hello {
  protocol: number;
  serverTime: string;
  generation: string;
  tables: HelloTable[];
  limits: { maxMessageBytes: number; maxMutations: number; maxScopes: number };
}
