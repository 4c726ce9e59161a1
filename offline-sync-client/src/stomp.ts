import { Client, StompHeaders, Versions, type IMessage, type IStompSocket } from '@stomp/stompjs';
import { SyncError, type Connection, type ConnectionHandler, type StreamHandler } from './connection';
import type { Hello, Page, Push, Scope, TransactionResult, WireError } from './wire';

const PROTOCOL = 1;

const STOMP_VERSIONS = new Versions([Versions.V1_2]);

const REPLIES = '/app/sync/replies';
const CHANGES = '/app/sync/changes';
const HELLO = '/app/sync/hello';
const PUSH = '/app/sync/push';

const CONNECT_LIMIT = 10_000;
const HELLO_LIMIT = 10_000;
const REQUEST_LIMIT = 30_000;
// A server closes right after an ERROR frame. One that does not is not waited for any longer than this.
const CLOSE_LIMIT = 5_000;
const HEARTBEAT = 10_000;

// The first is what a server says when the session it trusted has ended, the second when it refuses a CONNECT.
const SIGN_IN_CODES = [1008, 4401];
const NO_CONNECT_CODE = 4408;

/** What a connection needs of a WebSocket: those of browsers, of Node and of `ws` have it. */
export type WebSocketLike = IStompSocket;

/** Where and how to connect. */
export interface StompOptions {
  /** The server's endpoint. A relative one, such as `/offline-sync`, is on the server that the page came from. */
  url: string;
  /**
   * Headers for the CONNECT frame, asked for anew each time. If this fails, the connection does; a {@link SyncError}
   * is passed on as it is.
   */
  connectHeaders?: () => Record<string, string> | Promise<Record<string, string>>;
  /** Creates WebSockets, which should offer the subprotocols. By default with the global `WebSocket`. */
  webSocketFactory?: (url: string, protocols: string[]) => WebSocketLike;
}

/**
 * Connects by STOMP 1.2 over a WebSocket.
 *
 * Destinations of requests are whole ones, such as `/app/sync/todo/find-many`. There are no requests and streams but
 * between `connected` and `disconnected`: before and after, requests are rejected and subscribing throws.
 */
export function stompConnection(options: StompOptions): Connection {
  return new StompConnection(options);
}

class StompConnection implements Connection {
  private session: Session | undefined;

  constructor(private readonly options: StompOptions) {}

  open(handler: ConnectionHandler): void {
    if (this.session) {
      throw new Error('This connection is open, or about to be');
    }
    this.session = new Session(this.options, {
      connected: (hello) => handler.connected(hello),
      disconnected: (error) => {
        this.session = undefined;
        handler.disconnected(error);
      },
    });
    this.session.start();
  }

  async push(push: Push): Promise<TransactionResult[]> {
    const result = (await this.request(PUSH, push)) as Partial<{ transactions: TransactionResult[] }> | null;
    if (!Array.isArray(result?.transactions)) {
      throw invalidResponse('The answer to a push has no transactions');
    }
    return result.transactions;
  }

  async request(destination: string, body: object): Promise<unknown> {
    return this.connectedSession().request(destination, body, REQUEST_LIMIT);
  }

  subscribe(scopes: Scope[], cursor: string | undefined, handler: StreamHandler): () => void {
    return this.connectedSession().subscribe(scopes, cursor, handler);
  }

  close(): void {
    this.session?.close();
    this.session = undefined;
  }

  private connectedSession(): Session {
    if (!this.session?.connected) {
      throw disconnected('There is no connection');
    }
    return this.session;
  }
}

/** One connection, from its start to its end. */
class Session {
  connected = false;
  private over = false;
  private client: Client | undefined;
  private socket: WebSocketLike | undefined;
  private limit: Timer | undefined;
  private refusal: SyncError | undefined;
  private readonly requests = new Requests();
  private readonly streams = new Set<Stream>();

  constructor(
    private readonly options: StompOptions,
    private readonly handler: ConnectionHandler,
  ) {}

  start(): void {
    this.limit = setTimeout(() => this.end(timedOut('The server did not connect in time')), CONNECT_LIMIT);
    void this.connect();
  }

  request(destination: string, body: object, limit: number): Promise<unknown> {
    const text = JSON.stringify(body);
    const request = this.requests.add(limit, (error) => this.end(error));
    this.stomp().publish({ destination, headers: stompHeaders({ 'correlation-id': request.id }), body: text });
    return request.answer;
  }

