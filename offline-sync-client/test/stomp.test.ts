import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { SyncError, type Connection, type ConnectionHandler, type StreamHandler } from '../src/connection';
import { stompConnection, type Frame, type StompOptions } from '../src/stomp';
import type { Hello, Page, Scope } from '../src/wire';
import { StompServer, type StompPeer } from './stomp-server';

const HELLO: Hello = {
  protocol: 1,
  serverTime: '2026-01-01T00:00:00.000Z',
  generation: 'g1',
  tables: [{ name: 'todo', id: 'uid', idType: 'uuid' }],
  limits: { maxMessageBytes: 1_000_000, maxMutations: 1000, maxScopes: 100 },
};

const SCOPES: Scope[] = [{ table: 'todo', where: {} }];

const LOST = { code: 'disconnected', retryable: true };

let server: StompServer;
const connections: Connection[] = [];

beforeEach(async () => {
  server = await StompServer.start();
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  connections.splice(0).forEach((connection) => connection.close());
  await server.stop();
});

describe('opening', () => {
  it('speaks STOMP 1.2 only, with heart-beats of ten seconds', async () => {
    open(connectionTo());
    const peer = await server.accept();

    const connect = await peer.expect('CONNECT');

    expect(peer.protocol).toBe('v12.stomp');
    expect(peer.request.headers['sec-websocket-protocol']).toBe('v12.stomp');
    expect(connect.headers).toEqual({ 'accept-version': '1.2', 'heart-beat': '10000,10000' });
  });

  it('subscribes to replies, says hello, and is connected when that is answered', async () => {
    const opened = open(connectionTo());
    const peer = await server.accept();
    await peer.expect('CONNECT');
    peer.send('CONNECTED', { version: '1.2' });

    const subscribe = await peer.expect('SUBSCRIBE');
    const hello = await peer.expect('SEND');

    expect(subscribe.headers.destination).toBe('/app/sync/replies');
    expect(hello.headers.destination).toBe('/app/sync/hello');
    expect(hello.headers['correlation-id']).toBeTruthy();
    expect(hello.body).toBe('{}');
    await settled();
    expect(opened.handler.connected).not.toHaveBeenCalled();

    reply(peer, subscribe.headers.id, hello.headers['correlation-id'], { result: HELLO });

    expect(await opened.connected).toEqual(HELLO);
    expect(opened.handler.disconnected).not.toHaveBeenCalled();
  });

  it('uses the prefix that the server has', async () => {
    open(connectionTo({ prefix: '/data/in-sync' }));
    const peer = await server.accept();
    await peer.expect('CONNECT');
    peer.send('CONNECTED', { version: '1.2' });

    expect((await peer.expect('SUBSCRIBE')).headers.destination).toBe('/data/in-sync/replies');
    expect((await peer.expect('SEND')).headers.destination).toBe('/data/in-sync/hello');
  });

  it('shows the frames as they go, and nothing else', async () => {
    const frames: Frame[] = [];
    const opened = open(connectionTo({ onFrame: (frame) => frames.push(frame) }));
    const peer = await server.accept();
    await answerGreeting(peer, { result: HELLO }, { 'heart-beat': '10,10' });
    await opened.connected;

    const shown = frames.map(({ sent, text }) => `${sent ? '>' : '<'} ${text.split('\n')[0] ?? ''}`);
    expect(shown).toEqual(['> CONNECT', '< CONNECTED', '> SUBSCRIBE', '> SEND', '< MESSAGE']);
    expect(frames.at(-1)?.text).toContain('"generation":"g1"');
  });

  it('asks for the headers of each CONNECT', async () => {
    const connectHeaders = vi
      .fn<() => Record<string, string> | Promise<Record<string, string>>>()
      .mockReturnValueOnce({ Authorization: 'Bearer a:b' })
      .mockResolvedValueOnce({ Authorization: 'Bearer c' });
    const connection = connectionTo({ connectHeaders });

    for (const expected of ['Bearer a:b', 'Bearer c']) {
      const opened = open(connection);
      const peer = await server.accept();
      expect((await peer.expect('CONNECT')).headers.Authorization).toBe(expected);
      peer.vanish();
      await opened.disconnected;
    }
  });

  it('is disconnected if there are no headers for CONNECT', async () => {
    const offline = open(connectionTo({ connectHeaders: () => Promise.reject(new Error('no token')) }));
    expect(await offline.disconnected).toMatchObject({ ...LOST, message: 'no token' });

    const error = new SyncError('unauthenticated', 'sign in', false);
    const signedOut = open(connectionTo({ connectHeaders: () => Promise.reject(error) }));
    expect(await signedOut.disconnected).toBe(error);
  });

  it('refuses a server that speaks another version of the protocol', async () => {
    const { opened, peer } = await greet({ result: { ...HELLO, protocol: 2 } });

    expect(await opened.disconnected).toMatchObject({
      code: 'unsupported-protocol',
      retryable: false,
      message: expect.stringContaining('update') as string,
    });
    await peer.closed;
    expect(opened.handler.connected).not.toHaveBeenCalled();
  });

  it('refuses a server that says nothing in its hello', async () => {
    const { opened } = await greet({ result: null });

    expect(await opened.disconnected).toMatchObject({ code: 'unsupported-protocol', retryable: false });
  });

  it('is disconnected if the server refuses hello', async () => {
    const error = { code: 'unavailable', message: 'no database', retryable: true, details: {} };
    const { opened, peer } = await greet({ error });

    expect(await opened.disconnected).toMatchObject(error);
    await peer.closed;
  });

  it('is never connected after it is disconnected', async () => {
    const opened = open(connectionTo());
    const peer = await server.accept();
    await peer.expect('CONNECT');
    peer.send('CONNECTED', { version: '1.2' });
    const { id: subscription = '' } = (await peer.expect('SUBSCRIBE')).headers;
    const correlation = (await peer.expect('SEND')).headers['correlation-id'] ?? '';

    peer.sendTogether(
      ['MESSAGE', { subscription, 'correlation-id': correlation }, JSON.stringify({ result: HELLO })],
      ['MESSAGE', { subscription }, 'not JSON'],
    );

    expect(await opened.disconnected).toMatchObject({ code: 'invalid-response' });
    await peer.closed;
    expect(opened.handler.connected).not.toHaveBeenCalled();
  });

  it('gives a server ten seconds to connect', async () => {
    fakeTimers();
    const opened = open(connectionTo());
    const peer = await server.accept();
    await peer.expect('CONNECT');

    vi.advanceTimersByTime(9_999);
    expect(opened.handler.disconnected).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);

    expect(await opened.disconnected).toMatchObject({ code: 'timeout', retryable: true });
    await peer.closed;
  });

  it('does not wait for headers any longer than that, and then has no use for them', async () => {
    fakeTimers();
    const headers = deferred<Record<string, string>>();
    const webSocketFactory = vi.fn(nodeWebSocket);
    const opened = open(connectionTo({ connectHeaders: () => headers.promise, webSocketFactory }));

    vi.advanceTimersByTime(10_000);
    expect(await opened.disconnected).toMatchObject({ code: 'timeout', retryable: true });

    headers.resolve({});
    await settled();
    expect(webSocketFactory).not.toHaveBeenCalled();
  });

  it('gives a server ten seconds to answer hello', async () => {
    fakeTimers();
    const opened = open(connectionTo());
    const peer = await server.accept();
    await peer.expect('CONNECT');
    vi.advanceTimersByTime(9_000);
    peer.send('CONNECTED', { version: '1.2' });
    await peer.expect('SUBSCRIBE');
    await peer.expect('SEND');

    vi.advanceTimersByTime(9_999);
    await settled();
    expect(opened.handler.disconnected).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);

    expect(await opened.disconnected).toMatchObject({ code: 'timeout', retryable: true });
    await peer.closed;
  });

  it('is disconnected if there is no server', async () => {
    await server.stop();

    const opened = open(connectionTo());

    expect(await opened.disconnected).toMatchObject(LOST);
    server = await StompServer.start();
  });

  it.each([
    ['/offline-sync', 'http://app.example:8080/page/1?a=b#c', 'ws://app.example:8080/offline-sync'],
    ['/offline-sync', 'https://app.example/', 'wss://app.example/offline-sync'],
    ['wss://other.example/sync', 'https://app.example/', 'wss://other.example/sync'],
    ['wss://other.example/sync', undefined, 'wss://other.example/sync'],
  ])('takes %s of the page %s for %s', async (url, page, expected) => {
    vi.stubGlobal('location', page === undefined ? undefined : { href: page });
    const asked = deferred<string>();
    const webSocketFactory = (resolved: string, protocols: string[]): WebSocket => {
      asked.resolve(resolved);
      return nodeWebSocket(server.url, protocols);
    };

    open(connectionTo({ url, webSocketFactory }));

    expect(await asked.promise).toBe(expected);
  });

  it('says so if a relative url is relative to nothing', async () => {
    const opened = open(connectionTo({ url: '/offline-sync' }));

    expect(await opened.disconnected).toMatchObject({ code: 'invalid-configuration', retryable: false });
  });

  it('takes the global WebSocket', async () => {
    vi.stubGlobal('WebSocket', WebSocket);
    const connection = stompConnection({ url: server.url });
    connections.push(connection);

    open(connection);

    const peer = await server.accept();
    expect(peer.protocol).toBe('v12.stomp');
    await peer.expect('CONNECT');
  });

  it('says so if there is no WebSocket', async () => {
    vi.stubGlobal('WebSocket', undefined);

    const opened = open(stompConnection({ url: server.url }));

    expect(await opened.disconnected).toMatchObject({ code: 'invalid-configuration', retryable: false });
  });

  it('is disconnected if the WebSocket cannot be created', async () => {
    const webSocketFactory = (): WebSocket => {
      throw new Error('no sockets left');
    };

    const opened = open(connectionTo({ webSocketFactory }));

    expect(await opened.disconnected).toMatchObject({ ...LOST, message: 'no sockets left' });
  });

  it('has one connection at a time', async () => {
    const { connection } = await connected();

    expect(() => open(connection)).toThrow('open');
  });

  it('can be opened again as soon as it hears that it is disconnected', async () => {
    const connection = connectionTo();
    const again = deferred<Hello>();
    connection.open({
      connected: vi.fn(),
      disconnected: () => connection.open({ connected: again.resolve, disconnected: vi.fn() }),
    });
    (await server.accept()).vanish();

    await answerGreeting(await server.accept(), { result: HELLO });

    expect(await again.promise).toEqual(HELLO);
  });
});

