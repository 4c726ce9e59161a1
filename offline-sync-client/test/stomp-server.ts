import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export interface Frame {
  command: string;
  headers: Record<string, string>;
  body: string;
}

/** Hands on what comes, in order, to those who wait for it. */
class Mailbox<T> {
  private readonly items: T[] = [];
  private readonly takers: ((item: T) => void)[] = [];

  put(item: T): void {
    const taker = this.takers.shift();
    if (taker) {
      taker(item);
    } else {
      this.items.push(item);
    }
  }

  take(): Promise<T> {
    return new Promise((resolve) => {
      const item = this.items.shift();
      if (item === undefined) {
        this.takers.push(resolve);
      } else {
        resolve(item);
      }
    });
  }
}

/** A STOMP server that does nothing but what a test says. */
export class StompServer {
  readonly url: string;
  private readonly accepted = new Mailbox<StompPeer>();

  private constructor(private readonly server: WebSocketServer) {
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/offline-sync`;
    server.on('connection', (socket, request) => this.accepted.put(new StompPeer(socket, request)));
  }

  static start(): Promise<StompServer> {
    return new Promise((resolve) => {
      const server: WebSocketServer = new WebSocketServer({ host: '127.0.0.1', port: 0 }, () =>
        resolve(new StompServer(server)),
      );
    });
  }

  /** The next client that connects. */
  accept(): Promise<StompPeer> {
    return this.accepted.take();
  }

  stop(): Promise<void> {
    this.server.clients.forEach((client) => client.terminate());
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** The server's end of one connection. */
export class StompPeer {
  /** Resolved with the code by which the client has closed. */
  readonly closed: Promise<number>;
  readonly protocol: string;
  private readonly frames = new Mailbox<Frame>();
  private readonly heartbeats = new Mailbox<'heart-beat'>();

  constructor(
    private readonly socket: WebSocket,
    readonly request: IncomingMessage,
  ) {
    this.protocol = socket.protocol;
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('message', (data: Buffer) => this.received(data.toString('utf8')));
  }

  /** The next frame, which has to be of that command. */
  async expect(command: string): Promise<Frame> {
    const frame = await this.frames.take();
    if (frame.command !== command) {
      throw new Error(`Expected ${command}, got ${JSON.stringify(frame)}`);
    }
    return frame;
  }

  /** The next heart-beat. */
  heartbeat(): Promise<'heart-beat'> {
    return this.heartbeats.take();
  }

  send(command: string, headers: Record<string, string>, body = ''): void {
    this.socket.send(frameText(command, headers, body));
  }

  /** Send frames that arrive all at once. */
  sendTogether(...frames: [command: string, headers: Record<string, string>, body: string][]): void {
    this.socket.send(frames.map((frame) => frameText(...frame)).join(''));
  }

  close(code: number, reason = ''): void {
    this.socket.close(code, reason);
  }

  /** Be gone, without closing anything properly. */
  vanish(): void {
    this.socket.terminate();
  }

  private received(text: string): void {
    if (text === '\n') {
      this.heartbeats.put('heart-beat');
    } else {
      this.frames.put(parseFrame(text));
    }
  }
}

function frameText(command: string, headers: Record<string, string>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${escape(value)}\n`);
  return `${command}\n${lines.join('')}content-length:${Buffer.byteLength(body)}\n\n${body}\0`;
}

/** Parses a frame to the letter of STOMP 1.2. */
function parseFrame(text: string): Frame {
  const end = text.indexOf('\n\n');
  const [command = '', ...lines] = text.slice(0, end).split('\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1);
    headers[line.slice(0, colon)] ??= command === 'CONNECT' ? value : unescape(value);
  }
  const rest = Buffer.from(text.slice(end + 2));
  const length = headers['content-length'] === undefined ? rest.indexOf(0) : Number(headers['content-length']);
  if (rest[length] !== 0 || rest.length !== length + 1) {
    throw new Error(`Not one frame: ${JSON.stringify(text)}`);
  }
  return { command, headers, body: rest.subarray(0, length).toString('utf8') };
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\r': '\\r', '\n': '\\n', ':': '\\c' };

function escape(value: string): string {
  return value.replace(/[\\\r\n:]/g, (character) => ESCAPES[character] ?? '');
}

function unescape(value: string): string {
  return value.replace(/\\(.?)|:/gs, (sequence) => {
    const found = Object.entries(ESCAPES).find(([, escaped]) => escaped === sequence);
    if (!found) {
      throw new Error(`Not escaped as STOMP 1.2 has it: ${value}`);
    }
    return found[0];
  });
}
