import { Client, StompHeaders, Versions, type IMessage } from '@stomp/stompjs';
import { SyncError, type Connection, type ConnectionHandler, type StreamHandler } from './connection';
import { messageOf } from './errors';
import { disconnected, invalidResponse, timedOut } from './failures';
import { Requests } from './requests';
import { openSocket, type WebSocketFactory, type WebSocketLike } from './socket';
import { Stream } from './stream';
import type { Hello, Page, Push, Scope, TransactionResult, WireError } from './wire';

const PROTOCOL = 1;

const STOMP_VERSIONS = new Versions([Versions.V1_2]);

/** What the server's destinations start with, unless it is configured otherwise. */
const PREFIX = '/app/sync';

const REPLIES = 'replies';
const CHANGES = 'changes';
const HELLO = 'hello';
const PUSH = 'push';

const CONNECT_LIMIT = 10_000;
const HELLO_LIMIT = 10_000;
const REQUEST_LIMIT = 30_000;
// A server closes right after an ERROR frame. One that does not is not waited for any longer than this.
const CLOSE_LIMIT = 5_000;
const HEARTBEAT = 10_000;

/** The application's session has ended that the server trusted; or, after an ERROR, what that says. */
const POLICY_CODE = 1008;
const SIGN_IN_CODE = 4401;
const NO_CONNECT_CODE = 4408;

/** A frame as it goes over the wire. */
export interface Frame {
  sent: boolean;
  text: string;
}

/** Where and how to connect. */
export interface StompOptions {
  /** The server's endpoint. A relative one, such as `/offline-sync`, is on the server that the page came from. */
  url: string;
  /**
   * Headers for the CONNECT frame, asked for anew each time. If this fails, the connection does; a {@link SyncError}
   * is passed on as it is.
   */
  connectHeaders?: () => Record<string, string> | Promise<Record<string, string>>;
  /** Creates WebSockets. By default with the global `WebSocket`. */
  webSocketFactory?: WebSocketFactory;
  /** What the server's destinations start with, as in its `offline-sync.stomp.prefix`; `/app/sync` by default. */
  prefix?: string;
  /** Sees every frame but heart-beats, those with a token too. */
  onFrame?: (frame: Frame) => void;
}

/**
 * Connects by STOMP 1.2 over a WebSocket.
 *
 * There are no requests and streams but between `connected` and `disconnected`: before and after, requests are rejected
 * and subscribing throws.
 */
export function stompConnection(options: StompOptions): Connection {
  return new StompConnection(options);
}

class StompConnection implements Connection {
  #session: Session | undefined;

  constructor(private readonly options: StompOptions) {}

  open(handler: ConnectionHandler): void {
    if (this.#session) {
      throw new Error('This connection is open, or about to be');
    }
    this.#session = new Session(this.options, {
      connected: (hello) => handler.connected(hello),
      disconnected: (error) => {
        this.#session = undefined;
        handler.disconnected(error);
      },
    });
    this.#session.start();
  }

  async push(push: Push): Promise<TransactionResult[]> {
    const result = (await this.request(PUSH, push)) as Partial<{ transactions: TransactionResult[] }> | null;
    if (!Array.isArray(result?.transactions)) {
      throw invalidResponse('The answer to a push has no transactions');
    }
    return result.transactions;
  }

  async request(operation: string, body: object): Promise<unknown> {
    return this.#connectedSession().request(operation, body, REQUEST_LIMIT);
  }

  subscribe(scopes: Scope[], cursor: string | undefined, handler: StreamHandler): () => void {
    return this.#connectedSession().subscribe(scopes, cursor, handler);
  }

  another(): Connection {
    return new StompConnection(this.options);
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  #connectedSession(): Session {
    if (!this.#session?.connected) {
      throw disconnected('There is no connection');
    }
    return this.#session;
  }
}

/** One connection, from its start to its end. */
class Session {
  connected = false;
  #over = false;
  #client: Client | undefined;
  #socket: WebSocketLike | undefined;
  #limit: Timer | undefined;
  #refusal: SyncError | undefined;
  readonly #requests = new Requests();
  readonly #streams = new Set<Stream>();

  constructor(
    private readonly options: StompOptions,
    private readonly handler: ConnectionHandler,
  ) {}

  start(): void {
    this.#limit = setTimeout(() => this.#end(timedOut('The server did not connect in time')), CONNECT_LIMIT);
    void this.#connect();
  }

  request(operation: string, body: object, limit: number): Promise<unknown> {
    const text = JSON.stringify(body);
    const request = this.#requests.add(limit, (error) => this.#end(error));
    const headers = stompHeaders({ 'correlation-id': request.id });
    this.#stomp().publish({ destination: this.#destination(operation), headers, body: text });
    return request.answer;
  }

