import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as client from '../src/index';
import { clientPage, hasBrowser, launchBrowser, type InPage } from './support/chromium';
import { startEditor, type Edit, type Editor, type EditorOptions, type Report } from './support/editor';
import { canStartServers, SampleServer } from './support/sample-server';
import { newList, soon, todosOf } from './support/sample';

let server: SampleServer;
let browser: Browser | undefined;

beforeAll(async () => {
  if (canStartServers) {
    [server, browser] = await Promise.all([SampleServer.start(), hasBrowser ? launchBrowser() : undefined]);
  }
}, 90_000);

afterAll(async () => {
  await browser?.close();
  if (canStartServers) {
    await server.end();
  }
});

/** An editor in this process. */
function inNode(options: EditorOptions): Editor {
  return startEditor(client, options, {
    webSocketFactory: (address, protocols) => new WebSocket(address, protocols),
  });
}

type EditorPage = InPage & { editor: Editor };

/** An editor in a page. */
async function inPage(context: BrowserContext, options: EditorOptions): Promise<Editor> {
  const page = await clientPage(context, server.origin);
  await page.evaluate(`globalThis.startEditor = ${startEditor.toString()}`);
  await page.evaluate((given) => {
    const here = globalThis as unknown as EditorPage & { startEditor: typeof startEditor };
    here.editor = here.startEditor(here.client, given, {});
  }, options);
  return {
    report: () => page.evaluate(() => (globalThis as unknown as EditorPage).editor.report()),
    todos: () => page.evaluate(() => (globalThis as unknown as EditorPage).editor.todos()),
    reconnect: () => page.evaluate(() => (globalThis as unknown as EditorPage).editor.reconnect()),
    stop: () => page.evaluate(() => (globalThis as unknown as EditorPage).editor.stop()),
    // As users do, who do not close clients.
    close: () => page.close(),
  };
}

/** Wait until all have been answered something, and wait for more; then kill the server, and see what it has by then. */
async function kill(editors: Editor[], list: List): Promise<void> {
  const before = await reports(editors);
  await soon(async () =>
    (await reports(editors)).map(
      ({ committed, waiting }, index) =>
        committed.length > (before[index]?.committed.length ?? 0) + ANSWERED && waiting > 0,
    ),
  ).not.toContain(false);
  await server.kill();
  const killed = await reports(editors);
  // Its database goes on.
  const stored = new Map(await todosOf(list.uid, server.database));
  for (const report of killed) {
    expect(report.rejected).toBe(0);
    expectNothingLost(report, list, stored);
  }
}

async function startAgain(editors: Editor[]): Promise<void> {
  await server.start();
  await Promise.all(editors.map((editor) => editor.reconnect()));
}

async function reports(editors: Editor[]): Promise<Report[]> {
  return await Promise.all(editors.map((editor) => editor.report()));
}

/** Expect the database to be where the first transactions of somebody have left it: all that were acknowledged, at least. */
function expectNothingLost({ name, typed, committed }: Report, list: List, stored: Map<string, string>): void {
  const uids = [...after(typed, list).keys()];
  const found = JSON.stringify(uids.map((uid) => stored.get(uid) ?? null));
  for (let count = committed.length; count <= typed.length; count++) {
    const records = after(typed.slice(0, count), list);
    if (JSON.stringify(uids.map((uid) => records.get(uid) ?? null)) === found) {
      return;
    }
  }
  throw new Error(
    `Of what ${name} did, some is lost, or half done: ${committed.length} of ${typed.length} were answered`,
  );
}

/** The records that only their editor edits, after some transactions: their titles; null for those that were deleted. */
function after(edits: Edit[], { shared }: List): Map<string, string | null> {
  return new Map(edits.flat().filter(([uid]) => !shared.includes(uid)));
}

interface List {
  uid: string;
  shared: string[];
}

/** How many answers each is to get before the server is killed. */
const ANSWERED = 30;

describe.skipIf(!canStartServers)('A server that is killed while clients edit', () => {
  it('makes them lose nothing, and agree in the end', { timeout: 120_000 }, async () => {
    const list: List = { uid: await newList(server.database), shared: Array.from({ length: 5 }, () => client.uuid()) };
    const options = (name: string): EditorOptions => {
      return { name, url: server.url, database: `killed-${name}`, listUid: list.uid, shared: list.shared };
    };
    const [ann, bob] = [inNode(options('ann')), inNode(options('bob'))];
    const editors = [ann, bob];
    const context = await browser?.newContext();
    const elsewhere = await browser?.newContext();
    if (context) {
      editors.push(await inPage(context, options('carla')));
    }
    const closed = elsewhere && (await inPage(elsewhere, options('dora')));

    await kill(editors, list);
    await startAgain(closed ? [...editors, closed] : editors);
    await kill(closed ? [...editors, closed] : editors, list);
    await closed?.stop();
    const left = await closed?.report();
    await closed?.close();
    await startAgain(editors);
    if (elsewhere && left) {
      // What was typed in a page that was closed before the server was back is for the next one to send.
      expect(left.waiting).toBeGreaterThan(0);
      editors.push(await inPage(elsewhere, { ...options('dora'), before: left }));
    }
    await Promise.all(editors.map((editor) => editor.stop()));

    for (const editor of editors) {
      await soon(() => editor.report()).toMatchObject({
        rejected: 0,
        waiting: 0,
        status: { connection: 'online', pending: 0, complete: true },
      });
    }
    const stored = await todosOf(list.uid, server.database);
    for (const editor of editors) {
      await soon(() => editor.todos()).toEqual(stored);
    }
    for (const { name, typed } of await reports(editors)) {
      const records = after(typed, list);
      const kept = stored.filter(([uid]) => records.has(uid));
      expect(kept, name).toEqual(
        [...records].filter(([, title]) => title !== null).sort(([a], [b]) => (a < b ? -1 : 1)),
      );
      console.info(`${name}: ${typed.length} transactions, ${records.size} records, ${kept.length} left`);
    }
    await Promise.all(editors.map((editor) => editor.close()));
  });
});
