import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OfflineSync } from '../src/api';
import { createClient } from '../src/client';
import { SyncError } from '../src/connection';
import type { Rejection } from '../src/database';
import type { OfflineSyncError } from '../src/errors';
import type { RemoteChange } from '../src/remote-changes';
import { committed, FakeConnection } from './support/fake-connection';
import { complete, deleted, left, partial, put, TABLES } from './support/local';
import { until } from './support/until';

interface Todo {
  uid: string;
  list: string;
  text: string;
}

let names = 0;
let connection: FakeConnection;
let client: OfflineSync;

beforeEach(() => {
  connection = new FakeConnection();
  client = createClient({ database: `client-${String(names++)}`, tables: TABLES, connection });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await client.destroy();
});

const texts = (push: { transactions: { mutations: { data?: object }[] }[] } | undefined) =>
  push?.transactions.map(({ mutations }) => mutations.map(({ data }) => (data as Todo | undefined)?.text));

describe('What is written', () => {
  it('is there at once, and is sent when there is a connection', async () => {
    const todos = client.table<Todo>('todo');
    const todo = await todos.create({ list: 'x', text: 'one' });
    await todos.update(todo.uid, { text: 'two' });
    expect(await todos.find({ list: 'x' })).toEqual([{ uid: todo.uid, list: 'x', text: 'two' }]);
    await connection.online();
    await until(() => connection.pushed);
    expect(texts(connection.pushed)).toEqual([['one'], ['two']]);
    expect(client.status$.value.pending).toBe(2);
    connection.answer(committed);
    await until(() => client.status$.value.pending === 0);
  });

  it('is sent while there is a connection', async () => {
    await connection.online();
    await client.table<Todo>('todo').create({ text: 'one' });
    await until(() => connection.pushed);
    await client.table<Todo>('todo').create({ text: 'two' });
    connection.answer(committed);
    await until(() => connection.pushed);
    expect(texts(connection.pushed)).toEqual([['two']]);
  });

  it('is sent again, as it was, when the answer was lost', async () => {
    await connection.online();
    await client.table<Todo>('todo').create({ text: 'one' });
    await until(() => connection.pushed);
    const first = connection.pushed;
    connection.lose();
    client.reconnect();
    await connection.online();
    await until(() => connection.pushed);
    expect(connection.pushed).toEqual(first);
  });

  it('is undone and reported when it is refused, and what follows goes on', async () => {
    let rejections: Rejection[] = [];
    client.rejected$.subscribe((all) => {
      rejections = all;
    });
    const todos = client.table<Todo>('todo');
    const refused = await todos.create({ text: 'refused' });
    const taken = await todos.create({ text: 'taken' });
    client.follow([{ table: 'todo', where: {} }]);
    await connection.online();
    await until(() => connection.pushed);
    const error = { code: 'forbidden', message: 'No', retryable: false, details: {} };
    connection.answer((push) =>
      committed(push).map((result, index) => (index === 0 ? { id: result.id, outcome: 'rejected', error } : result)),
    );
    await until(() => rejections.length === 1);
    expect(rejections[0]).toMatchObject({ error, mutations: [{ op: 'create', data: { text: 'refused' } }] });
    expect(await todos.get(refused.uid)).toBeUndefined();
    expect(await todos.get(taken.uid)).toMatchObject({ text: 'taken' });
  });

  it('does not wait behind a transaction that the server cannot even read', async () => {
    let rejections: Rejection[] = [];
    client.rejected$.subscribe((all) => {
      rejections = all;
    });
    await client.table<Todo>('todo').create({ text: 'poison' });
    await client.table<Todo>('todo').create({ text: 'good' });
    await connection.online();
    for (const expected of [[['poison'], ['good']], [['poison']]]) {
      await until(() => connection.pushed);
      expect(texts(connection.pushed)).toEqual(expected);
      connection.answer(() => new SyncError('too-large', 'Too large', false));
    }
    await until(() => connection.pushed);
    expect(texts(connection.pushed)).toEqual([['good']]);
    await until(() => rejections.length === 1);
  });

  it('is refused here when it is too large to be sent, and what follows goes on', async () => {
    let rejections: Rejection[] = [];
    client.rejected$.subscribe((all) => {
      rejections = all;
    });
    await client.table<Todo>('todo').create({ text: 'x'.repeat(1_000_000) });
    await client.table<Todo>('todo').create({ text: 'good' });
    await connection.online();
    await until(() => connection.pushed);
    expect(texts(connection.pushed)).toEqual([['good']]);
    await until(() => rejections.length === 1);
    expect(rejections).toMatchObject([{ error: { code: 'too-large' }, mutations: [{ op: 'create' }] }]);
  });

  it('counts as pending when it is stored, in every tab', async () => {
    const name = `client-${String(names++)}`;
    const [one, other] = [0, 1].map(() =>
      createClient({ database: name, tables: TABLES, connection: new FakeConnection() }),
    );
    await one?.table('todo').create({ text: 'one' });
    expect(one?.status$.value.pending).toBe(1);
    await other?.table('todo').create({ text: 'two' });
    expect(other?.status$.value.pending).toBe(2);
    await until(() => one?.status$.value.pending === 2);
    await Promise.all([one?.close(), other?.close()]);
  });

  it('is pending until it is answered, record by record', async () => {
    const todos = client.table<Todo>('todo');
    let pending = new Set<string>();
    todos.pending().subscribe((uids) => {
      pending = uids;
    });
    await todos.create({ uid: 'a', text: 'one' });
    await client.transaction((transaction) => {
      transaction.update('todo', 'a', { text: 'two' });
      transaction.create('todo', { uid: 'b', text: 'one' });
    });
    await until(() => pending.size === 2);
    expect(pending).toEqual(new Set(['a', 'b']));
    client.follow([{ table: 'todo', where: {} }]);
    await connection.online();
    await until(() => connection.pushed);
    connection.answer((push) =>
      committed(push).map((result, index) => (index === 0 ? result : { id: result.id, outcome: 'not-attempted' })),
    );
    await until(() => client.status$.value.pending === 1);
    expect(pending).toEqual(new Set(['a', 'b']));
    await until(() => connection.pushed);
    connection.answer(committed);
    await until(() => pending.size === 0);
  });

  it('is kept when it was refused, until that is dismissed', async () => {
    const name = `client-${String(names++)}`;
    connection = new FakeConnection();
    const first = createClient({ database: name, tables: TABLES, connection });
    await first.table<Todo>('todo').create({ text: 'refused' });
    await connection.online();
    await until(() => connection.pushed);
    const error = { code: 'forbidden', message: 'No', retryable: false, details: {} };
    connection.answer((push) => push.transactions.map(({ id }) => ({ id, outcome: 'rejected', error })));
    await until(() => first.status$.value.pending === 0);
    await first.close();
    const second = createClient({ database: name, tables: TABLES, connection: new FakeConnection() });
    let rejections: Rejection[] = [];
    second.rejected$.subscribe((all) => {
      rejections = all;
    });
    await until(() => rejections.length === 1);
    const [rejection] = rejections;
    expect(rejection).toMatchObject({ error, mutations: [{ data: { text: 'refused' } }] });
    if (rejection) {
      await second.dismiss(rejection);
    }
    await until(() => rejections.length === 0);
    await second.destroy();
  });

  it('is given back as it is when nothing was changed, and nothing is sent', async () => {
    const todos = client.table<Todo>('todo');
    const todo = await todos.create({ text: 'one' });
    expect(await todos.update(todo.uid, { text: 'one' })).toEqual(todo);
    await until(() => client.status$.value.pending === 1);
  });

  it('waits for the streams when the server has forgotten where they were', async () => {
    client.follow([{ table: 'todo', where: {} }]);
    await connection.online();
    await until(() => connection.stream);
    await connection.stream?.handler.page(complete('old', 10));
    await client.table<Todo>('todo').create({ text: 'one' });
    await until(() => connection.pushed);
    expect(connection.pushed?.cursor).toBe('old');
    connection.answer(() => new SyncError('resync-required', 'Too old', false));
    await until(() => !client.status$.value.complete);
    expect(connection.pushed).toBeUndefined();
    await connection.stream?.handler.page({ ...partial('new 1'), reset: [0], snapshot: [0] });
    expect(connection.pushed).toBeUndefined();
    await connection.stream?.handler.page(complete('new 2', 20));
    await until(() => connection.pushed);
    expect(connection.pushed?.cursor).toBe('new 2');
  });
});

