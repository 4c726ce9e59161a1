import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OfflineSync } from '../src/api';
import { createClient } from '../src/client';
import { FakeConnection } from './support/fake-connection';
import { complete } from './support/local';
import { until } from './support/until';

const TABLES = { job: { id: 'number', indexes: ['depot'] }, label: { id: 'name' } };

let names = 0;
let connection: FakeConnection;
let client: OfflineSync;

beforeEach(() => {
  connection = new FakeConnection();
  client = createClient({ database: `table-${String(names++)}`, tables: TABLES, connection });
});

afterEach(async () => {
  await client.destroy();
});

describe('What is found', () => {
  const numbers = (jobs: { number: number }[]) => jobs.map(({ number }) => number);

  it('is in the order of its ids, numbers by what they are', async () => {
    const jobs = client.table<{ number: number; depot: string }>('job');
    for (const number of [10, 9, 100, -2, -10]) {
      await jobs.create({ number, depot: number === 100 ? 'y' : 'x' });
    }
    expect(numbers(await jobs.find())).toEqual([-10, -2, 9, 10, 100]);
    expect(numbers(await jobs.find({ depot: 'x' }))).toEqual([-10, -2, 9, 10]);
    expect(numbers(await jobs.find({ number: { gte: 9 } }))).toEqual([9, 10, 100]);
  });

  it('stays in that order while it changes', async () => {
    const seen: number[][] = [];
    client
      .table<{ number: number }>('job')
      .live()
      .subscribe((jobs) => seen.push(numbers(jobs)));
    client.follow([{ table: 'job', where: {} }]);
    await connection.online();
    await until(() => connection.stream);
    const metadata = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: null, deletedAt: null };
    const told = [10, 2, 9].map((number) => ({ table: 'job', uid: String(number), value: { number }, metadata }));
    await connection.stream?.handler.page(complete('1', 10, ...told));
    await until(() => seen.at(-1)?.length === 3);
    await client.table('job').create({ number: 3 });
    await until(() => seen.at(-1)?.length === 4);
    expect(seen.at(-1)).toEqual([2, 3, 9, 10]);
  });

  it('is in the order of its ids, text by its code points', async () => {
    const labels = client.table<{ name: string }>('label');
    for (const name of ['\u{1f600}', '10', '\ufffd', 'b', '9', 'B']) {
      await labels.create({ name });
    }
    const found = await labels.find();
    expect(found.map(({ name }) => name)).toEqual(['10', '9', 'B', 'b', '\ufffd', '\u{1f600}']);
  });
});