  subscribe(scopes: Scope[], cursor: string | undefined, handler: StreamHandler): () => void {
    const headers = stompHeaders({
      scopes: JSON.stringify(scopes),
      ack: 'client-individual',
      ...(cursor !== undefined && { cursor }),
    });
    const subscription = this.stomp().subscribe(CHANGES, (message) => this.received(message, stream), headers);
    const stream = new Stream(handler, () => {
      this.streams.delete(stream);
      subscription.unsubscribe();
    });
    this.streams.add(stream);
    return () => stream.end();
  }

  /** End this, and tell nobody. */
  close(): void {
    this.over = true;
    clearTimeout(this.limit);
    this.streams.forEach((stream) => stream.abandon());
    this.requests.reject(disconnected('The connection was lost before the answer came'));
    void this.client?.deactivate();
    // Not left to stompjs, which waits for an answer to its DISCONNECT: a server that is gone gives none.
    this.socket?.close();
  }

  private end(error: SyncError): void {
    if (!this.over) {
      this.close();
      this.handler.disconnected(error);
    }
  }

  private async connect(): Promise<void> {
    try {
      const headers = await this.options.connectHeaders?.();
      if (!this.over) {
        this.activate(headers ?? {});
      }
    } catch (cause) {
      this.end(cause instanceof SyncError ? cause : disconnected(messageOf(cause)));
    }
  }

  private activate(connectHeaders: Record<string, string>): void {
    const socket = openSocket(this.options);
    // Until stompjs listens, since closing a socket that connects is an error to it.
    socket.onerror = () => undefined;
    this.socket = socket;
    this.client = new Client();
    this.client.webSocketFactory = () => socket;
    this.client.stompVersions = STOMP_VERSIONS;
    this.client.connectHeaders = stompHeaders(connectHeaders);
    this.client.reconnectDelay = 0;
    this.client.heartbeatIncoming = HEARTBEAT;
    this.client.heartbeatOutgoing = HEARTBEAT;
    this.client.onConnect = () => void this.greet();
    this.client.onStompError = (frame) => this.refused(frame.body);
    this.client.onWebSocketClose = (event: CloseEvent) => this.closed(event);
    this.client.onHeartbeatLost = () => this.end(disconnected('The server has gone silent'));
    this.client.activate();
  }

  private async greet(): Promise<void> {
    clearTimeout(this.limit);
    this.stomp().subscribe(REPLIES, (message) => this.replied(message));
    const hello = await this.request(HELLO, {}, HELLO_LIMIT).catch((error: unknown) => this.end(error as SyncError));
    if (!this.over) {
      this.greeted(hello as Hello | null);
    }
  }

  private greeted(hello: Hello | null): void {
    if (hello?.protocol !== PROTOCOL) {
      const spoken = String(hello?.protocol);
      const message = `The server speaks version ${spoken} of the protocol, this client ${PROTOCOL}: update the older`;
      this.end(new SyncError('unsupported-protocol', message, false));
      return;
    }
    this.connected = true;
    this.handler.connected(hello);
  }

  private replied(message: IMessage): void {
    const envelope = this.read(message.body);
    const id = message.headers['correlation-id'];
    if (!envelope || id === undefined) {
      return;
    }
    if (envelope.error) {
      this.requests.fail(id, syncError(envelope.error));
    } else if ('result' in envelope) {
      this.requests.succeed(id, envelope.result);
    } else {
      this.end(invalidResponse('A reply has neither a result nor an error'));
    }
  }

  private received(message: IMessage, stream: Stream): void {
    const page = this.read(message.body);
    if (page?.error) {
      stream.fail(syncError(page.error));
    } else if (Array.isArray(page?.changes)) {
      stream.take(page as Page, () => message.ack());
    } else {
      this.end(invalidResponse('A page has no changes'));
    }
  }

  /** What the text is, unless it is no object in JSON: then the connection is of no use any more. */
  private read(text: string): Envelope | undefined {
    const envelope = parse(text);
    if (!envelope) {
      this.end(invalidResponse('The server sent what is not JSON'));
    }
    return envelope;
  }

  private refused(body: string): void {
    const error = parse(body)?.error;
    const refusal = error ? syncError(error) : disconnected('The server refused a frame, and did not say why');
    this.refusal = refusal;
    // Only the close code, which comes next, tells whether to sign in again.
    this.limit = restarted(this.limit, () => this.end(refusal), CLOSE_LIMIT);
  }

