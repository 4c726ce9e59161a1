import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SyncError } from '../src/connection';
import type { LocalDatabase } from '../src/database';
import { Engine } from '../src/engine';
import type { Where } from '../src/wire';
import { committed, FakeConnection } from './support/fake-connection';
import { complete, emptyDatabase, follow, put, write } from './support/local';
import { until } from './support/until';

let database: LocalDatabase;
let connection: FakeConnection;
let engine: Engine;

beforeEach(async () => {
  database = await emptyDatabase();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  connection = new FakeConnection();
  const nothing = () => undefined;
  const handler = { connection: nothing, hello: nothing, progressed: nothing, failed: nothing };
  engine = new Engine(database, connection, 'client', handler);
  engine.connect();
});

afterEach(() => {
  engine.stop();
  vi.useRealTimers();
  database.close();
});

function busy(retryAfterMillis?: number): SyncError {
  const details = retryAfterMillis === undefined ? {} : { retryAfterMillis };
  return new SyncError('unavailable', 'Later', true, details);
}

/** Let everything happen that waits for nothing but the local database. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

// The first pause is half a second at most, the second half a second at least.
describe('An engine that was connected', () => {
  it('connects again soon each time that the connection is lost', () => {
    for (const times of [1, 2, 3, 4]) {
      expect(connection.opened).toBe(times);
      connection.accept();
      connection.lose();
      vi.advanceTimersByTime(500);
    }
  });

  it('waits longer each time that the server has had too much of it', () => {
    const tooMuch = new SyncError('too-large', 'This one did not wait', false);
    connection.accept();
    connection.lose(tooMuch);
    vi.advanceTimersByTime(500);
    expect(connection.opened).toBe(2);
    connection.accept();
    connection.lose(tooMuch);
    vi.advanceTimersByTime(499);
    expect(connection.opened).toBe(2);
    vi.advanceTimersByTime(501);
    expect(connection.opened).toBe(3);
  });

  it('waits longer each time that the server cannot say whether it may', () => {
    connection.accept();
    connection.lose(busy());
    vi.advanceTimersByTime(500);
    expect(connection.opened).toBe(2);
    connection.accept();
    connection.lose(busy());
    vi.advanceTimersByTime(499);
    expect(connection.opened).toBe(2);
    vi.advanceTimersByTime(501);
    expect(connection.opened).toBe(3);
  });

  it.each(['unauthenticated', 'forbidden', 'invalid-request'])(
    'does not connect again when that is of no use because of %s, nor when the network is back, but when it is told to',
    (code) => {
      connection.accept();
      connection.lose(new SyncError(code, 'No', false));
      vi.advanceTimersByTime(60_000);
      engine.retry();
      expect(connection.opened).toBe(1);
      engine.connect();
      expect(connection.opened).toBe(2);
    },
  );

  it('connects at once when the network is back, unless the server has said how long to wait', () => {
    connection.lose();
    engine.retry();
    expect(connection.opened).toBe(2);
    connection.lose(busy(60_000));
    engine.retry();
    vi.advanceTimersByTime(59_999);
    expect(connection.opened).toBe(2);
    vi.advanceTimersByTime(1);
    expect(connection.opened).toBe(3);
  });

  it('connects when it is told to, whatever the server has said', () => {
    connection.lose(busy(60_000));
    engine.connect();
    expect(connection.opened).toBe(2);
  });
});

const texts = () => connection.pushed?.transactions.map(({ mutations }) => mutations[0]?.data?.['text']);

describe('What is to be sent', () => {
  beforeEach(async () => {
    connection.accept();
    await writeText('one');
    await until(() => connection.pushed);
  });

  async function writeText(text: string): Promise<void> {
    await write(database, { op: 'create', table: 'todo', data: { text } });
    engine.written();
  }

  it('waits for as long as the server has said, with what is written meanwhile', async () => {
    connection.answer(() => busy(60_000));
    await rest();
    await writeText('two');
    engine.connect();
    vi.advanceTimersByTime(59_999);
    await rest();
    expect(connection.pushed).toBeUndefined();
    vi.advanceTimersByTime(1);
    await until(() => connection.pushed);
    expect(texts()).toEqual(['one', 'two']);
    connection.answer(committed);
    await rest();
    await writeText('three');
    await until(() => connection.pushed);
    expect(texts()).toEqual(['three']);
  });

  it('waits for five minutes at most', async () => {
    connection.answer(() => busy(24 * 3600_000));
    await rest();
    vi.advanceTimersByTime(5 * 60_000);
    await until(() => connection.pushed);
  });

  it('waits a while when the server could not take it, whatever is written meanwhile, or until it is told to go on', async () => {
    const pushing = connection.pushed;
    await writeText('two');
    connection.answer(() => busy());
    await rest();
    await writeText('three');
    await rest();
    expect(connection.pushed).toBeUndefined();
    engine.connect();
    await until(() => connection.pushed);
    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(pushing?.transactions).toHaveLength(1);
  });

  it('does not wait on another connection because of what the last one was told', async () => {
    connection.answer(() => busy(60_000));
    await rest();
    connection.lose();
    engine.connect();
    connection.accept();
    await until(() => connection.pushed);
  });
});

describe('A stream', () => {
  const open = () => connection.streams.filter(({ ended }) => !ended).map(({ scopes }) => scopes.map(listOf));
  const listOf = ({ where }: { where: Where }) => where['list'];

  beforeEach(async () => {
    await follow(database, { list: 'x' });
    connection.accept();
    await until(() => connection.stream);
  });

  async function isFollowed(list: string): Promise<void> {
    await follow(database, { list });
    engine.followed();
    await rest();
  }

  it('waits for as long as the server has said, whatever is followed meanwhile', async () => {
    connection.stream?.handler.failed(busy(60_000));
    connection.streams.length = 0;
    await rest();
    await isFollowed('y');
    vi.advanceTimersByTime(59_999);
    await rest();
    expect(open()).toEqual([]);
    vi.advanceTimersByTime(1);
    await until(() => connection.stream);
    expect(open()).toEqual([['y', 'x']]);
  });

  it('goes on while another one waits, and has what was followed meanwhile afterwards', async () => {
    const scopes = [{ table: 'todo', where: { list: 'z' }, key: 'z', loaded: false }];
    await database.$streams.put({ id: 'refused', alone: true, scopes, forgotten: [], round: 0, complete: false });
    engine.followed();
    await until(() => connection.streams.length === 2);
    const [first, refused] = connection.streams;
    refused?.handler.failed(busy(60_000));
    connection.streams.pop();
    await rest();
    await isFollowed('y');
    expect(open()).toEqual([['x']]);
    await first?.handler.page(complete('1', 10, put('a', 'x', 'one')));
    expect(await database.rows('todo').count()).toBe(1);
    vi.advanceTimersByTime(60_000);
    await until(() => connection.streams.length === 3);
    expect(open()).toEqual(expect.arrayContaining([['y', 'x'], ['z']]));
  });
});