describe('requests', () => {
  it('go to their destination, and get the reply of the same correlation-id', async () => {
    const { connection, peer, replies } = await connected();

    const first = connection.request('todo/find-unique', { where: { uid: 'ä' } });
    const second = connection.request('todo/find-many', { where: {} });
    const [sentFirst, sentSecond] = [await peer.expect('SEND'), await peer.expect('SEND')];
    const [idOfFirst, idOfSecond] = [sentFirst.headers['correlation-id'], sentSecond.headers['correlation-id']];
    reply(peer, replies, idOfSecond, { result: { records: [], next: null } });
    reply(peer, replies, idOfFirst, { result: null });

    expect(await first).toBeNull();
    expect(await second).toEqual({ records: [], next: null });
    expect(sentFirst.headers.destination).toBe('/app/sync/todo/find-unique');
    expect(JSON.parse(sentFirst.body)).toEqual({ where: { uid: 'ä' } });
    expect(idOfFirst).not.toBe(idOfSecond);
  });

  it('are rejected with what the server says', async () => {
    const { connection, peer, replies } = await connected();
    const error = {
      code: 'validation-failed',
      message: 'Some fields are wrong',
      retryable: false,
      details: { fields: [{ field: 'title', message: 'too long' }] },
    };

    const request = connection.request('todo/create', {});
    reply(peer, replies, (await peer.expect('SEND')).headers['correlation-id'], { error });

    const rejection: unknown = await request.catch((reason: unknown) => reason);
    expect(rejection).toBeInstanceOf(SyncError);
    expect(rejection).toMatchObject(error);
  });

  it('leave alone the replies to nobody', async () => {
    const { connection, peer, replies } = await connected();

    const request = connection.request('todo/find-many', {});
    const { headers } = await peer.expect('SEND');
    reply(peer, replies, 'unheard-of', { result: 1 });
    peer.send('MESSAGE', { subscription: replies, 'message-id': 'm' }, '{"result":2}');
    reply(peer, replies, headers['correlation-id'], { result: 3 });

    expect(await request).toBe(3);
  });

  it('push transactions', async () => {
    const { connection, peer, replies } = await connected();
    const push = { clientId: 'c1', cursor: 'here', transactions: [{ id: 't1', mutations: [] }] };

    const pushed = connection.push(push);
    const sent = await peer.expect('SEND');
    const transactions = [{ id: 't1', outcome: 'committed', xid: '7', results: [] }];
    reply(peer, replies, sent.headers['correlation-id'], { result: { transactions } });

    expect(await pushed).toEqual(transactions);
    expect(sent.headers.destination).toBe('/app/sync/push');
    expect(JSON.parse(sent.body)).toEqual(push);
  });

  it.each([[null], [{}]])('do not take %j for the answer to a push', async (result) => {
    const { connection, peer, replies } = await connected();

    const pushed = connection.push({ clientId: 'c1', transactions: [] });
    const sent = await peer.expect('SEND');
    reply(peer, replies, sent.headers['correlation-id'], { result });

    await expect(pushed).rejects.toMatchObject({ code: 'invalid-response' });
  });

  it('time out after thirty seconds, and the connection with them', async () => {
    fakeTimers();
    const { connection, opened, peer } = await connected();
    const first = outcome(connection.push({ clientId: 'c1', transactions: [] }));
    vi.advanceTimersByTime(10_000);
    const second = outcome(connection.request('todo/find-many', {}));

    vi.advanceTimersByTime(19_999);
    expect(opened.handler.disconnected).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);

    expect(await first).toMatchObject({ code: 'timeout', retryable: true });
    expect(await second).toMatchObject(LOST);
    expect(await opened.disconnected).toMatchObject({ code: 'timeout', retryable: true });
    await peer.closed;
  });

  it('do not time out once they are answered', async () => {
    fakeTimers();
    const { connection, opened, peer, replies } = await connected();
    const request = connection.request('todo/find-many', {});
    reply(peer, replies, (await peer.expect('SEND')).headers['correlation-id'], { result: 1 });
    expect(await request).toBe(1);

    vi.advanceTimersByTime(60_000);

    expect(opened.handler.disconnected).not.toHaveBeenCalled();
  });

  it('are rejected when the connection is lost', async () => {
    const { connection, opened, peer } = await connected();
    const first = outcome(connection.push({ clientId: 'c1', transactions: [] }));
    const second = outcome(connection.request('todo/find-many', {}));

    peer.close(1008);

    expect(await first).toMatchObject(LOST);
    expect(await second).toMatchObject(LOST);
    expect(await opened.disconnected).toMatchObject({ code: 'unauthenticated' });
  });

  it('are rejected while there is no connection', async () => {
    const connection = connectionTo();
    await expect(connection.request('todo/find-many', {})).rejects.toMatchObject(LOST);

    const opened = open(connection);
    const peer = await server.accept();
    await peer.expect('CONNECT');
    await expect(connection.push({ clientId: 'c1', transactions: [] })).rejects.toMatchObject(LOST);

    peer.vanish();
    await opened.disconnected;
    await expect(connection.request('todo/find-many', {})).rejects.toMatchObject(LOST);
    expect(() => connection.subscribe(SCOPES, undefined, streamHandler())).toThrow(SyncError);
  });

  it('are rejected if there is no JSON for them', async () => {
    const { connection } = await connected();
    const body: Record<string, unknown> = {};
    body.self = body;

    await expect(connection.request('todo/create', body)).rejects.toThrow(TypeError);
  });
});

