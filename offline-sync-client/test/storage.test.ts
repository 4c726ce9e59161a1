import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OfflineSync } from '../src/api';
import { createClient } from '../src/client';
import { openDatabase, type LocalDatabase } from '../src/database';
import { createOfflineSync } from '../src/index';
import { committed, FakeConnection } from './support/fake-connection';
import { complete, put, TABLES } from './support/local';
import { until } from './support/until';

interface Todo {
  uid: string;
  list: string;
  text: string;
}

let names = 0;
let name: string;
let connection: FakeConnection;
let client: OfflineSync;

beforeEach(() => {
  name = `storage-${String(names++)}`;
  connection = new FakeConnection();
  client = createClient({ database: name, tables: TABLES, connection });
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await client.close();
});

/** Let the next writes of rows fail as they do when the disk is full. */
function fillDisk(): { free: () => void } {
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore) {
    this.transaction.abort();
    throw new DOMException('Full', 'QuotaExceededError');
  });
  return { free: () => put.mockRestore() };
}

describe('A full disk', () => {
  it('refuses a change with a clear error, and makes nothing of it', async () => {
    const todos = client.table<Todo>('todo');
    const kept = await todos.create({ list: 'x', text: 'kept' });
    const disk = fillDisk();
    const refused = client.transaction((transaction) => {
      transaction.update('todo', kept.uid, { text: 'changed' });
      transaction.create('todo', { list: 'x', text: 'new' });
    });
    await expect(refused).rejects.toThrow(/not made: there is no room/);
    disk.free();
    expect(await todos.find()).toEqual([kept]);
    await connection.online();
    await until(() => connection.pushed);
    expect(connection.pushed?.transactions).toHaveLength(1);
  });

  it('delays what comes, which is asked for again from where it stopped', async () => {
    client.follow([{ table: 'todo', where: {} }]);
    await connection.online();
    await until(() => connection.stream);
    await connection.stream?.handler.page(complete('1', 10, put('a', 'x', 'one')));
    const disk = fillDisk();
    await expect(connection.stream?.handler.page(complete('2', 11, put('a', 'x', 'two')))).rejects.toThrow();
    disk.free();
    expect(await client.table<Todo>('todo').find()).toMatchObject([{ text: 'one' }]);
    connection.lose();
    client.reconnect();
    await connection.online();
    await until(() => connection.stream);
    expect(connection.stream?.cursor).toBe('1');
  });

  it('loses no answer: what was sent is sent again', async () => {
    await client.table<Todo>('todo').create({ text: 'one' });
    client.follow([{ table: 'todo', where: {} }]);
    await connection.online();
    await until(() => connection.pushed);
    const sent = connection.pushed;
    const disk = fillDisk();
    connection.answer(committed);
    await until(() => client.status$.value.error);
    disk.free();
    expect(client.status$.value).toMatchObject({ pending: 1, error: { code: 'storage' } });
    await until(() => connection.pushed);
    expect(connection.pushed).toEqual(sent);
  });
});

describe('A browser without a database', () => {
  it('says so, in the status and to whoever uses it', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('A mutation operation was attempted on a database', 'InvalidStateError');
    });
    const blind = createClient({ database: 'private', tables: TABLES, connection: new FakeConnection() });
    await until(() => blind.status$.value.error);
    expect(blind.status$.value).toMatchObject({ connection: 'offline', error: { code: 'storage' } });
    const todos = blind.table<Todo>('todo');
    await expect(todos.create({ text: 'x' })).rejects.toMatchObject({ code: 'storage' });
    await expect(todos.find()).rejects.toMatchObject({ code: 'storage' });
    await expect(blind.follow([{ table: 'todo', where: {} }]).ready).rejects.toMatchObject({ code: 'storage' });
    const problem = await new Promise((error) => todos.live().subscribe({ error }));
    expect(problem).toMatchObject({ code: 'storage' });
    await blind.close();
  });
});