  private closed(event: CloseEvent): void {
    if (SIGN_IN_CODES.includes(event.code)) {
      this.end(new SyncError('unauthenticated', this.refusal?.message ?? 'The server wants you to sign in', false));
    } else if (event.code === NO_CONNECT_CODE) {
      this.end(timedOut('The server got no CONNECT in time'));
    } else {
      this.end(
        this.refusal ?? disconnected(`The connection was closed with code ${event.code} ${event.reason}`.trim()),
      );
    }
  }

  private stomp(): Client {
    if (!this.client) {
      throw new Error('Not connected');
    }
    return this.client;
  }
}

/** The requests that have no answer yet. */
class Requests {
  private readonly waiting = new Map<string, Waiting>();
  private count = 0;

  /**
   * Wait for an answer.
   * @param limit how long, in milliseconds
   * @param timeout hears if it did not come in time, after the request was rejected
   */
  add(limit: number, timeout: (error: SyncError) => void): { id: string; answer: Promise<unknown> } {
    const id = String(++this.count);
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        const error = timedOut('The server did not answer in time');
        this.fail(id, error);
        timeout(error);
      }, limit);
      this.waiting.set(id, { resolve, reject, timer });
    });
    return { id, answer };
  }

  succeed(id: string, result: unknown): void {
    this.remove(id)?.resolve(result);
  }

  fail(id: string, error: SyncError): void {
    this.remove(id)?.reject(error);
  }

  /** Reject all. */
  reject(error: SyncError): void {
    for (const id of [...this.waiting.keys()]) {
      this.fail(id, error);
    }
  }

  private remove(id: string): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: SyncError) => void;
  timer: Timer;
}

/** Hands the messages of a subscription to their handler, one after the other. */
class Stream {
  private over = false;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly handler: StreamHandler,
    private readonly unsubscribe: () => void,
  ) {}

  take(page: Page, acknowledge: () => void): void {
    this.enqueue(async () => {
      try {
        await this.handler.page(page);
      } catch (cause) {
        this.finish(new SyncError('storage', messageOf(cause), true));
        return;
      }
      // Whoever unsubscribed meanwhile has nothing to acknowledge any more.
      if (!this.over) {
        acknowledge();
      }
    });
  }

  fail(error: SyncError): void {
    this.enqueue(() => this.finish(error));
  }

  end(): void {
    if (!this.over) {
      this.over = true;
      this.unsubscribe();
    }
  }

  /** End this without telling the server, which is gone. */
  abandon(): void {
    this.over = true;
  }

  private finish(error: SyncError): void {
    if (!this.over) {
      this.end();
      this.handler.failed(error);
    }
  }

  private enqueue(task: () => Promise<void> | void): void {
    this.last = this.last.then(() => (this.over ? undefined : task()));
  }
}

/** What a server's message may be. Which of the members are there is to be looked at. */
interface Envelope extends Partial<Page> {
  error?: Partial<WireError>;
  result?: unknown;
}

type Timer = ReturnType<typeof setTimeout>;

function openSocket(options: StompOptions): WebSocketLike {
  const url = absolute(options.url);
  const protocols = STOMP_VERSIONS.protocolVersions();
  if (options.webSocketFactory) {
    return options.webSocketFactory(url, protocols);
  }
  if (typeof WebSocket === 'undefined') {
    throw misconfigured('There is no WebSocket here: give a webSocketFactory');
  }
  return new WebSocket(url, protocols);
}

function stompHeaders(values: Record<string, string>): StompHeaders {
  return Object.assign(new StompHeaders(), values);
}

function absolute(url: string): string {
  const base = typeof location === 'undefined' ? undefined : location.href;
  if (!URL.canParse(url, base)) {
    throw misconfigured(`Not a url to connect to: ${url}`);
  }
  const resolved = new URL(url, base);
  // That of a page: ws: for http:, wss: for https:.
  resolved.protocol = resolved.protocol.replace('http', 'ws');
  return resolved.href;
}

function parse(text: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function restarted(timer: Timer | undefined, action: () => void, delay: number): Timer {
  clearTimeout(timer);
  return setTimeout(action, delay);
}

function syncError(error: Partial<WireError>): SyncError {
  const { code = 'internal-error', message = 'The server did not say why', retryable = false, details = {} } = error;
  return new SyncError(code, message, retryable, details);
}

function disconnected(message: string): SyncError {
  return new SyncError('disconnected', message, true);
}

function timedOut(message: string): SyncError {
  return new SyncError('timeout', message, true);
}

function invalidResponse(message: string): SyncError {
  return new SyncError('invalid-response', message, true);
}

function misconfigured(message: string): SyncError {
  return new SyncError('invalid-configuration', message, false);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