describe('streams', () => {
  it('subscribe with scopes and cursor', async () => {
    const { connection, peer } = await connected();

    connection.subscribe(SCOPES, 'here', streamHandler());
    connection.subscribe(SCOPES, undefined, streamHandler());
    const [first, second] = [await peer.expect('SUBSCRIBE'), await peer.expect('SUBSCRIBE')];

    expect(first.headers).toEqual({
      id: expect.any(String) as string,
      destination: '/app/sync/changes',
      ack: 'client-individual',
      scopes: JSON.stringify(SCOPES),
      cursor: 'here',
    });
    expect(second.headers).not.toHaveProperty('cursor');
    expect(second.headers.id).not.toBe(first.headers.id);
  });

  it('keep every character of a scope and a cursor', async () => {
    const { connection, peer } = await connected();
    const value = 'a:b \\ \\\\n \\c "q" \n\r\n\t\0 ä€😀 \u2028 end:';
    const scopes: Scope[] = [{ table: 'todo', where: { 'na:me\\\n': { in: [value, ''] } } }];
    const cursor = 'c:\\u\nr\r';

    connection.subscribe(scopes, cursor, streamHandler());
    const { headers } = await peer.expect('SUBSCRIBE');

    expect(JSON.parse(headers.scopes ?? '')).toEqual(scopes);
    expect(headers.cursor).toBe(cursor);
  });

  it('hand on pages one after the other, and acknowledge each when it is taken', async () => {
    const { connection, peer, barrier } = await connected();
    const handler = streamHandler();
    const [first, second] = [deferred(), deferred()];
    handler.page.mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise);
    connection.subscribe(SCOPES, undefined, handler);
    const { id } = (await peer.expect('SUBSCRIBE')).headers;
    const pages = [page('1'), page('2'), page('3')];
    peer.sendTogether(...pages.map((sent) => pageFrame(id, sent)));

    await barrier();
    expect(handler.page.mock.calls).toEqual([[pages[0]]]);

    first.resolve();
    expect((await peer.expect('ACK')).headers.id).toBe('ack:1');
    await barrier();
    expect(handler.page.mock.calls).toEqual([[pages[0]], [pages[1]]]);

    second.resolve();
    expect((await peer.expect('ACK')).headers.id).toBe('ack:2');
    expect((await peer.expect('ACK')).headers.id).toBe('ack:3');
    expect(handler.page.mock.calls).toEqual(pages.map((taken) => [taken]));
    expect(handler.failed).not.toHaveBeenCalled();
  });

  it('do not wait for one another', async () => {
    const { connection, peer } = await connected();
    const [stuck, quick] = [streamHandler(), streamHandler()];
    stuck.page.mockReturnValue(deferred().promise);
    connection.subscribe(SCOPES, undefined, stuck);
    connection.subscribe(SCOPES, undefined, quick);
    const [idOfStuck, idOfQuick] = [await peer.expect('SUBSCRIBE'), await peer.expect('SUBSCRIBE')].map(
      ({ headers }) => headers.id,
    );

    peer.sendTogether(pageFrame(idOfStuck, page('1')), pageFrame(idOfQuick, page('2')));

    expect((await peer.expect('ACK')).headers.id).toBe('ack:2');
    expect(stuck.page).toHaveBeenCalledExactlyOnceWith(page('1'));
  });

  it('end by an error of the server, after the pages before it', async () => {
    const { connection, opened, peer, barrier } = await connected();
    const handler = streamHandler();
    const taken = deferred();
    handler.page.mockReturnValueOnce(taken.promise);
    const stop = connection.subscribe(SCOPES, undefined, handler);
    const { id } = (await peer.expect('SUBSCRIBE')).headers;
    const error = { code: 'invalid-where', message: 'No such field', retryable: false, details: { field: 'x' } };
    peer.sendTogether(pageFrame(id, page('1')), messageFrame(id, { error }), pageFrame(id, page('2')));
    await barrier();
    expect(handler.failed).not.toHaveBeenCalled();

    taken.resolve();
    await peer.expect('ACK');
    expect((await peer.expect('UNSUBSCRIBE')).headers.id).toBe(id);

    expect(handler.failed).toHaveBeenCalledTimes(1);
    expect(handler.failed.mock.calls[0]?.[0]).toBeInstanceOf(SyncError);
    expect(handler.failed.mock.calls[0]?.[0]).toMatchObject(error);
    stop();
    await barrier();
    expect(handler.page).toHaveBeenCalledTimes(1);
    expect(opened.handler.disconnected).not.toHaveBeenCalled();
  });

  it.each<[string, () => Promise<void>]>([
    ['rejected', () => Promise.reject(new Error('disk full'))],
    [
      'refused at once',
      () => {
        throw new Error('disk full');
      },
    ],
  ])('end if a page is %s', async (_how, take) => {
    const { connection, opened, peer, barrier } = await connected();
    const handler = streamHandler();
    handler.page.mockImplementation(take);
    const stop = connection.subscribe(SCOPES, undefined, handler);
    const { id } = (await peer.expect('SUBSCRIBE')).headers;

    peer.sendTogether(pageFrame(id, page('1')), pageFrame(id, page('2')));
    expect((await peer.expect('UNSUBSCRIBE')).headers.id).toBe(id);
    stop();
    await barrier();

    expect(handler.failed).toHaveBeenCalledTimes(1);
    expect(handler.failed.mock.calls[0]?.[0]).toMatchObject({
      name: 'OfflineSyncError',
      code: 'storage',
      message: 'What came could not be stored here: disk full',
    });
    expect(handler.page).toHaveBeenCalledTimes(1);
    expect(opened.handler.disconnected).not.toHaveBeenCalled();
  });

  it('say no more once they are unsubscribed', async () => {
    const { connection, peer, barrier } = await connected();
    const handler = streamHandler();
    const taken = deferred();
    handler.page.mockReturnValueOnce(taken.promise);
    const stop = connection.subscribe(SCOPES, undefined, handler);
    const { id } = (await peer.expect('SUBSCRIBE')).headers;
    const error = { code: 'unavailable', message: 'no database', retryable: true, details: {} };
    peer.sendTogether(pageFrame(id, page('1')), pageFrame(id, page('2')), messageFrame(id, { error }));
    await barrier();

    stop();
    stop();
    expect((await peer.expect('UNSUBSCRIBE')).headers.id).toBe(id);
    taken.resolve();
    peer.sendTogether(pageFrame(id, page('3')));
    // That this comes next shows that nothing was acknowledged, nor unsubscribed twice.
    await barrier();

    expect(handler.page).toHaveBeenCalledExactlyOnceWith(page('1'));
    expect(handler.failed).not.toHaveBeenCalled();
  });

  it('say nothing of a page that is rejected after they are unsubscribed', async () => {
    const { connection, peer, barrier } = await connected();
    const handler = streamHandler();
    const taken = deferred();
    handler.page.mockReturnValueOnce(taken.promise);
    const stop = connection.subscribe(SCOPES, undefined, handler);
    peer.sendTogether(pageFrame((await peer.expect('SUBSCRIBE')).headers.id, page('1')));
    await barrier();

    stop();
    taken.reject(new Error('closed'));
    await peer.expect('UNSUBSCRIBE');
    await barrier();

    expect(handler.failed).not.toHaveBeenCalled();
  });

  it.each(['{"cursor":"1","changes":[', 'null', '7', '{"cursor":"1"}', '{"error":null}'])(
    'close the connection if a page is %s',
    async (body) => {
      const { connection, opened, peer } = await connected();
      const handler = streamHandler();
      connection.subscribe(SCOPES, undefined, handler);
      const { id = '' } = (await peer.expect('SUBSCRIBE')).headers;

      peer.sendTogether(['MESSAGE', { subscription: id, 'message-id': 'm', ack: 'm' }, body], pageFrame(id, page('2')));

      expect(await opened.disconnected).toMatchObject({ code: 'invalid-response' });
      await peer.closed;
      expect(handler.page).not.toHaveBeenCalled();
      expect(handler.failed).not.toHaveBeenCalled();
    },
  );

  it.each(['{"result":', 'null', '{}'])('close the connection if a reply is %s', async (body) => {
    const { connection, opened, peer, replies } = await connected();

    const request = outcome(connection.request('todo/find-many', {}));
    const id = (await peer.expect('SEND')).headers['correlation-id'] ?? '';
    peer.send('MESSAGE', { subscription: replies, 'message-id': 'm', 'correlation-id': id }, body);

    expect(await opened.disconnected).toMatchObject({ code: 'invalid-response' });
    expect(await request).toMatchObject(LOST);
    await peer.closed;
  });
});

