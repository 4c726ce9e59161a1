import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SyncError } from '../src/connection';
import type { LocalDatabase } from '../src/database';
import { Engine } from '../src/engine';
import { FakeConnection } from './support/fake-connection';
import { emptyDatabase } from './support/local';

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

  it('does not connect again when that is of no use', () => {
    connection.accept();
    connection.lose(new SyncError('unauthenticated', 'Sign in', false));
    vi.advanceTimersByTime(60_000);
    expect(connection.opened).toBe(1);
  });
});
