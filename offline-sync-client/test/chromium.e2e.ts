import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientPage, hasBrowser, launchBrowser, PageClient, type InPage } from './support/chromium';
import { Network } from './support/network';
import {
  deleteLists,
  hasDatabase,
  listAndTodos,
  newList,
  SAMPLE_ORIGIN,
  soon,
  sql,
  todo,
  todosOf,
} from './support/sample';

let browser: Browser;
const contexts: BrowserContext[] = [];
const networks: Network[] = [];
const errors: string[] = [];

beforeAll(async () => {
  if (hasBrowser) {
    browser = await launchBrowser();
  }
});

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  await Promise.all(networks.splice(0).map((network) => network.end()));
  await deleteLists();
  expect(errors.splice(0)).toEqual([]);
});

afterAll(async () => {
  if (hasBrowser) {
    await browser.close();
  }
});

/** A browser of its own, with a network that can be cut. */
async function newWindow(): Promise<{ client: PageClient; goOffline(): Promise<void>; goOnline(): Promise<void> }> {
  const [context, network] = [await newContext(), await Network.to(SAMPLE_ORIGIN)];
  networks.push(network);
  const client = await PageClient.in(await openPage(context, network.origin));
  return {
    client,
    goOffline: async () => {
      network.cut();
      await context.setOffline(true);
      await soon(() => client.status()).toMatchObject({ connection: 'offline' });
    },
    goOnline: async () => {
      network.mend();
      await context.setOffline(false);
    },
  };
}

async function newContext(): Promise<BrowserContext> {
  const context = await browser.newContext();
  contexts.push(context);
  return context;
}

async function openPage(context: BrowserContext, origin = SAMPLE_ORIGIN): Promise<Page> {
  return await clientPage(context, origin, (page) => {
    page.on('pageerror', (error) => errors.push(error.message));
    return Promise.resolve();
  });
}

async function isSettled(...clients: PageClient[]): Promise<void> {
  for (const client of clients) {
    await soon(() => client.status()).toMatchObject({ connection: 'online', pending: 0, complete: true, error: null });
  }
}

