import type { Observable, OfflineSyncOptions, Status } from '../../src/index';

/** What a transaction makes of records: their titles; null for those that it deletes. */
export type Edit = [uid: string, title: string | null][];

export interface EditorOptions {
  name: string;
  url: string;
  database: string;
  listUid: string;
  /** Records that others edit, too. */
  shared: string[];
  /** What was done in the same database, by an editor that is gone. */
  before?: Pick<Report, 'typed' | 'committed'>;
}

/** What is known of an editor. */
export interface Report {
  name: string;
  /** All that was typed, transaction by transaction, in this order. */
  typed: Edit[];
  /** The ids of those which the server has said to be committed. It takes them in this order. */
  committed: string[];
  rejected: number;
  /** How many records have changes that are not answered, when they are looked for: the status is a moment behind. */
  waiting: number;
  status: Pick<Status, 'connection' | 'pending' | 'complete'>;
}

export interface Editor {
  report(): Promise<Report>;
  /** The to-dos that it sees, as `uid` and `title`, ordered by uid. */
  todos(): Promise<[uid: string, title: string][]>;
  /** Connect now: after a longer absence it is tried every half a minute only. */
  reconnect(): Promise<void>;
  /** Type no more. */
  stop(): Promise<void>;
  /** Leave. */
  close(): Promise<void>;
}

/**
 * Somebody who edits the to-dos of a list without a break, alone or in transactions, and remembers everything. It runs in
 * pages, too, and so uses nothing from outside.
 * @param client where to create clients
 * @param environment what else a client needs
 */
export function startEditor(
  client: typeof import('../../src/index'),
  { name, url, database, listUid, shared, before }: EditorOptions,
  environment: Partial<OfflineSyncOptions>,
): Editor {
  /** How many transactions may wait: nobody types without end while there is no server. */
  const most = 60;
  const typed: Edit[] = [...(before?.typed ?? [])];
  const committed = new Set<string>(before?.committed);
  const own = new Set<string>();
  let stopped = false;
  let wake: () => void = () => undefined;
  // The random numbers are the same each time.
  let state = name.length * 7919 + name.charCodeAt(0);

  const sync = client.createOfflineSync({
    url,
    connectHeaders: () => ({ user: name }),
    database,
    tables: { todo: { id: 'uid', indexes: ['listUid'] }, todo_list: { id: 'uid' } },
    onFrame: (frame) => {
      for (const [, id] of frame.sent ? [] : frame.text.matchAll(/"id":"([^"]+)","outcome":"committed"/g)) {
        committed.add(id ?? '');
      }
    },
    ...environment,
  });
  const todos = sync.table<{ uid: string; title: string }>('todo');

  function below(bound: number): number {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  }

  function todo(uid: string, title: string) {
    return { uid, listUid, title, done: false, priority: 0, position: 0 };
  }

  function keepOwn(edit: Edit): void {
    for (const [uid, title] of edit) {
      if (title === null || shared.includes(uid)) {
        own.delete(uid);
      } else {
        own.add(uid);
      }
    }
  }

  async function editOwn(): Promise<void> {
    const edit = new Map<string, string | null>();
    await sync.transaction((transaction) => {
      for (let left = 1 + below(3); left > 0; left--) {
        const title = `${name} ${String(typed.length)}.${String(left)}`;
        const living = [...own].filter((uid) => !edit.has(uid));
        const uid = living[below(Math.max(living.length, 1))];
        const what = below(10);
        if (uid === undefined || what < 4) {
          const made = client.uuid();
          transaction.create('todo', todo(made, title));
          edit.set(made, title);
        } else if (what < 8) {
          transaction.update('todo', uid, { title });
          edit.set(uid, title);
        } else {
          transaction.remove('todo', uid);
          edit.set(uid, null);
        }
      }
    });
    typed.push([...edit]);
    keepOwn([...edit]);
  }

  async function editShared(): Promise<void> {
    const uid = shared[below(shared.length)] ?? '';
    const title = `${name} ${String(typed.length)}`;
    const isThere = (await todos.get(uid)) !== undefined;
    const remove = below(5) === 0;
    if (remove && !isThere) {
      return;
    }
    try {
      await (remove ? todos.remove(uid) : isThere ? todos.update(uid, { title }) : todos.create(todo(uid, title)));
      typed.push([[uid, remove ? null : title]]);
    } catch (error) {
      // Somebody else was faster, and nothing was done.
      if (!['exists', 'not-found'].includes((error as { code?: string }).code ?? '')) {
        throw error;
      }
    }
  }

  async function room(): Promise<void> {
    await new Promise<void>((resolve) => {
      const subscription = sync.status$.subscribe(({ pending }) => {
        if (pending < most || stopped) {
          resolve();
          queueMicrotask(() => subscription.unsubscribe());
        }
      });
      wake = resolve;
    });
  }

  async function editAll(): Promise<void> {
    await sync.follow([{ table: 'todo', where: { listUid } }]).ready;
    while (!stopped) {
      await (below(4) === 0 ? editShared() : editOwn());
      await room();
    }
  }

  async function first<T>(values: Observable<T>): Promise<T> {
    return await new Promise((resolve) => {
      const subscription = values.subscribe((value) => {
        resolve(value);
        queueMicrotask(() => subscription.unsubscribe());
      });
    });
  }

  typed.forEach(keepOwn);
  const editing = editAll();
  return {
    report: async () => {
      const rejected = (await first(sync.rejected$)).length;
      const waiting = (await first(todos.pending())).size;
      const { connection, pending, complete } = sync.status$.value;
      return { name, typed, committed: [...committed], rejected, waiting, status: { connection, pending, complete } };
    },
    todos: async () => (await todos.find({ listUid })).map(({ uid, title }) => [uid, title]),
    reconnect: () => {
      sync.reconnect();
      return Promise.resolve();
    },
    stop: async () => {
      stopped = true;
      wake();
      await editing;
    },
    close: () => sync.close(),
  };
}
