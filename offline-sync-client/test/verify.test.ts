import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalDatabase } from '../src/database';
import { addScopes, dropScopes } from '../src/scopes';
import { verifyScope, type Verification } from '../src/verify';
import { FakeConnection } from './support/fake-connection';
import {
  complete,
  emptyDatabase,
  follow,
  keyOf,
  NO_DIFFERENCE,
  put,
  receive,
  scope,
  TABLES,
  text,
} from './support/local';

let database: LocalDatabase;

beforeEach(async () => {
  database = await emptyDatabase();
});

afterEach(() => database.close());

async function verify(answer: object): Promise<Verification> {
  const connection = new FakeConnection();
  connection.answers = () => ({ ...NO_DIFFERENCE, ...answer });
  return await verifyScope(database, connection, scope({ list: 'x' }), keyOf({ list: 'x' }));
}

describe('A record that is not in the scope any more', () => {
  it('goes when no other scope that is followed has it', async () => {
    await follow(database, { list: 'x' }, { list: 'y' });
    await receive(database, complete('1', 10, put('a', 'x', 'one')));
    const found = await verify({ leaveClient: ['a'] });
    expect(found).toEqual({ compared: 1, differences: [{ uid: 'a', what: 'gone' }] });
    expect(await text(database, 'a')).toBeUndefined();
  });

  it('stays when another scope of the stream has it, and goes when that has it no longer', async () => {
    await follow(database, { list: 'x' }, { text: 'one' });
    await receive(database, complete('1', 10, put('a', 'x', 'one')));
    const found = await verify({ leaveClient: ['a'] });
    expect(found).toEqual({ compared: 1, differences: [{ uid: 'a', what: 'left' }] });
    expect(await text(database, 'a')).toBe('one');
    await dropScopes(database, [keyOf({ text: 'one' })]);
    await verify({ leaveClient: ['a'] });
    expect(await text(database, 'a')).toBeUndefined();
  });

  it('stays when another stream has it, and goes when that has it no longer', async () => {
    for (const where of [{ list: 'x' }, { text: 'one' }]) {
      await addScopes(database, TABLES, [scope(where)], 1);
    }
    const streams = await database.$streams.toArray();
    for (const { id } of streams) {
      await receive(database, complete('1', 10, put('a', 'x', 'one')), id);
    }
    const found = await verify({ leaveClient: ['a'] });
    expect(found.differences).toEqual([{ uid: 'a', what: 'left' }]);
    expect(await text(database, 'a')).toBe('one');
    await dropScopes(database, [keyOf({ text: 'one' })]);
    expect(await text(database, 'a')).toBeUndefined();
  });

  it('goes when it was deleted, whatever other scope has it', async () => {
    await follow(database, { list: 'x' }, { text: 'one' });
    await receive(database, complete('1', 10, put('a', 'x', 'one')));
    const found = await verify({ deleteClient: [{ uid: 'a' }] });
    expect(found.differences).toEqual([{ uid: 'a', what: 'gone' }]);
    expect(await text(database, 'a')).toBeUndefined();
  });
});
