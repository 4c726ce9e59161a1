import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rejection } from '../src/answers';
import { createClient, type OfflineSync } from '../src/client';
import { SyncError } from '../src/connection';
import { committed, FakeConnection } from './support/fake-connection';
import { complete, partial, put, TABLES } from './support/local';

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
  await client.destroy();
});

async function until(condition: () => unknown): Promise<void> {
  await vi.waitUntil(condition, { timeout: 5_000, interval: 2 });
}

async function online(): Promise<void> {
  await until(() => connection.handler);
  connection.accept();
}

const texts = (push: { transactions: { mutations: { data?: object }[] }[] } | undefined) =>
  push?.transactions.map(({ mutations }) => mutations.map(({ data }) => (data as Todo | undefined)?.text));

describe('What is written', () => {
  it('is there at once, and is sent when there is a connection', async () => {
    const todos = client.table<Todo>('todo');
    const todo = await todos.create({ list: 'x', text: 'one' });
    await todos.update(todo.uid, { text: 'two' });
    expect(await todos.find({ list: 'x' })).toEqual([{ uid: todo.uid, list: 'x', text: 'two' }]);
    await online();
    await until(() => connection.pushed);
    expect(texts(connection.pushed)).toEqual([['one'], ['two']]);
    expect(client.status$.value.pending).toBe(2);
    connection.answer(committed);
    await until(() => client.status$.value.pending === 0);
  });

  it('is sent while there is a connection', async () => {
    await online();
    await client.table<Todo>('todo').create({ text: 'one' });
    await until(() => connection.pushed);
    await client.table<Todo>('todo').create({ text: 'two' });
    connection.answer(committed);
    await until(() => connection.pushed);
    expect(texts(connection.pushed)).toEqual([['two']]);
  });

  it('is sent again, as it was, when the answer was lost', async () => {
    await online();
    await client.table<Todo>('todo').create({ text: 'one' });
    await until(() => connection.pushed);
    const first = connection.pushed;
    connection.lose();
    client.reconnect();
    await online();
    await until(() => connection.pushed);
    expect(connection.pushed).toEqual(first);
  });

  it('is undone and reported when it is refused, and what follows goes on', async () => {
    const rejections: Rejection[] = [];
    client.rejected$.subscribe((rejection) => rejections.push(rejection));
    const todos = client.table<Todo>('todo');
    const refused = await todos.create({ text: 'refused' });
    const taken = await todos.create({ text: 'taken' });
    client.follow([{ table: 'todo', where: {} }]);
    await online();
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
    const rejections: Rejection[] = [];
    client.rejected$.subscribe((rejection) => rejections.push(rejection));
    await client.table<Todo>('todo').create({ text: 'poison' });
    await client.table<Todo>('todo').create({ text: 'good' });
    await online();
    for (const expected of [[['poison'], ['good']], [['poison']]]) {
      await until(() => connection.pushed);
      expect(texts(connection.pushed)).toEqual(expected);
      connection.answer(() => new SyncError('too-large', 'Too large', false));
    }
    await until(() => connection.pushed);
    expect(texts(connection.pushed)).toEqual([['good']]);
    expect(rejections).toHaveLength(1);
  });

  it('is refused here when it is too large to be sent, and what follows goes on', async () => {
    const rejections: Rejection[] = [];
    client.rejected$.subscribe((rejection) => rejections.push(rejection));
    await client.table<Todo>('todo').create({ text: 'x'.repeat(1_000_000) });
    await client.table<Todo>('todo').create({ text: 'good' });
    await online();
    await until(() => connection.pushed);
    expect(texts(connection.pushed)).toEqual([['good']]);
    expect(rejections).toMatchObject([{ error: { code: 'too-large' }, mutations: [{ op: 'create' }] }]);
  });

  it('waits for the streams when the server has forgotten where they were', async () => {
    client.follow([{ table: 'todo', where: {} }]);
    await online();
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
    await online();
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
    await online();
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
    await online();
    await until(() => connection.stream);
    expect(connection.stream?.cursor).toBe('1');
  });

  it('stays while somebody else follows it', async () => {
    const scope = { table: 'todo', where: { list: 'x' } };
    const first = client.follow([scope]);
    const second = client.follow([scope]);
    await online();
    await until(() => connection.stream);
    await connection.stream?.handler.page(complete('1', 10, put('a', 'x', 'one')));
    await first.stop();
    await first.stop();
    expect(await client.table<Todo>('todo').find()).toHaveLength(1);
    await second.stop();
    expect(await client.table<Todo>('todo').find()).toHaveLength(0);
    await until(() => !connection.stream);
  });

  it('does not suffer from a scope that the server refuses', async () => {
    client.follow([{ table: 'todo', where: { list: 'x' } }]);
    await online();
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

  it('is refused here when it makes no sense', () => {
    expect(() => client.follow([{ table: 'nowhere', where: {} }])).toThrow(/nowhere/);
    expect(() => client.follow([{ table: 'todo', where: { text: { like: 'x' } as object } }])).toThrow(TypeError);
    expect(() => client.table('nowhere')).toThrow(/nowhere/);
  });
});

describe('A client', () => {
  it('does not try again when it has to sign in, until it is told to', async () => {
    await online();
    connection.lose(false);
    expect(client.status$.value).toMatchObject({ connection: 'offline', error: { code: 'unauthenticated' } });
    expect(connection.opened).toBe(1);
    client.reconnect();
    expect(connection.opened).toBe(2);
  });

  it('tries again by itself when the connection is lost', async () => {
    await online();
    connection.lose();
    await until(() => connection.opened === 2);
  });

  it('stays offline when it is told to, and loses nothing', async () => {
    await online();
    client.disconnect();
    expect(connection.closed).toBe(true);
    await client.table<Todo>('todo').create({ text: 'one' });
    await until(() => client.status$.value.pending === 1);
    expect(client.status$.value.connection).toBe('offline');
    expect(connection.opened).toBe(1);
    client.reconnect();
    await online();
    await until(() => connection.pushed);
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
    await online();
    await until(() => connection.pushed);
    expect(texts(connection.pushed)).toEqual([['one', 'two']]);
  });

  it('refuses to write when it is closed', async () => {
    await client.close();
    await expect(client.table<Todo>('todo').create({ text: 'x' })).rejects.toMatchObject({ code: 'closed' });
    expect(connection.closed).toBe(true);
  });
});