describe('the end', () => {
  it.each([
    [1008, { code: 'unauthenticated', retryable: false }],
    [4401, { code: 'unauthenticated', retryable: false }],
    [4408, { code: 'timeout', retryable: true }],
    [1000, LOST],
    [1001, LOST],
    [1011, LOST],
    [1013, LOST],
    [4000, LOST],
  ])('by code %i', async (code, expected) => {
    const { opened, peer } = await connected();

    peer.close(code, 'why');

    expect(await opened.disconnected).toBeInstanceOf(SyncError);
    expect(await opened.disconnected).toMatchObject(expected);
    expect(opened.handler.disconnected).toHaveBeenCalledTimes(1);
  });

  it('by no code', async () => {
    const { opened, peer } = await connected();

    peer.vanish();

    expect(await opened.disconnected).toMatchObject(LOST);
  });

  it('says code and reason', async () => {
    const { opened, peer } = await connected();

    peer.close(1011, 'out of order');

    expect((await opened.disconnected).message).toContain('1011 out of order');
  });

  it('by an ERROR frame, with what it says', async () => {
    const { opened, peer } = await connected();
    const error = { code: 'too-large', message: 'Too large', retryable: false, details: { limit: 5 } };

    peer.send('ERROR', { message: 'too-large' }, JSON.stringify({ error }));
    peer.close(1009);

    expect(await opened.disconnected).toMatchObject(error);
    expect(opened.handler.disconnected).toHaveBeenCalledTimes(1);
  });

  it.each([
    [1008, { code: 'too-large', message: 'This one did not wait', retryable: false, details: {} }],
    [1009, { code: 'too-large', message: 'A user has at most 50 sessions', retryable: false, details: {} }],
    [1002, { code: 'forbidden', message: 'This is not allowed', retryable: false, details: {} }],
    [1013, { code: 'unavailable', message: 'No database', retryable: true, details: {} }],
  ])('by an ERROR frame and then %i: what the frame says', async (code, error) => {
    const { opened, peer } = await connected();

    peer.send('ERROR', { message: error.code }, JSON.stringify({ error }));
    peer.close(code);

    expect(await opened.disconnected).toMatchObject(error);
    expect(opened.handler.disconnected).toHaveBeenCalledTimes(1);
  });

  it('by an ERROR frame that says nothing, and then 4401: sign in', async () => {
    const { opened, peer } = await connected();

    peer.send('ERROR', { message: 'oops' }, '');
    peer.close(4401);

    expect(await opened.disconnected).toMatchObject({ code: 'unauthenticated', retryable: false });
  });

  it.each([1008, 4401])('by an ERROR frame for CONNECT, and then %i: sign in', async (code) => {
    const opened = open(connectionTo());
    const peer = await server.accept();
    await peer.expect('CONNECT');
    const error = { code: 'forbidden', message: 'Who are you?', retryable: false, details: {} };

    peer.send('ERROR', { message: 'forbidden' }, JSON.stringify({ error }));
    peer.close(code);

    const expected = { code: 'unauthenticated', retryable: false, message: 'Who are you?' };
    expect(await opened.disconnected).toMatchObject(expected);
    expect(opened.handler.disconnected).toHaveBeenCalledTimes(1);
  });

  it.each(['', 'Something is wrong', '{}'])('by an ERROR frame with the body "%s"', async (body) => {
    const { opened, peer } = await connected();

    peer.send('ERROR', { message: 'oops' }, body);
    peer.close(1002);

    expect(await opened.disconnected).toMatchObject(LOST);
  });

  it('by an ERROR frame, even if the server does not close then', async () => {
    fakeTimers();
    const { connection, opened, peer, barrier } = await connected();
    const request = outcome(connection.request('todo/find-many', {}));
    await peer.expect('SEND');
    const error = { code: 'invalid-request', message: 'No such frame', retryable: false, details: {} };
    peer.send('ERROR', { message: 'invalid-request' }, JSON.stringify({ error }));
    await barrier();

    vi.advanceTimersByTime(5_000);

    expect(await opened.disconnected).toMatchObject(error);
    expect(await request).toMatchObject(LOST);
    await peer.closed;
  });

  it('is told once, whatever comes after', async () => {
    const { opened, peer } = await connected();

    peer.sendTogether(
      ['MESSAGE', { subscription: 'sub-0', 'message-id': '1' }, 'not JSON'],
      ['MESSAGE', { subscription: 'sub-0', 'message-id': '2' }, 'nor is this'],
      ['ERROR', { message: 'oops' }, '{}'],
    );
    peer.close(1008);

    expect(await opened.disconnected).toMatchObject({ code: 'invalid-response' });
    await peer.closed;
    await settled();
    expect(opened.handler.disconnected).toHaveBeenCalledTimes(1);
  });

  it('is silent for streams', async () => {
    const { connection, opened, peer, barrier } = await connected();
    const handler = streamHandler();
    const taken = deferred();
    handler.page.mockReturnValueOnce(taken.promise);
    const stop = connection.subscribe(SCOPES, undefined, handler);
    const { id } = (await peer.expect('SUBSCRIBE')).headers;
    peer.sendTogether(pageFrame(id, page('1')), pageFrame(id, page('2')));
    await barrier();

    peer.vanish();
    await opened.disconnected;
    taken.resolve();
    await settled();
    stop();

    expect(handler.page).toHaveBeenCalledTimes(1);
    expect(handler.failed).not.toHaveBeenCalled();
  });

  it('comes when the server has gone silent', async () => {
    fakeTimers();
    const { opened, peer } = await connected({ 'heart-beat': '10000,10000' });

    vi.advanceTimersByTime(10_000);
    expect(await peer.heartbeat()).toBe('heart-beat');
    expect(opened.handler.disconnected).not.toHaveBeenCalled();
    vi.advanceTimersByTime(20_000);

    // The message shows that this did not wait for the socket, which may take long to close.
    expect(await opened.disconnected).toMatchObject({ ...LOST, message: 'The server has gone silent' });
    await peer.closed;
  });
});

