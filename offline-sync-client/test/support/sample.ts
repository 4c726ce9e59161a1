import { Client } from 'pg';
import { expect } from 'vitest';

/** The sample application, started by whoever runs this. */
export const SAMPLE_URL = process.env['OFFLINE_SYNC_URL'] ?? '';

/** Where its pages are. */
export const SAMPLE_ORIGIN = SAMPLE_URL.replace(/^ws(.*)\/offline-sync$/, 'http$1');

/** The sample's database. */
const database = process.env['OFFLINE_SYNC_DATABASE'] ?? '';

export const hasDatabase = database !== '';
if (!hasDatabase) {
  console.warn('No database, so the tests that need SQL are skipped: OFFLINE_SYNC_DATABASE is not set');
}

export const TABLES = {
  todo: { id: 'uid', indexes: ['listUid'] },
  todo_list: { id: 'uid' },
};

export interface Todo {
  uid: string;
  listUid: string;
  title: string;
  done: boolean;
  priority: number;
  position: number;
}

export function todo(listUid: string, title: string): Omit<Todo, 'uid'> {
  return { listUid, title, done: false, priority: 0, position: 0 };
}

/** What somebody follows who has a list open. */
export function listAndTodos(listUid: string) {
  return [
    { table: 'todo_list', where: { uid: listUid } },
    { table: 'todo', where: { listUid } },
  ];
}

/** Run a statement, on a connection of its own: servers come and go. */
export async function sql<Row>(text: string, values: unknown[] = [], url = database): Promise<Row[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

const made: string[] = [];

/** Make a list, without a client; {@link deleteLists} deletes it. */
export async function newList(url = database): Promise<string> {
  const text = `insert into todo_list (uid, name, color, created_by)
    values (gen_random_uuid(), 'Zz e2e', '#2f6f4f', 'e2e') returning uid`;
  const [list] = await sql<{ uid: string }>(text, [], url);
  made.push(list?.uid ?? '');
  return list?.uid ?? '';
}

/** The titles of a list's to-dos, by the database. */
export async function titlesOf(listUid: string): Promise<string[]> {
  return (await todosOf(listUid)).map(([, title]) => title).sort();
}

/** Delete the lists that were made: other tests' pages show everything. */
export async function deleteLists(): Promise<void> {
  await sql('delete from todo_list where uid = any($1)', [made.splice(0)]);
}

/** The to-dos of a list, by the database, as `uid` and `title`, ordered by uid. */
export async function todosOf(listUid: string, url = database): Promise<[uid: string, title: string][]> {
  const rows = await sql<Todo>('select uid, title from todo where list_uid = $1 order by uid', [listUid], url);
  return rows.map(({ uid, title }) => [uid, title]);
}

/** Expect something of what is read, before long. */
export function soon<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 30_000, interval: 20 });
}
