import { stampText } from '../../src/stamps';
import { after } from '../../src/view';
import { matches } from '../../src/where';
import type { Change, Mutation, Page, PushTransaction, Scope, TransactionResult, WireRecord } from '../../src/wire';
import type { Random } from './random';

interface Commit {
  xid: number;
  uids: string[];
  before: Map<string, WireRecord>;
}

/**
 * A server with one table, as far as a client can tell: a log of commits, streams that are read from it piece by piece,
 * and answers that are remembered. The text of each version says which commit made it.
 */
export class ModelServer {
  readonly records = new Map<string, WireRecord>();
  readonly #log: Commit[] = [];
  readonly #remembered = new Map<string, TransactionResult>();
  #xid = 100;
  #generation = 1;

  constructor(private readonly random: Random) {}

  get xid(): number {
    return this.#xid;
  }

  record(uid: string): WireRecord {
    return (
      this.records.get(uid) ?? { uid, value: null, metadata: { createdAt: null, updatedAt: null, deletedAt: null } }
    );
  }

  /** Somebody else writes. */
  write(uid: string, list: string | null): void {
    const xid = this.#begin([uid]);
    const value = list === null ? null : { uid, list, text: `${String(xid)}:others` };
    this.#put(uid, value, xid);
  }

  /** Cursors from before this are of no use. */
  forget(): void {
    this.#generation++;
  }

  push(transactions: PushTransaction[], refuse: (transaction: PushTransaction) => boolean): TransactionResult[] {
    return transactions.map((transaction) => {
      const before = this.#remembered.get(transaction.id);
      if (before) {
        return { ...before, results: this.#results(transaction, before.outcome) };
      }
      const rejected = refuse(transaction);
      const result: TransactionResult = rejected
        ? {
            id: transaction.id,
            outcome: 'rejected',
            error: { code: 'constraint-violated', message: 'no', retryable: false, details: {} },
          }
        : { id: transaction.id, outcome: 'committed', xid: String(this.#commit(transaction.mutations)) };
      this.#remembered.set(transaction.id, result);
      return { ...result, results: this.#results(transaction, result.outcome) };
    });
  }

  #results(transaction: PushTransaction, outcome: string) {
    return transaction.mutations.map(({ uid }) => ({ outcome, record: structuredClone(this.record(uid)) }));
  }

  #commit(mutations: Mutation[]): number {
    const xid = this.#begin(mutations.map((mutation) => mutation.uid));
    for (const mutation of mutations) {
      const current = this.records.get(mutation.uid)?.value ?? null;
      const { value } = after(current ? { value: current, time: null } : null, mutation);
      this.#put(mutation.uid, value && { ...value, text: `${String(xid)}:own` }, xid);
    }
    return xid;
  }

  #begin(uids: string[]): number {
    this.#xid++;
    this.#log.push({
      xid: this.#xid,
      uids,
      before: new Map(uids.map((uid) => [uid, structuredClone(this.record(uid))])),
    });
    return this.#xid;
  }

  #put(uid: string, value: WireRecord['value'], xid: number): void {
    const at = stampText(Date.UTC(2026, 0, 1) + xid);
    this.records.set(uid, {
      uid,
      value,
      metadata: { createdAt: at, updatedAt: null, deletedAt: value ? null : at },
    });
  }

  /** The next page of a stream: of a snapshot, or of the log. */
  page(scopes: Scope[], cursor: string | undefined): Page {
    const from = this.#decode(cursor, scopes);
    const texts = scopes.map((scope) => JSON.stringify(scope));
    const unfinished = texts.find((text) => from.done[text] !== true);
    let changes: Change[];
    if (unfinished !== undefined) {
      const scope = JSON.parse(unfinished) as Scope;
      changes = this.#snapshot(scope, unfinished, from);
    } else {
      changes = this.#changes(scopes, from);
    }
    const snapshot = texts.flatMap((text, index) => (from.done[text] === true ? [] : [index]));
    const complete = snapshot.length === 0 && from.position === this.#log.length;
    const next = String(this.#xid + 1);
    return {
      cursor: JSON.stringify({ ...from, reset: undefined }),
      changes,
      snapshot,
      reset: from.reset.map((text) => texts.indexOf(text)),
      complete,
      ...(complete && { seen: `${next}:${next}:` }),
    };
  }

  #decode(cursor: string | undefined, scopes: Scope[]) {
    const texts = scopes.map((scope) => JSON.stringify(scope));
    const known = cursor === undefined ? null : (JSON.parse(cursor) as Position);
    const valid = known?.generation === this.#generation ? known : null;
    const done: Position['done'] = {};
    for (const text of texts) {
      done[text] = valid?.done[text] ?? '';
    }
    const reset = texts.filter((text) => valid?.done[text] === undefined);
    return { generation: this.#generation, position: valid?.position ?? this.#log.length, done, reset };
  }

  #snapshot(scope: Scope, text: string, from: Position): Change[] {
    const past = from.done[text] as string;
    const size = 1 + this.random.below(3);
    const rows = [...this.records.values()]
      .filter((record) => record.value && matches(scope.where, record.value) && record.uid > past)
      .sort((one, other) => (one.uid < other.uid ? -1 : 1))
      .slice(0, size);
    const last = rows.at(-1);
    from.done[text] = rows.length < size || !last ? true : last.uid;
    return rows.map((record) => ({ table: 'todo', ...structuredClone(record) }));
  }

  #changes(scopes: Scope[], from: Position): Change[] {
    const size = 1 + this.random.below(4);
    const commits = this.#log.slice(from.position, from.position + size);
    from.position += commits.length;
    const before = new Map<string, WireRecord[]>();
    for (const commit of commits) {
      commit.uids.forEach((uid) =>
        before.set(uid, [...(before.get(uid) ?? []), commit.before.get(uid) ?? this.record(uid)]),
      );
    }
    const isIn = (record: WireRecord) =>
      record.value !== null && scopes.some((scope) => matches(scope.where, record.value ?? {}));
    return [...before].flatMap(([uid, versions]): Change[] => {
      const now = structuredClone(this.record(uid));
      if (isIn(now)) {
        return [{ table: 'todo', ...now }];
      }
      if (!versions.some(isIn)) {
        return [];
      }
      const last = versions.at(-1);
      return now.value === null && last && isIn(last)
        ? [{ table: 'todo', ...now }]
        : [{ table: 'todo', uid, value: null, metadata: null, left: true }];
    });
  }
}

interface Position {
  generation: number;
  position: number;
  done: Record<string, string | true>;
  reset?: string[];
}