describe('closing', () => {
  it('tells the server, and nobody else', async () => {
    const { connection, opened, peer } = await connected();
    const handler = streamHandler();
    connection.subscribe(SCOPES, undefined, handler);
    await peer.expect('SUBSCRIBE');
    const request = outcome(connection.request('todo/find-many', {}));
    await peer.expect('SEND');

    connection.close();
    connection.close();

    await peer.expect('DISCONNECT');
    expect(await request).toMatchObject(LOST);
    await peer.closed;
    await settled();
    expect(opened.handler.disconnected).not.toHaveBeenCalled();
    expect(handler.failed).not.toHaveBeenCalled();
  });

  it('is possible before there is a connection', async () => {
    const connection = connectionTo();
    connection.close();
    const opened = open(connection);
    const peer = await server.accept();
    await peer.expect('CONNECT');

    connection.close();

    await peer.closed;
    await settled();
    expect(opened.handler.disconnected).not.toHaveBeenCalled();
  });

  it.each([0, 1, 2, 3, 4, 5, 6])('is possible at any time (%i turns after opening)', async (turns) => {
    const sockets: WebSocket[] = [];
    const connection = connectionTo({
      webSocketFactory: (url, protocols) => {
        const socket = nodeWebSocket(url, protocols);
        sockets.push(socket);
        return socket;
      },
    });
    const opened = open(connection);
    for (let turn = 0; turn < turns; turn++) {
      await Promise.resolve();
    }

    connection.close();

    await Promise.all(sockets.map(ended));
    await settled();
    expect(opened.handler.connected).not.toHaveBeenCalled();
    expect(opened.handler.disconnected).not.toHaveBeenCalled();
  });

  it.each(['connecting', 'connected'])('leaves no timers behind when %s', async (when) => {
    fakeTimers();
    const closed = deferred();
    const webSocketFactory = (url: string, protocols: string[]): WebSocket => {
      const socket = nodeWebSocket(url, protocols);
      socket.once('close', () => closed.resolve());
      return socket;
    };
    const connection = connectionTo({ webSocketFactory });
    const opened = open(connection);
    const peer = await server.accept();
    if (when === 'connected') {
      await answerGreeting(peer, { result: HELLO }, { 'heart-beat': '10000,10000' });
      await opened.connected;
      void outcome(connection.request('todo/find-many', {}));
    }

    connection.close();
    await Promise.all([closed.promise, peer.closed]);

    expect(vi.getTimerCount()).toBe(0);
  });
});

