import { beforeEach, describe, expect, it, vi } from 'vitest';
import { applyAnswers } from '../src/answers';
import type { LocalDatabase } from '../src/database';
import { nextTransactions } from '../src/outgoing';
import { applyPage } from '../src/pages';
import { dropScopes } from '../src/scopes';
import type { TransactionResult, Value } from '../src/wire';
import { complete, deleted, emptyDatabase, follow, keyOf, left, LIMITS, partial, put } from './support/local';
import { receive, text, write } from './support/local';

let database: LocalDatabase;

beforeEach(async () => {
  database = await emptyDatabase();
});

/** Send what waits, and take an answer that commits all of it. */
async function commit(xid: number, ...values: (Value | null)[]): Promise<void> {
  const sent = await nextTransactions(database, LIMITS, 100);
  const metadata = { createdAt: '2026-06-01T00:00:00.000Z', updatedAt: null, deletedAt: null };
  const results = sent.map(({ id, mutations }, index): TransactionResult => ({
    id,
    outcome: 'committed',
    xid: String(xid + index),
    results: mutations.map(({ uid }) => ({
      outcome: 'applied',
      record: { uid, value: values[index] ?? null, metadata },
    })),
  }));
  await applyAnswers(database, results);
}

describe('Pages', () => {
  it('put, delete and let go', async () => {
    await follow(database, {});
    await receive(database, partial('1', put('a', 'x', 'one'), put('b', 'x', 'two'), put('c', 'x', 'three')));
    await receive(database, complete('2', 10, deleted('a'), left('b'), put('c', 'y', 'four'), deleted('unknown')));
    expect(await text(database, 'a')).toBeUndefined();
    expect(await text(database, 'b')).toBeUndefined();
    expect(await text(database, 'c')).toBe('four');
    expect(await database.rows('todo').count()).toBe(1);
  });

  it('count by their last word on a record', async () => {
    await follow(database, {});
    await receive(database, complete('1', 10, put('a', 'x', 'one'), deleted('a'), put('a', 'x', 'two')));
    expect(await text(database, 'a')).toBe('two');
  });

  it('are not applied when another tab has gone on', async () => {
    await follow(database, {});
    const [stream] = await database.$streams.toArray();
    const keys = [keyOf({})];
    await receive(database, complete('1', 10, put('a', 'x', 'newer')));
    expect(await applyPage(database, stream?.id ?? '', keys, undefined, complete('0', 9, put('a', 'x', 'older')))).toBe(
      null,
    );
    expect(await text(database, 'a')).toBe('newer');
  });

  it('complete nothing when another tab is being told anew meanwhile', async () => {
    await follow(database, {});
    const [stream] = await database.$streams.toArray();
    const id = stream?.id ?? '';
    const keys = [keyOf({})];
    const gone = Array.from({ length: 1500 }, (_, index) => put(`a${String(index)}`, 'x', 'gone'));
    await receive(database, complete('1', 10, ...gone, put('b', 'x', 'kept')));
    await receive(database, { ...partial('2'), reset: [0], snapshot: [0] });
    const first = applyPage(database, id, keys, '2', complete('3', 11, put('b', 'x', 'kept')));
    // It lets go of the others some at a time.
    await vi.waitUntil(async () => (await database.$streams.get(id))?.cursor === '3', { interval: 0 });
    const again = { ...partial('4'), reset: [0], snapshot: [0] };
    const second = applyPage(database, id, keys, '3', again);
    expect(await first).toBeNull();
    expect((await second)?.stream).toMatchObject({ complete: false, cursor: '4', scopes: [{ since: 2 }] });
    expect(await database.$streams.get(id)).toMatchObject({ complete: false, cursor: '4', scopes: [{ since: 2 }] });
    expect(await text(database, 'b')).toBe('kept');
  });

  it('are not applied when one of their scopes is not wanted any more', async () => {
    await follow(database, { list: 'x' }, { list: 'y' });
    const [stream] = await database.$streams.toArray();
    const keys = stream?.scopes.map((scope) => scope.key) ?? [];
    await dropScopes(database, [keyOf({ list: 'x' })]);
    expect(await applyPage(database, stream?.id ?? '', keys, undefined, partial('1', put('a', 'x', 'one')))).toBe(null);
    expect(await database.rows('todo').count()).toBe(0);
  });

  it('leave what another stream holds', async () => {
    await follow(database, { list: 'x' });
    const [first] = await database.$streams.toArray();
    await database.$streams.put({ ...first, id: 'second', scopes: [], forgotten: [], round: 0, complete: false });
    await database.$streams.update('second', {
      scopes: [{ table: 'todo', where: {}, key: keyOf({}), loaded: false }],
    });
    await receive(database, complete('1', 10, put('a', 'x', 'one')), first?.id);
    await receive(database, complete('1', 10, put('a', 'x', 'one')), 'second');
    await receive(database, complete('2', 11, left('a')), first?.id);
    expect(await text(database, 'a')).toBe('one');
    await receive(database, complete('2', 11, left('a')), 'second');
    expect(await database.rows('todo').count()).toBe(0);
  });
});