  subscribe(scopes: Scope[], cursor: string | undefined, handler: StreamHandler): () => void {
    const headers = stompHeaders({
      scopes: JSON.stringify(scopes),
      ack: 'client-individual',
      ...(cursor !== undefined && { cursor }),
    });
    const subscription = this.#stomp().subscribe(
      this.#destination(CHANGES),
      (message) => this.#received(message, stream),
      headers,
    );
    const stream = new Stream(handler, () => {
      this.#streams.delete(stream);
      subscription.unsubscribe();
    });
    this.#streams.add(stream);
    return () => stream.end();
  }

  /** End this, and tell nobody. */
  close(): void {
    this.#over = true;
    clearTimeout(this.#limit);
    this.#streams.forEach((stream) => stream.abandon());
    this.#requests.reject(disconnected('The connection was lost before the answer came'));
    void this.#client?.deactivate();
    // Not left to stompjs, which waits for an answer to its DISCONNECT: a server that is gone gives none.
    this.#socket?.close();
  }

  #end(error: SyncError): void {
    if (!this.#over) {
      this.close();
      this.handler.disconnected(error);
    }
  }

  async #connect(): Promise<void> {
    try {
      const headers = await this.options.connectHeaders?.();
      if (!this.#over) {
        this.#activate(headers ?? {});
      }
    } catch (cause) {
      this.#end(cause instanceof SyncError ? cause : disconnected(messageOf(cause)));
    }
  }

  #activate(connectHeaders: Record<string, string>): void {
    const { url, webSocketFactory, onFrame } = this.options;
    const socket = openSocket(url, STOMP_VERSIONS.protocolVersions(), webSocketFactory);
    // Until stompjs listens, since closing a socket that connects is an error to it.
    socket.onerror = () => undefined;
    this.#socket = socket;
    this.#client = new Client();
    this.#client.webSocketFactory = () => socket;
    this.#client.stompVersions = STOMP_VERSIONS;
    this.#client.connectHeaders = stompHeaders(connectHeaders);
    this.#client.reconnectDelay = 0;
    this.#client.heartbeatIncoming = HEARTBEAT;
    this.#client.heartbeatOutgoing = HEARTBEAT;
    this.#client.onConnect = () => void this.#greet();
    this.#client.onStompError = (frame) => this.#refused(frame.body);
    if (onFrame) {
      this.#client.logRawCommunication = true;
      this.#client.debug = (text) => show(text, onFrame);
    }
    this.#client.onWebSocketClose = (event: CloseEvent) => this.#closed(event);
    this.#client.onHeartbeatLost = () => this.#end(disconnected('The server has gone silent'));
    this.#client.activate();
  }

  async #greet(): Promise<void> {
    clearTimeout(this.#limit);
    this.#stomp().subscribe(this.#destination(REPLIES), (message) => this.#replied(message));
    const hello = await this.request(HELLO, {}, HELLO_LIMIT).catch((error: unknown) => this.#end(error as SyncError));
    if (!this.#over) {
      this.#greeted(hello as Hello | null);
    }
  }

  #greeted(hello: Hello | null): void {
    if (hello?.protocol !== PROTOCOL) {
      const spoken = String(hello?.protocol);
      const message = `The server speaks version ${spoken} of the protocol, this client ${PROTOCOL}: update the older`;
      this.#end(new SyncError('unsupported-protocol', message, false));
      return;
    }
    this.connected = true;
    this.handler.connected(hello);
  }

  #replied(message: IMessage): void {
    const envelope = this.#read(message.body);
    const id = message.headers['correlation-id'];
    if (!envelope || id === undefined) {
      return;
    }
    if (envelope.error) {
      this.#requests.fail(id, syncError(envelope.error));
    } else if ('result' in envelope) {
      this.#requests.succeed(id, envelope.result);
    } else {
      this.#end(invalidResponse('A reply has neither a result nor an error'));
    }
  }

  #received(message: IMessage, stream: Stream): void {
    const page = this.#read(message.body);
    if (page?.error) {
      stream.fail(syncError(page.error));
    } else if (Array.isArray(page?.changes)) {
      stream.take(page as Page, () => message.ack());
    } else {
      this.#end(invalidResponse('A page has no changes'));
    }
  }

  /** What the text is, unless it is no object in JSON: then the connection is of no use any more. */
  #read(text: string): Envelope | undefined {
    const envelope = parse(text);
    if (!envelope) {
      this.#end(invalidResponse('The server sent what is not JSON'));
    }
    return envelope;
  }

  #refused(body: string): void {
    const error = parse(body)?.error;
    const refusal = error ? syncError(error) : disconnected('The server refused a frame, and did not say why');
    this.#refusal = refusal;
    // Of what is forbidden, only the close code, which comes next, tells whether to sign in again.
    this.#limit = restarted(this.#limit, () => this.#end(refusal), CLOSE_LIMIT);
  }

  #closed({ code, reason }: CloseEvent): void {
    const refusal = this.#refusal;
    if (code === SIGN_IN_CODE || (code === POLICY_CODE && (!refusal || refusal.code === 'forbidden'))) {
      this.#end(new SyncError('unauthenticated', refusal?.message ?? 'The server wants you to sign in', false));
    } else if (refusal) {
      this.#end(refusal);
    } else if (code === NO_CONNECT_CODE) {
      this.#end(timedOut('The server got no CONNECT in time'));
    } else {
      this.#end(disconnected(`The connection was closed with code ${code} ${reason}`.trim()));
    }
  }

  #destination(operation: string): string {
    return `${this.options.prefix ?? PREFIX}/${operation}`;
  }

  #stomp(): Client {
    if (!this.#client) {
      throw new Error('Not connected');
    }
    return this.#client;
  }
}

/** What a server's message may be. Which of the members are there is to be looked at. */
interface Envelope extends Partial<Page> {
  error?: Partial<WireError>;
  result?: unknown;
}

type Timer = ReturnType<typeof setTimeout>;

/** Pass a frame on; stompjs tells of other things too. */
function show(text: string, take: (frame: Frame) => void): void {
  const frame = /^(<<<|>>>) (?!PING$|PONG$)(.*\S.*)$/s.exec(text);
  if (frame) {
    take({ sent: frame[1] === '>>>', text: frame[2] ?? '' });
  }
}

function stompHeaders(values: Record<string, string>): StompHeaders {
  return Object.assign(new StompHeaders(), values);
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