interface Opened {
  handler: { [method in keyof ConnectionHandler]: ReturnType<typeof vi.fn<ConnectionHandler[method]>> };
  connected: Promise<Hello>;
  disconnected: Promise<SyncError>;
}

interface Connected {
  connection: Connection;
  opened: Opened;
  peer: StompPeer;
  replies: string;
  /** Resolved when all frames of the server have arrived; throws if the client has sent any to it. */
  barrier: () => Promise<void>;
}

function nodeWebSocket(url: string, protocols: string[]): WebSocket {
  return new WebSocket(url, protocols);
}

function connectionTo(options: Partial<StompOptions> = {}): Connection {
  const connection = stompConnection({ url: server.url, webSocketFactory: nodeWebSocket, ...options });
  connections.push(connection);
  return connection;
}

function open(connection: Connection): Opened {
  const connected = deferred<Hello>();
  const disconnected = deferred<SyncError>();
  const handler = { connected: vi.fn(connected.resolve), disconnected: vi.fn(disconnected.resolve) };
  connection.open(handler);
  return { handler, connected: connected.promise, disconnected: disconnected.promise };
}

async function answerGreeting(peer: StompPeer, answer: object, headers = {}): Promise<string> {
  await peer.expect('CONNECT');
  peer.send('CONNECTED', { version: '1.2', ...headers });
  const { id: replies = '' } = (await peer.expect('SUBSCRIBE')).headers;
  reply(peer, replies, (await peer.expect('SEND')).headers['correlation-id'], answer);
  return replies;
}

