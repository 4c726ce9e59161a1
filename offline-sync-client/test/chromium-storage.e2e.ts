import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientPage, hasBrowser, launchBrowser, PageClient, type InPage } from './support/chromium';
import {
  deleteLists,
  hasDatabase,
  listAndTodos,
  newList,
  SAMPLE_ORIGIN as origin,
  soon,
  sql,
  TABLES,
  todo,
  titlesOf,
  todosOf,
} from './support/sample';

let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  if (hasBrowser) {
    browser = await launchBrowser();
  }
});

afterEach(async () => {
  await context.close();
  await deleteLists();
});

afterAll(async () => {
  if (hasBrowser) {
    await browser.close();
  }
});

async function openPage(prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
  return await clientPage(context, origin, prepare);
}

/** A page that has no more room than this, from the beginning: Chromium does not look again while it believes there is enough. */
async function pageWithRoom(bytes: number): Promise<{ page: Page; makeRoom: () => Promise<void> }> {
  let session: CDPSession | undefined;
  const page = await openPage(async (opened) => {
    session = await context.newCDPSession(opened);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: bytes });
  });
  return {
    page,
    makeRoom: async () => {
      await session?.send('Storage.overrideQuotaForOrigin', { origin });
    },
  };
}

function large(listUid: string, bytes: number) {
  return { ...todo(listUid, 'large'), notes: 'x'.repeat(bytes) };
}