describe('A reset', () => {
  it('makes void what nothing mentions until the next complete page', async () => {
    await follow(database, { list: 'x' });
    await receive(database, complete('1', 10, put('a', 'x', 'one'), put('b', 'x', 'two')));
    await receive(database, { ...partial('2', put('a', 'x', 'three')), reset: [0], snapshot: [0] });
    expect(await text(database, 'b')).toBe('two');
    await receive(database, complete('3', 20));
    expect(await text(database, 'a')).toBe('three');
    expect(await text(database, 'b')).toBeUndefined();
  });

  it('of one scope leaves what another one holds', async () => {
    await follow(database, { list: 'y' });
    await follow(database, { list: 'x' });
    await receive(database, complete('1', 10, put('a', 'x', 'one'), put('b', 'y', 'two')));
    await receive(database, { ...complete('2', 20), reset: [0] });
    expect(await text(database, 'a')).toBeUndefined();
    expect(await text(database, 'b')).toBe('two');
  });

  it('does not touch what was not answered', async () => {
    await follow(database, {});
    await receive(database, complete('1', 10, put('a', 'x', 'one')));
    await write(database, { op: 'update', table: 'todo', uid: 'a', changes: { text: 'mine' } });
    await receive(database, { ...complete('2', 20), reset: [0] });
    expect(await text(database, 'a')).toBe('mine');
  });
});

describe('An answer', () => {
  beforeEach(async () => {
    await follow(database, {});
    await receive(database, complete('1', 10, put('a', 'x', 'one')));
    await write(database, { op: 'update', table: 'todo', uid: 'a', changes: { text: 'mine' } });
  });

  it('stays until a complete page has seen it', async () => {
    await commit(15, { uid: 'a', list: 'x', text: 'answered' });
    await receive(database, complete('2', 15, put('a', 'x', 'older')));
    await receive(database, partial('3', put('a', 'x', 'on its way')));
    expect(await text(database, 'a')).toBe('answered');
    await receive(database, complete('4', 16));
    expect(await text(database, 'a')).toBe('on its way');
    expect(await database.$transactions.count()).toBe(0);
  });

  it('that comes after the page that has seen it does not hide what came since', async () => {
    await receive(database, complete('2', 20, put('a', 'x', 'newer')));
    await commit(15, { uid: 'a', list: 'x', text: 'answered' });
    expect(await text(database, 'a')).toBe('newer');
  });

  it('of a deletion is not undone by one before', async () => {
    await write(database, { op: 'delete', table: 'todo', uid: 'a' });
    await commit(15, { uid: 'a', list: 'x', text: 'answered' }, null);
    expect(await text(database, 'a')).toBeUndefined();
    await receive(database, complete('2', 16, put('a', 'x', 'answered')));
    expect(await text(database, 'a')).toBeUndefined();
    await receive(database, complete('3', 17, deleted('a')));
    expect(await database.rows('todo').count()).toBe(0);
  });

  it('that refuses undoes the change, and reports all of it', async () => {
    const [sent] = await nextTransactions(database, LIMITS, 1);
    await write(database, { op: 'update', table: 'todo', uid: 'a', changes: { list: 'y' } });
    const error = { code: 'constraint-violated', message: 'No', retryable: false, details: {} };
    await applyAnswers(database, [{ id: sent?.id ?? '', outcome: 'rejected', error }]);
    expect(await database.$rejections.toArray()).toEqual([{ ...sent, error }]);
    expect((await database.rows('todo').get('a'))?.value).toEqual({ uid: 'a', list: 'y', text: 'one' });
  });

  it('is taken once', async () => {
    await commit(15, { uid: 'a', list: 'x', text: 'answered' });
    const [stored] = await database.$transactions.toArray();
    await applyAnswers(database, [{ id: stored?.id ?? '', outcome: 'rejected' }]);
    expect(await text(database, 'a')).toBe('answered');
  });

  it('is not hidden by the lack of a scope that is still to come', async () => {
    await follow(database, { list: 'z' });
    await commit(5, { uid: 'a', list: 'z', text: 'answered' });
    expect(await text(database, 'a')).toBe('answered');
  });
});

describe('A scope', () => {
  it('that is dropped takes its records with it, but for what is waiting', async () => {
    await follow(database, { list: 'x' }, { list: 'y' });
    await receive(database, complete('1', 10, put('a', 'x', 'one'), put('b', 'x', 'two'), put('c', 'y', 'three')));
    await write(database, { op: 'update', table: 'todo', uid: 'b', changes: { text: 'mine' } });
    await dropScopes(database, [keyOf({ list: 'x' })]);
    expect(await text(database, 'a')).toBeUndefined();
    expect(await text(database, 'b')).toBe('mine');
    expect(await text(database, 'c')).toBe('three');
  });

  it('that is followed again before the server has heard of it begins anew', async () => {
    await follow(database, { list: 'x' }, { list: 'y' });
    await receive(database, complete('1', 10, put('a', 'x', 'one')));
    await dropScopes(database, [keyOf({ list: 'x' })]);
    await follow(database, { list: 'x' });
    const streams = await database.$streams.toArray();
    const stream = streams.find((each) => each.scopes.some((scope) => scope.key === keyOf({ list: 'x' })));
    expect(stream?.cursor).toBeUndefined();
  });

  it('does not keep for ever what only another one, that was dropped, has told', async () => {
    await follow(database, {});
    await receive(database, complete('1', 10, put('a', 'x', 'one')));
    await follow(database, { list: 'x' });
    await dropScopes(database, [keyOf({})]);
    expect(await text(database, 'a')).toBe('one');
    // By the time the server hears of it, the record is elsewhere.
    await receive(database, { ...complete('2', 11), reset: [0] });
    expect(await text(database, 'a')).toBeUndefined();
  });

  it('is followed once, however its condition is written', async () => {
    await follow(database, { list: 'x', done: true }, { done: true, list: { in: ['x'] } });
    const [stream] = await database.$streams.toArray();
    expect(stream?.scopes).toHaveLength(1);
  });
});