describe('A record without an id', () => {
  const tables = { job: { id: 'number' }, note: { id: 'id' }, todo: { id: 'uid' } };
  const job = (own: OfflineSync) => own.table('job').create({ text: 'one' });
  const refusal = { name: 'OfflineSyncError', code: 'invalid-argument', message: /job.*number/ };
  let name: string;

  beforeEach(() => {
    name = `client-${String(names++)}`;
    connection = new FakeConnection();
    connection.tables = [
      { name: 'job', id: 'number', idType: 'int8' },
      { name: 'note', id: 'id', idType: 'text' },
      { name: 'todo', id: 'uid', idType: 'uuid' },
    ];
  });

  it('is refused where the server has said that UUIDs are none, after a restart too, and before that again', async () => {
    const first = createClient({ database: name, tables, connection });
    await connection.online();
    await until(async () => (await rejection(job(first)))?.code === 'invalid-argument');
    await first.close();
    const second = createClient({ database: name, tables, connection: new FakeConnection() });
    expect(await rejection(job(second))).toMatchObject(refusal);
    expect(await rejection(second.transaction((one) => one.create('job', {})))).toMatchObject(refusal);
    expect(await second.table('job').create({ number: 1, text: 'one' })).toEqual({ number: 1, text: 'one' });
    await second.destroy();
  });

  it('is refused where the application has said so, before there was any server', async () => {
    const own = { ...tables, job: { id: 'number', kinds: { number: 'number' as const } } };
    const offline = createClient({ database: name, tables: own, connection });
    expect(await rejection(job(offline))).toMatchObject(refusal);
    await offline.destroy();
  });

  it('is given a UUID where ids may be that, and where nobody has said what they are', async () => {
    const client = createClient({ database: name, tables, connection });
    expect(await job(client)).toMatchObject({ number: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    await connection.online();
    await until(async () => (await rejection(job(client)))?.code === 'invalid-argument');
    expect(await client.table('note').create({})).toMatchObject({ id: expect.stringMatching(/^.{36}$/) as string });
    expect(await client.table('todo').create({})).toMatchObject({ uid: expect.stringMatching(/^.{36}$/) as string });
    await client.destroy();
  });

  async function rejection(promise: Promise<unknown>): Promise<OfflineSyncError | null> {
    return await promise.then(
      () => null,
      (error: unknown) => error as OfflineSyncError,
    );
  }
});

describe('What is followed', () => {
  it('is ready when its snapshot is here, and live from then on', async () => {
    const seen: string[][] = [];
    client
      .table<Todo>('todo')
      .live({ list: 'x' })
      .subscribe((rows) => seen.push(rows.map((row) => row.text)));
    const following = client.follow([{ table: 'todo', where: { list: 'x' } }]);
    let ready = false;
    void following.ready.then(() => {
      ready = true;
    });
    await connection.online();
    await until(() => connection.stream);
    expect(connection.stream?.scopes).toEqual([{ table: 'todo', where: { list: 'x' } }]);
    await connection.stream?.handler.page({ ...partial('1', put('a', 'x', 'one')), reset: [0], snapshot: [0] });
    expect(ready).toBe(false);
    await connection.stream?.handler.page(complete('2', 10, put('b', 'x', 'two')));
    await following.ready;
    await until(() => seen.at(-1)?.length === 2);
    await connection.stream?.handler.page(complete('3', 11, put('a', 'y', 'one')));
    await until(() => seen.at(-1)?.join() === 'two');
  });

  it('goes on where it stopped, and with more scopes', async () => {
    client.follow([{ table: 'todo', where: { list: 'x' } }]);
    await connection.online();
    await until(() => connection.stream);
    const first = connection.stream;
    await first?.handler.page(complete('1', 10));
    client.follow([{ table: 'todo', where: { list: 'y' } }]);
    await until(() => connection.stream !== first);
    expect(first?.ended).toBe(true);
    expect(connection.stream).toMatchObject({
      cursor: '1',
      scopes: [
        { table: 'todo', where: { list: 'y' } },
        { table: 'todo', where: { list: 'x' } },
      ],
    });
    connection.lose();
    client.reconnect();
    await connection.online();
    await until(() => connection.stream);
    expect(connection.stream?.cursor).toBe('1');
  });

  it('stays while somebody else follows it', async () => {
    const scope = { table: 'todo', where: { list: 'x' } };
    const first = client.follow([scope]);
    const second = client.follow([scope]);
    await connection.online();
    await until(() => connection.stream);
    await connection.stream?.handler.page(complete('1', 10, put('a', 'x', 'one')));
    await first.stop();
    await first.stop();
    expect(await client.table<Todo>('todo').find()).toHaveLength(1);
    await second.stop();
    expect(await client.table<Todo>('todo').find()).toHaveLength(0);
    await until(() => !connection.stream);
  });

  it('stays when another tab stops it that cannot know of this one, since there are no locks', async () => {
    const name = `client-${String(names++)}`;
    const scope = { table: 'todo', where: { list: 'x' } };
    vi.stubGlobal('navigator', undefined);
    const [mine, theirs] = [new FakeConnection(), new FakeConnection()];
    const one = createClient({ database: name, tables: TABLES, connection: mine });
    const other = createClient({ database: name, tables: TABLES, connection: theirs });
    await until(() => mine.handler);
    mine.accept();
    const first = one.follow([scope]);
    const second = other.follow([scope]);
    await until(() => mine.stream);
    await mine.stream?.handler.page(complete('1', 10, put('a', 'x', 'one')));
    await Promise.all([first.ready, second.ready]);
    const before = mine.stream;
    await second.stop();
    await until(() => mine.stream && mine.stream !== before);
    expect(mine.stream).toMatchObject({ scopes: [scope], cursor: undefined });
    await mine.stream?.handler.page(complete('2', 11, put('a', 'x', 'one')));
    expect(await one.table('todo').find()).toHaveLength(1);
    await Promise.all([one.close(), other.close()]);
  });

  it('does not suffer from a scope that the server refuses', async () => {
    client.follow([{ table: 'todo', where: { list: 'x' } }]);
    await connection.online();
    await until(() => connection.stream);
    await connection.stream?.handler.page(complete('1', 10));
    const before = connection.stream;
    client.follow([{ table: 'todo', where: { unknown: 1 } }]);
    await until(() => connection.stream !== before);
    connection.stream?.handler.failed(new SyncError('invalid-where', 'No such field', false));
    await until(() => connection.streams.filter((stream) => !stream.ended).length === 3);
    const open = connection.streams.slice(-2);
    expect(open.map((stream) => stream.scopes.map((scope) => scope.where))).toEqual(
      expect.arrayContaining([[{ list: 'x' }], [{ unknown: 1 }]]),
    );
    expect(client.status$.value.error).toMatchObject({ code: 'invalid-where' });
  });

  it('says that it is refused, and is asked for again when it is followed again, and with each connection', async () => {
    const x = client.follow([{ table: 'todo', where: { list: 'x' } }]);
    await connection.online();
    await until(() => connection.stream);
    await connection.stream?.handler.page(complete('1', 10));
    const before = connection.stream;
    const secret = [{ table: 'todo', where: { list: 'secret' } }];
    const first = client.follow(secret);
    await until(() => connection.stream !== before);
    connection.stream?.handler.failed(new SyncError('forbidden', 'Not yours', false));
    await until(() => secretStreams().length === 1);
    secretStreams()[0]?.handler.failed(new SyncError('forbidden', 'Not yours', false));
    await expect(first.ready).rejects.toMatchObject({
      name: 'OfflineSyncError',
      code: 'refused',
      message: 'The server does not let todo {"list":"secret"} be followed: Not yours',
      cause: { name: 'SyncError', code: 'forbidden', message: 'Not yours', retryable: false },
    });
    await x.ready;
    const again = client.follow(secret);
    await until(() => secretStreams().length === 2);
    secretStreams()[1]?.handler.failed(new SyncError('forbidden', 'Not yours', false));
    await expect(again.ready).rejects.toMatchObject({ code: 'refused' });
    const more = client.follow([{ table: 'todo', where: { list: 'y' } }]);
    await until(() => connection.stream?.scopes.some(({ where }) => where['list'] === 'y'));
    expect(secretStreams()).toHaveLength(2);
    await connection.stream?.handler.page(complete('2', 11));
    await more.ready;
    connection.lose();
    client.reconnect();
    await connection.online();
    await until(() => secretStreams().length === 1);
    await secretStreams()[0]?.handler.page(complete('1', 11));
    await client.follow(secret).ready;
  });

  /** The streams of what is secret alone, also those that have ended. */
  function secretStreams() {
    return connection.streams.filter(({ scopes }) => scopes.length === 1 && scopes[0]?.where['list'] === 'secret');
  }

  it('is not waited for any more when the client is closed', async () => {
    const following = client.follow([{ table: 'todo', where: {} }]);
    await connection.online();
    await until(() => connection.stream);
    const rejected = expect(following.ready).rejects.toMatchObject({ name: 'OfflineSyncError', code: 'closed' });
    await client.close();
    await rejected;
    await expect(following.stop()).rejects.toMatchObject({ code: 'closed' });
    await expect(client.follow([{ table: 'todo', where: {} }]).ready).rejects.toMatchObject({ code: 'closed' });
  });

  it('is refused here when it makes no sense', () => {
    expect(() => client.follow([{ table: 'nowhere', where: {} }])).toThrow(/nowhere/);
    expect(() => client.follow([{ table: 'todo', where: { text: { like: 'x' } as object } }])).toThrow(TypeError);
    expect(() => client.table('nowhere')).toThrow(/nowhere/);
  });
});

describe('The first sync', () => {
  it('tells how many records have come', async () => {
    const counts: number[] = [];
    client.status$.subscribe(({ received }) => counts.push(received));
    client.follow([{ table: 'todo', where: {} }]);
    await connection.online();
    await until(() => connection.stream);
    const { handler } = connection.stream ?? {};
    await handler?.page({ ...partial('1', put('a', 'x', '1'), put('b', 'x', '2')), snapshot: [0] });
    await until(() => counts.at(-1) === 2);
    await handler?.page({ ...partial('2', put('c', 'x', '3')), snapshot: [0] });
    await until(() => counts.at(-1) === 3);
    await handler?.page({ ...partial('3', put('a', 'x', '1')), snapshot: [0], reset: [0] });
    await until(() => counts.at(-1) === 1);
    await handler?.page(complete('4', 10));
    await until(() => client.status$.value.complete);
    expect(client.status$.value).toMatchObject({ loaded: 1, followed: 1, received: 0 });
  });
});

describe('What others change', () => {
  let told: RemoteChange[];

  beforeEach(async () => {
    told = [];
    client.changes$.subscribe((changes) => told.push(...changes));
    client.follow([{ table: 'todo', where: {} }]);
    await connection.online();
    await until(() => connection.stream);
  });

  it('is told with what was here before', async () => {
    await connection.stream?.handler.page({ ...partial('1', put('a', 'x', 'one')), snapshot: [0] });
    await connection.stream?.handler.page(complete('2', 10));
    expect(told).toEqual([]);
    await connection.stream?.handler.page(complete('3', 11, put('a', 'x', 'two'), put('b', 'x', 'new')));
    await connection.stream?.handler.page(complete('4', 12, deleted('a'), left('b')));
    const [a, b] = [
      { uid: 'a', list: 'x', text: 'two' },
      { uid: 'b', list: 'x', text: 'new' },
    ];
    expect(told).toEqual([
      { table: 'todo', uid: 'a', before: { ...a, text: 'one' }, after: a, left: false },
      { table: 'todo', uid: 'b', before: null, after: b, left: false },
      { table: 'todo', uid: 'a', before: a, after: null, left: false },
      { table: 'todo', uid: 'b', before: b, after: null, left: true },
    ]);
  });

  it('is told when own changes hide it no longer, and own changes are not', async () => {
    const todos = client.table<Todo>('todo');
    await todos.create({ uid: 'a', list: 'x', text: 'mine' });
    await until(() => connection.pushed);
    connection.answer(committed);
    await until(() => client.status$.value.pending === 0);
    await connection.stream?.handler.page(complete('1', 101, put('a', 'x', 'mine')));
    expect(told).toEqual([]);
    await todos.update('a', { text: 'mine too' });
    await connection.stream?.handler.page(complete('2', 102, put('a', 'x', 'theirs')));
    expect(told).toEqual([]);
    await until(() => connection.pushed);
    connection.answer((push) => committed(push).map((result) => ({ ...result, xid: '102' })));
    await until(() => client.status$.value.pending === 0);
    await connection.stream?.handler.page(complete('3', 103));
    expect(told).toMatchObject([{ uid: 'a', before: { text: 'mine too' }, after: { text: 'theirs' } }]);
  });
});

describe('A client', () => {
  it('does not try again when it has to sign in, until it is told to', async () => {
    await connection.online();
    connection.lose(new SyncError('unauthenticated', 'Sign in', false));
    expect(client.status$.value).toMatchObject({ connection: 'offline', error: { code: 'unauthenticated' } });
    expect(connection.opened).toBe(1);
    client.reconnect();
    expect(connection.opened).toBe(2);
  });

  it('tries again by itself when the connection is lost', async () => {
    await connection.online();
    connection.lose();
    await until(() => connection.opened === 2);
  });

  it.each(['too-large', 'internal-error'])(
    'tries again by itself when it was refused by %s, and says so',
    async (code) => {
      await connection.online();
      connection.lose(new SyncError(code, 'No more of that', false));
      expect(client.status$.value).toMatchObject({
        connection: 'offline',
        error: { code, message: 'No more of that' },
      });
      await until(() => connection.opened === 2);
    },
  );

  it('stays offline when it is told to, and loses nothing', async () => {
    await connection.online();
    client.disconnect();
    expect(connection.closed).toBe(true);
    await client.table<Todo>('todo').create({ text: 'one' });
    await until(() => client.status$.value.pending === 1);
    expect(client.status$.value.connection).toBe('offline');
    expect(connection.opened).toBe(1);
    client.reconnect();
    await connection.online();
    await until(() => connection.pushed);
  });

  it('stays offline when it is told to before it has begun, and after a restart', async () => {
    const name = `client-${String(names++)}`;
    const [before, after] = [new FakeConnection(), new FakeConnection()];
    const first = createClient({ database: name, tables: TABLES, connection: before });
    first.disconnect();
    await first.table('todo').create({ text: 'one' });
    await until(() => first.status$.value.pending === 1);
    await first.close();
    const second = createClient({ database: name, tables: TABLES, connection: after });
    await until(() => second.status$.value.pending === 1);
    expect(second.status$.value).toMatchObject({ connection: 'offline', paused: true });
    expect(before.opened + after.opened).toBe(0);
    second.reconnect();
    await until(() => after.opened === 1);
    expect(second.status$.value.paused).toBe(false);
    await second.destroy();
  });

  it.each(['connecting', 'online'])('goes offline when it is told to on hearing that it is %s', async (state) => {
    const name = `client-${String(names++)}`;
    const own = new FakeConnection();
    const careful = createClient({ database: name, tables: TABLES, connection: own });
    const heard: string[] = [];
    careful.status$.subscribe(({ connection: now }) => {
      heard.push(now);
      if (now === state) {
        careful.disconnect();
      }
    });
    careful.follow([{ table: 'todo', where: {} }]);
    if (state === 'online') {
      await until(() => own.handler);
      own.accept();
    }
    await until(() => heard.includes(state) && careful.status$.value.paused);
    expect(careful.status$.value.connection).toBe('offline');
    expect(own.opened).toBe(state === 'online' ? 1 : 0);
    expect(own.streams).toEqual([]);
    await careful.table('todo').create({ text: 'one' });
    await until(() => careful.status$.value.pending === 1);
    expect(own.pushed).toBeUndefined();
    await careful.destroy();
  });

  it('does several things as one', async () => {
    const [first, second] = await client.transaction((transaction) => {
      transaction.create('todo', { uid: 'a', text: 'one' });
      transaction.create('todo', { uid: 'b', text: 'two' });
    });
    expect([first?.['text'], second?.['text']]).toEqual(['one', 'two']);
    await expect(
      client.transaction((transaction) => {
        transaction.remove('todo', 'a');
        transaction.update('todo', 'unknown', { text: 'x' });
      }),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect(await client.table('todo').find()).toHaveLength(2);
    await connection.online();
    await until(() => connection.pushed);
    expect(texts(connection.pushed)).toEqual([['one', 'two']]);
  });

  it('refuses to write when it is closed', async () => {
    await client.close();
    await expect(client.table<Todo>('todo').create({ text: 'x' })).rejects.toMatchObject({ code: 'closed' });
    expect(connection.closed).toBe(true);
  });
});