describe('A database that is deleted while it is open', () => {
  it('ends the client with a clear error, and no write seems to succeed', async () => {
    const todos = client.table<Todo>('todo');
    await todos.create({ text: 'one' });
    await connection.online();
    await Dexie.delete(name);
    await until(() => client.status$.value.error);
    expect(client.status$.value).toMatchObject({ connection: 'offline', error: { code: 'storage' } });
    expect(client.status$.value.error?.message).toContain('deleted');
    expect(connection.closed).toBe(true);
    await expect(todos.create({ text: 'two' })).rejects.toMatchObject({ code: 'storage' });
    await expect(todos.find()).rejects.toMatchObject({ code: 'storage' });
    expect(await Dexie.exists(name)).toBe(false);
  });

  it('is what destroying it means for other tabs', async () => {
    const other = createClient({ database: name, tables: TABLES, connection: new FakeConnection() });
    await other.table<Todo>('todo').create({ text: 'one' });
    await client.destroy();
    await until(() => other.status$.value.error);
    expect(other.status$.value.error?.message).toContain('deleted');
    await other.close();
  });

  it('is noticed too when the browser has closed it', async () => {
    await client.table<Todo>('todo').create({ text: 'one' });
    const opened = await openedBy(client);
    opened.backendDB().onclose?.(new Event('close'));
    await until(() => client.status$.value.error);
    expect(client.status$.value.error?.message).toContain('closed');
  });
});

describe('A newer version of the page', () => {
  it('takes over, and sends what the older one has left', async () => {
    await client.table<Todo>('todo').create({ text: 'from the older' });
    await connection.online();
    await until(() => connection.pushed);
    const newer = new FakeConnection();
    const tables = { todo: { id: 'uid', indexes: ['list', 'text'] }, note: { id: 'uid' } };
    const successor = createClient({ database: name, tables, connection: newer });
    await successor.table('note').create({ text: 'x' });
    await until(() => client.status$.value.error);
    expect(client.status$.value.error?.message).toContain('newer version');
    expect(connection.closed).toBe(true);
    await expect(client.table<Todo>('todo').create({ text: 'lost?' })).rejects.toMatchObject({ code: 'storage' });
    await until(() => newer.handler);
    newer.accept();
    await until(() => newer.pushed);
    expect(newer.pushed?.transactions.map(({ mutations }) => mutations[0]?.data?.['text'])).toEqual([
      'from the older',
      'x',
    ]);
    await successor.close();
  });

  it('may be followed by an older one, which finds its own', async () => {
    const newer = await openDatabase(`${name}-both`, { todo: { id: 'uid', indexes: ['list'] }, note: { id: 'uid' } });
    newer.close();
    const older = await openDatabase(`${name}-both`, { todo: { id: 'uid' } });
    await older.rows('todo').put({ uid: 'a', value: null, time: null, held: {} });
    expect(older.tables.map((table) => table.name)).toContain('note');
    older.close();
  });
});

describe('Users', () => {
  it('have a database each, and leave nothing behind when it is destroyed', async () => {
    const clientOf = (user: string) =>
      createOfflineSync({
        url: 'ws://localhost:9/offline-sync',
        database: name,
        user,
        tables: TABLES,
        webSocketFactory: () => {
          throw new Error('There is no network');
        },
      });
    const [ann, bob] = [clientOf('ann'), clientOf('bob')];
    await ann.table<Todo>('todo').create({ text: 'of ann' });
    await bob.table<Todo>('todo').create({ text: 'of bob' });
    await ann.close();
    const again = clientOf('ann');
    expect(await again.table<Todo>('todo').find()).toMatchObject([{ text: 'of ann' }]);
    await again.destroy();
    expect(await bob.table<Todo>('todo').find()).toMatchObject([{ text: 'of bob' }]);
    expect((await Dexie.getDatabaseNames()).filter((each) => each.startsWith(`${name}:`))).toEqual([`${name}:bob`]);
    await bob.destroy();
  });
});

/** The database that a client has open. */
async function openedBy(owner: OfflineSync): Promise<LocalDatabase> {
  await owner.table('todo').find();
  const { connections } = Dexie as unknown as { connections: LocalDatabase[] };
  const found = connections.find((each) => each.name === name);
  if (!found) {
    throw new Error('It is not open');
  }
  return found;
}
