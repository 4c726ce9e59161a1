import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OfflineSync } from '../src/api';
import { createClient } from '../src/client';
import { SyncError } from '../src/connection';
import { Engine } from '../src/engine';
import { FakeConnection } from './support/fake-connection';
import { complete, keyOf, NO_DIFFERENCE, put, TABLES } from './support/local';
import { Locks } from './support/locks';
import { until } from './support/until';

const SCOPE = { table: 'todo', where: { list: 'x' } };

let names = 0;
let name: string;
let locks: Locks;
let leading: FakeConnection;
let waiting: FakeConnection;
let leader: OfflineSync;
let follower: OfflineSync;

beforeEach(async () => {
  locks = new Locks();
  vi.stubGlobal('navigator', { locks });
  name = `tabs-${String(names++)}`;
  [leading, waiting] = [new FakeConnection(), new FakeConnection()];
  leader = createClient({ database: name, tables: TABLES, connection: leading });
  await leading.online();
  follower = createClient({ database: name, tables: TABLES, connection: waiting });
  const { ready } = follower.follow([SCOPE]);
  await until(() => leading.stream);
  await leading.stream?.handler.page(complete('1', 10, put('a', 'x', 'one')));
  await ready;
});

afterEach(async () => {
  await leader.close();
  await follower.destroy();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('A tab that cannot begin', () => {
  it('says so, leaves no query behind and lets another one lead', async () => {
    vi.spyOn(waiting, 'open').mockImplementation(() => {
      throw new Error('Not now');
    });
    const third = createClient({ database: name, tables: TABLES, connection: new FakeConnection() });
    await until(() => third.status$.value.connection === 'online');
    const followed = vi.spyOn(Engine.prototype, 'followed');
    await leader.close();
    await until(() => third.status$.value.connection === 'connecting');
    expect(follower.status$.value.error?.message).toMatch(/Not now/);
    await until(() => followed.mock.contexts.length > 0);
    followed.mockClear();
    await third.follow([{ table: 'todo', where: { list: 'y' } }]).stop();
    await until(() => followed.mock.contexts.length > 0);
    expect(new Set(followed.mock.contexts).size).toBe(1);
    await third.close();
  });
});

describe('What several tabs follow', () => {
  it('goes when nobody uses it, and a tab that is closed uses nothing', async () => {
    const following = leader.follow([SCOPE]);
    await following.ready;
    await follower.close();
    follower.follow([SCOPE]);
    await following.stop();
    await until(() => !leading.stream);
    expect(await leader.table('todo').find()).toEqual([]);
  });

  it('stays while another one uses it', async () => {
    const following = leader.follow([SCOPE]);
    await following.ready;
    await following.stop();
    expect(await leader.table('todo').find()).toHaveLength(1);
  });

  it('is not used by a tab that could not store that it is, and has stopped it', async () => {
    const held = `offline-sync:${name}:${keyOf(SCOPE.where)}`;
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore) {
      this.transaction.abort();
      throw new DOMException('Full', 'QuotaExceededError');
    });
    const full = leader.follow([SCOPE]);
    await expect(full.ready).rejects.toMatchObject({ name: 'OfflineSyncError', code: 'storage' });
    put.mockRestore();
    expect(locks.holders(held)).toBe(2);
    await full.stop();
    expect(locks.holders(held)).toBe(1);
    expect(await leader.table('todo').find()).toHaveLength(1);
  });
});

describe('A tab that another one connects for', () => {
  it('gets the connection while it compares, and both go on', async () => {
    const verification = follower.verify(SCOPE);
    await until(() => waiting.others[0]?.handler);
    await leader.close();
    await waiting.online();
    expect(follower.status$.value.connection).toBe('online');
    const [own] = waiting.others;
    if (own) {
      own.answers = () => NO_DIFFERENCE;
    }
    own?.accept();
    expect(await verification).toEqual({ compared: 1, differences: [] });
    expect([waiting.closed, own?.closed]).toEqual([false, true]);
  });

  it('compares several things at once', async () => {
    const verifications = [follower.verify(SCOPE), follower.verify(SCOPE)];
    await until(() => waiting.others.length === 2);
    const [first, second] = waiting.others;
    for (const own of waiting.others) {
      own.answers = () => NO_DIFFERENCE;
    }
    first?.accept();
    await verifications[0];
    expect([first?.closed, second?.closed]).toEqual([true, false]);
    second?.accept();
    expect(await verifications[1]).toMatchObject({ compared: 1 });
  });

  it('says why it cannot compare', async () => {
    const verification = follower.verify(SCOPE);
    await until(() => waiting.others[0]?.handler);
    waiting.others[0]?.lose(new SyncError('unauthenticated', 'Sign in', false));
    await expect(verification).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('compares no longer when it is closed', async () => {
    const verification = follower.verify(SCOPE);
    await until(() => waiting.others[0]?.handler);
    await Promise.all([expect(verification).rejects.toMatchObject({ code: 'closed' }), follower.close()]);
    expect(waiting.others[0]?.closed).toBe(true);
  });

  it('does not connect, and not for a comparison either, when all are to stay offline', async () => {
    const verification = follower.verify(SCOPE);
    await until(() => waiting.others[0]?.handler);
    const ended = expect(verification).rejects.toMatchObject({ code: 'disconnected' });
    leader.disconnect();
    await ended;
    await expect(follower.verify(SCOPE)).rejects.toMatchObject({ code: 'disconnected' });
    expect(waiting.others.map(({ closed }) => closed)).toEqual([true]);
  });
});
