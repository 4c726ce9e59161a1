import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { OfflineSync, Status, TableConfig } from '../../src/index';
import type { Scope, Value } from '../../src/wire';
import { TABLES, type Todo } from './sample';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const hasBrowser = existsSync(executablePath);
if (!hasBrowser) {
  console.warn(`No browser, so its tests are skipped: there is no ${executablePath}, and CHROMIUM names no other`);
}

export async function launchBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  return await chromium.launch({ executablePath, args });
}

/** What a client page has. */
export interface InPage {
  client: typeof import('../../src/index');
  sync: OfflineSync;
}

/** What can be told of an error across the border of a page. */
export interface Problem {
  name: string;
  code: string;
  message: string;
}

/**
 * Open a page that has nothing but the client.
 * @param origin the server, such as `http://localhost:8080`
 * @param prepare what to do before the page has the client
 */
export async function clientPage(
  context: BrowserContext,
  origin: string,
  prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Promise<Page> {
  const page = await context.newPage();
  await prepare(page);
  // A page made up by the test would not be from this machine, as far as the browser knows, and must not talk to it.
  await page.goto(`${origin}/offline-sync/client.js`);
  // The test's own imports are Node's.
  const content = "import * as client from '/offline-sync/client.js'; globalThis.client = client;";
  await page.addScriptTag({ type: 'module', content });
  await page.waitForFunction(() => 'client' in globalThis);
  return page;
}

/** A client that lives in a page. */
export class PageClient {
  private constructor(readonly page: Page) {}

  /** Create a client in a page. */
  static async in(page: Page, database = 'e2e', tables: Record<string, TableConfig> = TABLES): Promise<PageClient> {
    await page.evaluate(
      (options) => {
        const here = globalThis as unknown as InPage;
        here.sync = here.client.createOfflineSync({
          url: '/offline-sync',
          connectHeaders: () => ({ user: 'e2e' }),
          ...options,
        });
      },
      { database, tables },
    );
    return new PageClient(page);
  }

  /** Fulfilled as soon as the scopes are loaded. */
  async follow(scopes: Scope[]): Promise<void> {
    // As objects, since their type is too deep for that of evaluate.
    await this.page.evaluate(
      (all) => (globalThis as unknown as InPage).sync.follow(all as Scope[]).ready,
      scopes as object[],
    );
  }

  async create(table: string, data: object): Promise<Value> {
    return (await this.page.evaluate(
      ([name, value]) => (globalThis as unknown as InPage).sync.table(name).create(value),
      [table, data] as const,
    )) as Value;
  }

  async update(table: string, uid: string, changes: object): Promise<void> {
    await this.page.evaluate(
      ([name, id, value]) => (globalThis as unknown as InPage).sync.table(name).update(id, value),
      [table, uid, changes] as const,
    );
  }

  async remove(table: string, uid: string): Promise<void> {
    await this.page.evaluate(([name, id]) => (globalThis as unknown as InPage).sync.table(name).remove(id), [
      table,
      uid,
    ] as const);
  }

  /** @param where values of fields */
  async find(table: string, where: Record<string, string> = {}): Promise<Value[]> {
    return (await this.page.evaluate(([name, what]) => (globalThis as unknown as InPage).sync.table(name).find(what), [
      table,
      where,
    ] as const)) as Value[];
  }

  /** The to-dos of a list, as `uid` and `title`, ordered by uid. */
  async todosOf(listUid: string): Promise<[uid: string, title: string][]> {
    return ((await this.find('todo', { listUid })) as unknown as Todo[]).map(({ uid, title }) => [uid, title]);
  }

  /** The titles of a list's to-dos. */
  async titlesOf(listUid: string): Promise<string[]> {
    return (await this.todosOf(listUid)).map(([, title]) => title).sort();
  }

  async status(): Promise<Omit<Status, 'error'> & { error: Problem | null }> {
    return await this.page.evaluate(() => {
      const { error, ...status } = (globalThis as unknown as InPage).sync.status$.value;
      const problem = error && { name: error.name, code: (error as unknown as Problem).code, message: error.message };
      return { ...status, error: problem };
    });
  }

  /** What goes wrong when a to-do is created; null if nothing does. */
  async problemOfCreating(data: object): Promise<Problem | null> {
    return await this.page.evaluate(async (value) => {
      try {
        await (globalThis as unknown as InPage).sync.table('todo').create(value);
        return null;
      } catch (error) {
        const { name, code, message } = error as Problem;
        return { name, code, message };
      }
    }, data);
  }

  /** Let this one's clock be ahead, so that what it does is done that much later. */
  async advanceClock(milliseconds: number): Promise<void> {
    await this.page.evaluate((ahead) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + ahead;
    }, milliseconds);
  }
}