describe.skipIf(!hasBrowser || !hasDatabase)('In Chromium, the local database', () => {
  beforeEach(async () => {
    context = await browser.newContext();
  });

  it('that is full refuses a change with a clear error, keeps nothing of it, and goes on', async () => {
    const list = await newList();
    const { page } = await pageWithRoom(2_000_000);
    const client = await PageClient.in(page);
    await client.follow(listAndTodos(list));
    const { uid } = await client.create('todo', todo(list, 'before'));
    expect(await client.problemOfCreating(large(list, 3_000_000))).toEqual({
      name: 'OfflineSyncError',
      code: 'storage',
      message: expect.stringMatching(/is not made: there is no room left/) as string,
    });
    const half = page.evaluate(
      async ([known, value]) =>
        await (globalThis as unknown as InPage).sync.transaction((transaction) => {
          transaction.update('todo', known, { title: 'changed' });
          transaction.create('todo', value);
        }),
      [uid as string, large(list, 3_000_000)] as const,
    );
    await expect(half).rejects.toThrow('no room left');
    expect(await client.titlesOf(list)).toEqual(['before']);
    await client.create('todo', todo(list, 'after'));
    await soon(() => client.status()).toMatchObject({ connection: 'online', pending: 0, complete: true, error: null });
    await soon(() => titlesOf(list)).toEqual(['after', 'before']);
    expect(await client.todosOf(list)).toEqual(await todosOf(list));
  });

  it('that has no room for a first sync says so, and has everything once there is', async () => {
    const list = await newList();
    await sql(
      `insert into todo (uid, list_uid, title, notes)
        select gen_random_uuid(), $1, 'No. ' || n,
          -- What does not get smaller when it is stored.
          (select string_agg(md5(n || '-' || i), '') from generate_series(1, 60) as i)
        from generate_series(1, 3000) as n`,
      [list],
    );
    const { page, makeRoom } = await pageWithRoom(3_000_000);
    const client = await PageClient.in(page);
    const ready = client.follow(listAndTodos(list));
    await soon(() => client.status()).toMatchObject({
      error: {
        name: 'OfflineSyncError',
        code: 'storage',
        message: expect.stringContaining('there is no room left') as string,
      },
      complete: false,
    });
    await makeRoom();
    await ready;
    await soon(() => client.status()).toMatchObject({ complete: true, received: 0, error: null });
    expect(await client.todosOf(list)).toEqual(await todosOf(list));
  });

  it.each([
    {
      by: 'the page',
      says: 'was deleted',
      remove: async (page: Page) =>
        await page.evaluate(
          () =>
            new Promise<void>((resolve, reject) => {
              const request = indexedDB.deleteDatabase('e2e');
              request.onsuccess = () => resolve();
              request.onerror = () => reject(new Error(request.error?.message));
              request.onblocked = () => reject(new Error('It is held open'));
            }),
        ),
    },
    {
      by: 'the browser',
      says: 'has closed',
      remove: async (page: Page) => {
        const session = await context.newCDPSession(page);
        await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
      },
    },
  ])('that $by deletes is missed at once, and a new client starts anew', async ({ says, remove }) => {
    const list = await newList();
    const page = await openPage();
    const client = await PageClient.in(page);
    await client.follow(listAndTodos(list));
    await client.create('todo', todo(list, 'sent'));
    // By the database: the status is a moment behind, and what was not sent would be lost with what is deleted.
    await soon(() => titlesOf(list)).toEqual(['sent']);
    await remove(page);
    const lost = { name: 'OfflineSyncError', code: 'storage', message: expect.stringContaining(says) as string };
    await soon(() => client.status()).toMatchObject({ connection: 'offline', error: lost });
    expect(await client.problemOfCreating(todo(list, 'lost?'))).toMatchObject(lost);
    const anew = await PageClient.in(page);
    expect(await anew.find('todo')).toEqual([]);
    await anew.follow(listAndTodos(list));
    await anew.create('todo', todo(list, 'anew'));
    await soon(async () => [await titlesOf(list), (await anew.status()).error]).toEqual([['anew', 'sent'], null]);
    expect(await anew.titlesOf(list)).toEqual(['anew', 'sent']);
  });

  it.each([
    {
      is: 'throws',
      script: `IDBFactory.prototype.open = () => { throw new DOMException('Denied', 'SecurityError'); }`,
    },
    { is: 'is missing', script: `Object.defineProperty(globalThis, 'indexedDB', { value: undefined })` },
  ])('that cannot be, since IndexedDB $is, is a clear error', async ({ script }) => {
    const client = await PageClient.in(await openPage((page) => page.addInitScript(script)));
    const problem = {
      name: 'OfflineSyncError',
      code: 'storage',
      message: expect.stringContaining('cannot be opened') as string,
    };
    await soon(() => client.status()).toMatchObject({ connection: 'offline', error: problem });
    expect(await client.problemOfCreating({ title: 'x' })).toEqual(problem);
    await expect(client.find('todo')).rejects.toThrow('cannot be opened');
    await expect(client.follow([{ table: 'todo', where: {} }])).rejects.toThrow('cannot be opened');
  });

  it('that a newer version of the page has changed is given up by the older, and nothing is lost', async () => {
    const list = await newList();
    const older = await PageClient.in(await openPage());
    await older.follow(listAndTodos(list));
    await older.page.evaluate(() => (globalThis as unknown as InPage).sync.disconnect());
    await older.create('todo', todo(list, 'left pending by the older'));
    const tables = { ...TABLES, todo: { id: 'uid', indexes: ['listUid', 'title'] }, note: { id: 'uid' } };
    const newer = await PageClient.in(await openPage(), 'e2e', tables);
    await newer.create('todo', todo(list, 'of the newer'));
    const outdated = { code: 'storage', message: expect.stringContaining('load the page again') as string };
    await soon(() => older.status()).toMatchObject({ connection: 'offline', error: outdated });
    expect(await older.problemOfCreating(todo(list, 'lost?'))).toMatchObject(outdated);
    await newer.page.evaluate(() => (globalThis as unknown as InPage).sync.reconnect());
    await soon(() => newer.status()).toMatchObject({ connection: 'online', pending: 0, complete: true });
    await soon(() => titlesOf(list)).toEqual(['left pending by the older', 'of the newer']);
    expect(await newer.todosOf(list)).toEqual(await todosOf(list));
  });
});
