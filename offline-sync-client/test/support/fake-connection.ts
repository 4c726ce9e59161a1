import { SyncError, type Connection, type ConnectionHandler, type StreamHandler } from '../../src/connection';
import type { Hello, Push, Scope, TransactionResult } from '../../src/wire';
import { LIMITS } from './local';
import { until } from './until';

export interface OpenStream {
  scopes: Scope[];
  cursor: string | undefined;
  handler: StreamHandler;
  ended: boolean;
}

/** A connection whose other end is the test. */
export class FakeConnection implements Connection {
  readonly pushes: {
    push: Push;
    resolve: (results: TransactionResult[]) => void;
    reject: (error: SyncError) => void;
  }[] = [];
  readonly streams: OpenStream[] = [];
  handler: ConnectionHandler | null = null;
  /** What the server has. */
  tables: Hello['tables'] = [{ name: 'todo', id: 'uid', idType: 'uuid' }];
  opened = 0;
  closed = false;
  /** What answers requests. */
  answers: (operation: string, body: object) => unknown = () => {
    throw new SyncError('unknown', 'Nobody answers', false);
  };
  /** The connections that were made besides this one. */
  readonly others: FakeConnection[] = [];
  #isOpen = false;

  open(handler: ConnectionHandler): void {
    if (this.#isOpen) {
      throw new Error('This connection is open, or about to be');
    }
    this.#isOpen = true;
    this.opened++;
    this.handler = handler;
  }

  push(push: Push): Promise<TransactionResult[]> {
    return new Promise((resolve, reject) => {
      this.pushes.push({ push, resolve, reject });
    });
  }

  async request(operation: string, body: object): Promise<unknown> {
    return await this.answers(operation, body);
  }

  another(): FakeConnection {
    const other = new FakeConnection();
    this.others.push(other);
    return other;
  }

  subscribe(scopes: Scope[], cursor: string | undefined, handler: StreamHandler): () => void {
    const stream = { scopes, cursor, handler, ended: false };
    this.streams.push(stream);
    return () => {
      stream.ended = true;
    };
  }

  close(): void {
    this.closed = true;
    this.#isOpen = false;
  }

  accept(): void {
    const hello: Hello = {
      protocol: 1,
      serverTime: new Date().toISOString(),
      generation: '1',
      tables: this.tables,
      limits: LIMITS,
    };
    this.handler?.connected(hello);
  }

  /** Connect as soon as the client wants to. */
  async online(): Promise<void> {
    await until(() => this.handler);
    this.accept();
  }

  lose(reason = new SyncError('disconnected', 'Lost', true)): void {
    for (const { reject } of this.pushes.splice(0)) {
      reject(new SyncError('disconnected', 'Lost', true));
    }
    this.streams.length = 0;
    this.#isOpen = false;
    this.handler?.disconnected(reason);
  }

  /** The push that waits for an answer. */
  get pushed(): Push | undefined {
    return this.pushes[0]?.push;
  }

  answer(answer: (push: Push) => TransactionResult[] | SyncError): void {
    const next = this.pushes.shift();
    if (!next) {
      throw new Error('Nothing was pushed');
    }
    const result = answer(next.push);
    if (result instanceof SyncError) {
      next.reject(result);
    } else {
      next.resolve(result);
    }
  }

  /** The stream that is open. */
  get stream(): OpenStream | undefined {
    return this.streams.filter((stream) => !stream.ended).at(-1);
  }
}

/** Commit all of a push. */
export function committed(push: Push): TransactionResult[] {
  return push.transactions.map(({ id, mutations }) => ({
    id,
    outcome: 'committed',
    xid: '100',
    results: mutations.map(({ uid, data }) => ({
      outcome: 'applied',
      record: { uid, value: data ?? null, metadata: { createdAt: null, updatedAt: null, deletedAt: null } },
    })),
  }));
}
