import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientPage, hasBrowser, launchBrowser, type InPage } from './support/chromium';
import { SAMPLE_ORIGIN } from './support/sample';

let browser: Browser;
const errors: string[] = [];

beforeAll(async () => {
  if (hasBrowser) {
    browser = await launchBrowser();
  }
});

afterAll(async () => {
  if (hasBrowser) {
    await browser.close();
  }
});

/** As a user does who chooses a name, and the first of the lists that are there from the beginning. */
async function openPage(context: BrowserContext, user: string): Promise<Page> {
  const opened = await context.newPage();
  opened.on('pageerror', (error) => errors.push(error.message));
  await opened.goto(SAMPLE_ORIGIN);
  await opened.getByRole('link', { name: user, exact: true }).click();
  await opened.getByRole('button', { name: 'Groceries' }).click();
  await opened.locator('#todos li').nth(20).waitFor();
  return opened;
}

async function add(opened: Page, title: string): Promise<void> {
  await opened.fill('#title', title);
  await opened.locator('#add button').click();
}

async function sees(opened: Page, title: string): Promise<void> {
  await expect
    .poll(
      async () =>
        await opened.locator('#todos .title').evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value)),
      { timeout: 15_000 },
    )
    .toContain(title);
}

async function says(opened: Page, text: string): Promise<void> {
  await expect.poll(async () => await opened.textContent('#connection'), { timeout: 15_000 }).toContain(text);
}

describe.skipIf(!hasBrowser)('The page of the sample', () => {
  it('works in several tabs and browsers, with and without a network', async () => {
    const [context, elsewhere] = [await browser.newContext(), await browser.newContext()];
    const first = await openPage(context, 'ana');
    const second = await openPage(context, 'ana');
    const other = await openPage(elsewhere, 'ben');
    await add(first, 'From the first tab');
    await sees(second, 'From the first tab');
    await sees(other, 'From the first tab');
    await other.click('#offline');
    await add(other, 'From far away');
    await says(other, 'offline, 1 to send');
    await other.click('#offline');
    await sees(first, 'From far away');
    // It has the connection for both.
    await first.close();
    await add(second, 'From the one that is left');
    await sees(other, 'From the one that is left');
    await second.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await second.reload();
    await context.setOffline(true);
    await second.reload();
    await sees(second, 'From the one that is left');
    await add(second, 'Without a network');
    await sees(second, 'Without a network');
    await second.reload();
    await sees(second, 'Without a network');
    await context.setOffline(false);
    await sees(other, 'Without a network');
    await says(second, 'online, everything is sent');
    await Promise.all([context.close(), elsewhere.close()]);
    expect(errors).toEqual([]);
  });

  it('undoes and reports what the server refuses', async () => {
    const context = await browser.newContext();
    const opened = await openPage(context, 'chen');
    const title = opened.locator('#todos .title').first();
    const before = await title.inputValue();
    await title.fill('x'.repeat(250));
    await title.press('Enter');
    await expect.poll(async () => await opened.textContent('#rejections')).toContain('Undone');
    expect(await opened.textContent('#rejections')).toContain('A title has 1 to 200 characters');
    await opened.click('h1');
    await sees(opened, before);
    await opened.click('#rejections button');
    await expect.poll(async () => await opened.textContent('#rejections')).toBe('');
    await context.close();
  });

  it('takes many records without freezing', async () => {
    const [writing, reading] = [await browser.newContext(), await browser.newContext()];
    const writer = await clientPage(writing, SAMPLE_ORIGIN);
    const listUid = await writer.evaluate(async () => {
      const { createOfflineSync, uuid } = (globalThis as unknown as InPage).client;
      const tables = { todo: { id: 'uid' }, todo_list: { id: 'uid' } };
      const sync = createOfflineSync({
        url: '/offline-sync',
        database: 'many',
        tables,
        connectHeaders: () => ({ user: 'e2e' }),
      });
      const list = uuid();
      const sent = new Promise<void>((resolve) => {
        let begun = false;
        sync.status$.subscribe(({ pending }) => {
          begun ||= pending > 0;
          if (begun && pending === 0) {
            resolve();
          }
        });
      });
      await sync.table('todo_list').create({ uid: list, name: 'Zz many', color: '#123456', createdBy: 'e2e' });
      for (let from = 0; from < 10_000; from += 500) {
        await sync.transaction((transaction) => {
          for (let i = from; i < from + 500; i++) {
            transaction.create('todo', {
              listUid: list,
              title: `No. ${String(i)}`,
              done: false,
              priority: 0,
              position: i,
            });
          }
        });
      }
      await sent;
      return list;
    });
    await writing.close();
    const reader = await clientPage(reading, SAMPLE_ORIGIN);
    const { count, longest } = await reader.evaluate(async (list) => {
      const tasks = [0];
      new PerformanceObserver((entries) => {
        tasks.push(...entries.getEntries().map((entry) => entry.duration));
      }).observe({ entryTypes: ['longtask'] });
      const { createOfflineSync } = (globalThis as unknown as InPage).client;
      const tables = { todo: { id: 'uid' } };
      const sync = createOfflineSync({
        url: '/offline-sync',
        database: 'many',
        tables,
        connectHeaders: () => ({ user: 'e2e' }),
      });
      await sync.follow([{ table: 'todo', where: { listUid: list } }]).ready;
      const longestTask = Math.max(...tasks);
      return { count: (await sync.table('todo').find()).length, longest: longestTask };
    }, listUid);
    expect(count).toBe(10_000);
    expect(longest).toBeLessThan(250);
    await reading.close();
  });
});