async function greet(answer: object, headers = {}): Promise<Omit<Connected, 'barrier'>> {
  const connection = connectionTo();
  const opened = open(connection);
  const peer = await server.accept();
  const replies = await answerGreeting(peer, answer, headers);
  return { connection, opened, peer, replies };
}

async function connected(headers = {}): Promise<Connected> {
  const greeted = await greet({ result: HELLO }, headers);
  const { connection, opened, peer, replies } = greeted;
  await opened.connected;
  const barrier = async (): Promise<void> => {
    await settled();
    const request = connection.request('hello', {});
    reply(peer, replies, (await peer.expect('SEND')).headers['correlation-id'], { result: null });
    await request;
    await settled();
  };
  return { ...greeted, barrier };
}

function reply(peer: StompPeer, subscription: string | undefined, correlationId: string | undefined, body: object) {
  const headers = { subscription: subscription ?? '', 'message-id': 'm', 'correlation-id': correlationId ?? '' };
  peer.send('MESSAGE', headers, JSON.stringify(body));
}

function page(cursor: string): Page {
  return { cursor, changes: [{ table: 'todo', uid: '1', value: { title: 'ä' }, metadata: null }], complete: true };
}

function pageFrame(subscription: string | undefined, sent: Page): [string, Record<string, string>, string] {
  const headers = { subscription: subscription ?? '', 'message-id': sent.cursor, ack: `ack:${sent.cursor}` };
  return ['MESSAGE', headers, JSON.stringify(sent)];
}

function messageFrame(subscription: string | undefined, body: object): [string, Record<string, string>, string] {
  return ['MESSAGE', { subscription: subscription ?? '', 'message-id': 'm' }, JSON.stringify(body)];
}

function streamHandler() {
  return {
    page: vi.fn<StreamHandler['page']>().mockResolvedValue(undefined),
    failed: vi.fn<StreamHandler['failed']>(),
  };
}

function deferred<T = void>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((fulfilled, rejected) => {
    resolve = fulfilled;
    reject = rejected;
  });
  return { promise, resolve, reject };
}

/** What a promise is rejected with; nothing complains meanwhile that nobody listens. */
function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'fulfilled',
    (error: unknown) => error,
  );
}

function ended(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.CLOSED) {
      resolve();
    } else {
      socket.once('close', () => resolve());
    }
  });
}

/** Resolved when everything that can happen without further input has. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Time stands still but for what a test adds; input and output go on. */
function fakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
}