describe.skipIf(!hasBrowser || !hasDatabase)('In Chromium', () => {
  it('two windows see what the other does, and agree on what both did while they were offline', async () => {
    const list = await newList();
    const [one, two] = [await newWindow(), await newWindow()];
    const [ann, bob] = [one.client, two.client];
    await Promise.all([ann.follow(listAndTodos(list)), bob.follow(listAndTodos(list))]);
    const uids = new Map<string, string>();
    for (const title of ['edited by both', 'deleted, then edited', 'edited, then deleted', 'untouched']) {
      uids.set(title, (await ann.create('todo', todo(list, title)))['uid'] as string);
    }
    const uid = (title: string) => uids.get(title) ?? '';
    await soon(() => bob.titlesOf(list)).toEqual([...uids.keys()].sort());
    await bob.create('todo', todo(list, 'of Bob'));
    await soon(() => ann.titlesOf(list)).toContain('of Bob');
    await isSettled(ann, bob);

    await Promise.all([one.goOffline(), two.goOffline()]);
    await ann.update('todo', uid('edited by both'), { title: 'Ann was first' });
    await ann.remove('todo', uid('deleted, then edited'));
    await ann.update('todo', uid('edited, then deleted'), { title: 'in vain' });
    await ann.create('todo', todo(list, 'made by Ann offline'));
    await bob.advanceClock(10_000);
    await bob.update('todo', uid('edited by both'), { title: 'Bob was last' });
    await bob.update('todo', uid('deleted, then edited'), { title: 'still wanted' });
    await bob.remove('todo', uid('edited, then deleted'));
    await bob.create('todo', todo(list, 'made by Bob offline'));
    expect(await ann.titlesOf(list)).toContain('Ann was first');
    expect(await bob.titlesOf(list)).toContain('Bob was last');

    // The last one first: it must not lose to what comes after it.
    await two.goOnline();
    await isSettled(bob);
    await one.goOnline();
    const agreed = [
      'Bob was last',
      'made by Ann offline',
      'made by Bob offline',
      'of Bob',
      'still wanted',
      'untouched',
    ];
    await isSettled(ann);
    await soon(() => bob.titlesOf(list)).toEqual(agreed);
    await soon(() => ann.titlesOf(list)).toEqual(agreed);
    expect(await ann.todosOf(list)).toEqual(await todosOf(list));
    expect(await bob.todosOf(list)).toEqual(await todosOf(list));
  });

  it('a to-do that moves to another list leaves those who follow the first one only', async () => {
    const [first, second] = [await newList(), await newList()];
    const [context, elsewhere] = [await newContext(), await newContext()];
    const follower = await PageClient.in(await openPage(context));
    const mover = await PageClient.in(await openPage(elsewhere));
    await follower.follow(listAndTodos(first));
    await mover.follow([...listAndTodos(first), ...listAndTodos(second)]);
    const { uid } = await mover.create('todo', todo(first, 'moves'));
    await soon(() => follower.titlesOf(first)).toEqual(['moves']);
    await mover.update('todo', uid as string, { listUid: second });
    await soon(() => follower.find('todo')).toEqual([]);
    expect(await mover.titlesOf(second)).toEqual(['moves']);
    // It has been there before the other was told.
    expect(await todosOf(second)).toEqual([[uid, 'moves']]);
  });

  it('what plain SQL does shows up', async () => {
    const list = await newList();
    const client = await PageClient.in(await openPage(await newContext()));
    await client.follow(listAndTodos(list));
    const insert = 'insert into todo (uid, list_uid, title) select gen_random_uuid(), $1, unnest($2::text[])';
    await sql(insert, [list, ['one', 'two', 'three']]);
    await soon(() => client.titlesOf(list)).toEqual(['one', 'three', 'two']);
    await sql(`update todo set title = 'zwei' where list_uid = $1 and title = 'two'`, [list]);
    await sql(`delete from todo where list_uid = $1 and title = 'one'`, [list]);
    await soon(() => client.titlesOf(list)).toEqual(['three', 'zwei']);
    await sql('delete from todo_list where uid = $1', [list]);
    await soon(async () => [...(await client.find('todo')), ...(await client.find('todo_list'))]).toEqual([]);
  });

  it('when the tab that has the connection is closed, another one takes over', async () => {
    const list = await newList();
    const context = await newContext();
    const [leader, elsewhere] = [await PageClient.in(await openPage(context)), await newContext()];
    await leader.follow(listAndTodos(list));
    const tab = await PageClient.in(await openPage(context));
    await tab.follow(listAndTodos(list));
    const other = await PageClient.in(await openPage(elsewhere));
    await other.follow(listAndTodos(list));
    await tab.create('todo', todo(list, 'of the second tab'));
    await leader.create('todo', todo(list, 'of the first tab'));
    await soon(() => other.titlesOf(list)).toEqual(['of the first tab', 'of the second tab']);
    expect(await leader.titlesOf(list)).toEqual(['of the first tab', 'of the second tab']);
    expect(await tab.titlesOf(list)).toEqual(['of the first tab', 'of the second tab']);
    // What it was asked to do at last is for the other to send.
    await leader.create('todo', todo(list, 'at last'));
    await leader.page.close();
    await other.create('todo', todo(list, 'from elsewhere'));
    await tab.create('todo', todo(list, 'of the tab that is left'));
    const all = ['at last', 'from elsewhere', 'of the first tab', 'of the second tab', 'of the tab that is left'];
    await soon(() => tab.titlesOf(list)).toEqual(all);
    await soon(() => other.titlesOf(list)).toEqual(all);
    await isSettled(tab);
  });

  it('20,000 records come with progress, and nobody has to wait for the page', async () => {
    const [list, small] = [await newList(), await newList()];
    await sql(
      `insert into todo (uid, list_uid, title)
        select gen_random_uuid(), $1, 'No. ' || n from generate_series(1, 20000) as n`,
      [list],
    );
    const client = await PageClient.in(await openPage(await newContext()));
    await client.follow(listAndTodos(small));
    const { uid } = await client.create('todo', todo(small, 'read while others come'));
    await isSettled(client);
    const seen = await client.page.evaluate(
      async ([listUid, known]) => {
        const { sync } = globalThis as unknown as InPage;
        const tasks: PerformanceEntry[] = [];
        new PerformanceObserver((entries) => {
          tasks.push(...entries.getEntries());
        }).observe({ entryTypes: ['longtask'] });
        // The browser tells of tasks later, in their order: of all, when it tells of one that comes after them.
        const longestTask = async () => {
          const end = performance.now();
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            while (performance.now() < end + 100);
          };
          channel.port2.postMessage(null);
          while (!tasks.some((task) => task.startTime >= end)) {
            await new Promise(requestAnimationFrame);
          }
          return Math.max(0, ...tasks.filter((task) => task.startTime < end).map((task) => task.duration));
        };
        const received = new Set<number>();
        const subscription = sync.status$.subscribe((status) => void received.add(status.received));
        let [reads, slowestRead, loaded] = [0, 0, false];
        const ready = sync.follow([{ table: 'todo', where: { listUid } }]).ready.then(() => {
          loaded = true;
        });
        // Changes while it is awaited.
        const isLoaded = () => loaded;
        while (!isLoaded()) {
          const before = performance.now();
          if (!(await sync.table('todo').get(known))) {
            throw new Error('What was here is gone');
          }
          reads++;
          slowestRead = Math.max(slowestRead, performance.now() - before);
        }
        await ready;
        subscription.unsubscribe();
        return { received: [...received], reads, slowestRead, longestTask: await longestTask() };
      },
      [list, uid as string] as const,
    );
    console.info('20,000 records:', JSON.stringify({ ...seen, received: seen.received.length }));
    const growing = seen.received.filter((count) => count > 0);
    expect(growing).toEqual([...growing].sort((a, b) => a - b));
    expect(growing.length).toBeGreaterThan(5);
    expect(seen.longestTask).toBeLessThan(250);
    expect(seen.reads).toBeGreaterThan(10);
    expect(seen.slowestRead).toBeLessThan(2_000);
    expect((await client.status()).received).toBe(0);
    expect(
      await client.page.evaluate(
        async (listUid) => (await (globalThis as unknown as InPage).sync.table('todo').find({ listUid })).length,
        list,
      ),
    ).toBe(20_000);
  });
});
