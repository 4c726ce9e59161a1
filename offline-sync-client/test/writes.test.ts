import { Dexie } from 'dexie';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type LocalDatabase } from '../src/database';
import { nextTransactions } from '../src/outgoing';
import { clientIdOf } from '../src/settings';
import { storeWrites, type Write } from '../src/writes';
import { complete, emptyDatabase, follow, LIMITS, put, receive, TABLES, text, write } from './support/local';

let database: LocalDatabase;

beforeEach(async () => {
  database = await emptyDatabase();
});

describe('Writes', () => {
  it('are seen at once, and wait in order', async () => {
    const [created] = await write(database, { op: 'create', table: 'todo', data: { list: 'x', text: 'one' } });
    const uid = created?.['uid'] as string;
    expect(uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await write(database, { op: 'update', table: 'todo', uid, changes: { text: 'two' } });
    expect(await text(database, uid)).toBe('two');
    const sent = await nextTransactions(database, LIMITS, 10);
    expect(sent.map(({ mutations }) => mutations.map(({ op }) => op))).toEqual([['create'], ['update']]);
    expect(sent[1]?.mutations[0]).toMatchObject({ data: { uid, list: 'x', text: 'two' }, changed: ['text'] });
  });

  it('have stamps that are later than all that was seen, whatever the clock says', async () => {
    await follow(database, {});
    const ahead = '2026-07-01T00:00:00.000Z';
    const metadata = { createdAt: ahead, updatedAt: null, deletedAt: null };
    await receive(database, complete('1', 10, { ...put('a', 'x', 'one'), metadata }));
    await write(database, { op: 'update', table: 'todo', uid: 'a', changes: { text: 'two' } });
    await write(database, { op: 'create', table: 'todo', data: { uid: 'b' } });
    const sent = await nextTransactions(database, LIMITS, 10);
    expect(sent.flatMap(({ mutations }) => mutations.map(({ at }) => at))).toEqual([
      '2026-07-01T00:00:00.001Z',
      '2026-07-01T00:00:00.002Z',
    ]);
  });

  it('are made together or not at all', async () => {
    await expect(
      write(
        database,
        { op: 'create', table: 'todo', data: { uid: 'a' } },
        { op: 'update', table: 'todo', uid: 'unknown', changes: { text: 'x' } },
      ),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect(await database.rows('todo').count()).toBe(0);
    expect(await database.$transactions.count()).toBe(0);
  });

  it('of one transaction see each other', async () => {
    const results = await write(
      database,
      { op: 'create', table: 'todo', data: { uid: 'a', text: 'one' } },
      { op: 'update', table: 'todo', uid: 'a', changes: { text: 'two' } },
      { op: 'delete', table: 'todo', uid: 'a' },
      { op: 'create', table: 'todo', data: { uid: 'a', text: 'three' } },
    );
    expect(results.map((value) => value?.['text'])).toEqual(['one', 'two', undefined, 'three']);
    expect(await database.$transactions.count()).toBe(1);
  });

  it.each<[Write, string]>([
    [{ op: 'create', table: 'nowhere', data: {} }, 'unknown-table'],
    [{ op: 'create', table: 'constructor', data: {} }, 'unknown-table'],
    [{ op: 'create', table: 'todo', data: { uid: [] } }, 'invalid-argument'],
    [{ op: 'create', table: 'todo', data: { uid: 'there' } }, 'exists'],
    [{ op: 'update', table: 'todo', uid: 'unknown', changes: {} }, 'not-found'],
  ])('that make no sense are refused: %o', async (wrong, code) => {
    await write(database, { op: 'create', table: 'todo', data: { uid: 'there' } });
    await expect(storeWrites(database, TABLES, [wrong], 0)).rejects.toMatchObject({ code });
    expect(await database.$transactions.count()).toBe(1);
  });

  it('that change nothing are not sent', async () => {
    await write(database, { op: 'create', table: 'todo', data: { uid: 'a', text: 'one' } });
    await write(database, { op: 'update', table: 'todo', uid: 'a', changes: { text: 'one' } });
    await write(database, { op: 'delete', table: 'todo', uid: 'unknown' });
    expect(await database.$transactions.count()).toBe(1);
  });
});

describe('A message', () => {
  it('carries no more than the server takes', async () => {
    for (let i = 0; i < 5; i++) {
      await write(database, { op: 'create', table: 'todo', data: { text: 'x'.repeat(1000) } });
    }
    expect(await nextTransactions(database, LIMITS, 3)).toHaveLength(3);
    expect(await nextTransactions(database, { ...LIMITS, maxMutations: 2 }, 10)).toHaveLength(2);
    expect(await nextTransactions(database, { ...LIMITS, maxMessageBytes: 4096 + 2600 }, 10)).toHaveLength(2);
    expect(await nextTransactions(database, { ...LIMITS, maxMessageBytes: 1 }, 10)).toHaveLength(1);
  });
});

describe('A new version of an application', () => {
  it('may add tables and indexes, and keeps what is there and waits', async () => {
    await write(database, { op: 'create', table: 'todo', data: { uid: 'a', list: 'x', done: 1 } });
    const clientId = await clientIdOf(database);
    database.close();
    const tables = { todo: { id: 'uid', indexes: ['list', 'done', 'list+done'] }, note: { id: 'id' } };
    const newer = await openDatabase(database.name, tables);
    expect(await newer.rows('todo').where('value.done').equals(1).count()).toBe(1);
    expect(await newer.rows('todo').where('[value.list+value.done]').equals(['x', 1]).count()).toBe(1);
    expect(await newer.rows('note').count()).toBe(0);
    expect(await newer.$transactions.count()).toBe(1);
    expect(await clientIdOf(newer)).toBe(clientId);
    const { verno } = newer;
    newer.close();
    const again = await openDatabase(database.name, tables);
    expect(again.verno).toBe(verno);
    again.close();
    await Dexie.delete(database.name);
  });
});
