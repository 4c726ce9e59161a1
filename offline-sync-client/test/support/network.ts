import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * The way from a browser to a server, which can be cut. What a browser does when it is to be offline is not enough: it
 * leaves the WebSockets that are open alone.
 */
export class Network {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #isCut = false;

  private constructor(private readonly target: { host: string; port: number }) {
    this.#server = createServer((near) => this.#join(near));
  }

  /** @param url any address of the server */
  static async to(url: string): Promise<Network> {
    const { hostname, port } = new URL(url);
    const network = new Network({ host: hostname, port: Number(port) });
    await new Promise<void>((listening) => network.#server.listen(0, 'localhost', listening));
    return network;
  }

  /** Where the server seems to be. */
  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  #join(near: Socket): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    const far = connect(this.target);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }

  cut(): void {
    this.#isCut = true;
    this.#sockets.forEach((socket) => socket.destroy());
  }

  mend(): void {
    this.#isCut = false;
  }

  async end(): Promise<void> {
    this.cut();
    await new Promise((closed) => this.#server.close(closed));
  }
}
