import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

const java = process.env['OFFLINE_SYNC_JAVA'] ?? '';
const classPath = process.env['OFFLINE_SYNC_CLASS_PATH'] ?? '';

export const canStartServers = java !== '' && classPath !== '';
if (!canStartServers) {
  console.warn('No server can be started, so the tests that kill one are skipped: OFFLINE_SYNC_JAVA is not set');
}

/**
 * Reads the id of each application that runs. When nothing more can come, because the tests have ended, however that was,
 * it ends the last one, and the PostgreSQL that a killed one leaves behind, and deletes the folder.
 */
const CARETAKER = `
trap '' INT TERM HUP
while read -r pid; do application=$pid; done
if [ -n "$application" ]; then kill "$application"; fi
tries=0
while [ -n "$application" ] && kill -0 "$application" && [ $tries -lt 300 ]; do tries=$((tries + 1)); sleep 0.1; done
file=$0/postgres/data/postmaster.pid
if [ -e "$file" ]; then kill -INT "$(head -n 1 "$file")"; fi
while [ -e "$file" ] && [ $tries -lt 600 ]; do tries=$((tries + 1)); sleep 0.1; done
rm -rf "$0"
`;

/** The sample application in a process of its own, with a PostgreSQL of its own. */
export class SampleServer {
  readonly #directory = mkdtempSync(join(tmpdir(), 'offline-sync-e2e-'));
  readonly #log = join(this.#directory, 'application.log');
  // Of a group of its own, so that who interrupts the tests does not interrupt it.
  readonly #caretaker = spawn('sh', ['-c', CARETAKER, this.#directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  #application: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  /** Start it on a port of its own. */
  static async start(): Promise<SampleServer> {
    const server = new SampleServer(await freePort());
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.end();
      throw error;
    }
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  get url(): string {
    return `ws://localhost:${this.port}/offline-sync`;
  }

  /** Its PostgreSQL, which has another port each time that it is started. */
  get database(): string {
    const port = readFileSync(join(this.#directory, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[3];
    return `postgresql://postgres@localhost:${port ?? ''}/postgres`;
  }

  /** Start it, again if it was killed, and wait until it answers. */
  async start(): Promise<void> {
    const log = openSync(this.#log, 'a');
    const application = spawn(
      java,
      [
        // What runs for seconds only is not worth optimising.
        ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m', '-cp', classPath],
        'io.offlinesync.sample.SampleApplication',
        `--server.port=${this.port}`,
        `--sample.postgres.directory=${join(this.#directory, 'postgres')}`,
      ],
      { stdio: ['ignore', log, log] },
    );
    closeSync(log);
    this.#application = application;
    this.#caretaker.stdin.write(`${application.pid ?? ''}\n`);
    await vi.waitUntil(
      async () => {
        if (application.exitCode !== null) {
          throw new Error(`The sample did not start: ${readFileSync(this.#log, 'utf8').slice(-4_000)}`);
        }
        return await fetch(`${this.origin}/offline-sync/client.js`, { method: 'HEAD' }).then(
          ({ ok }) => ok,
          () => false,
        );
      },
      { timeout: 60_000, interval: 50 },
    );
  }

  /** Kill it as the operating system does. Its PostgreSQL goes on. */
  async kill(): Promise<void> {
    const application = this.#application;
    const ended = new Promise((resolve) => application?.once('exit', resolve));
    application?.kill('SIGKILL');
    await ended;
    this.#caretaker.stdin.write('\n');
  }

  /** End it, and leave nothing behind. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#caretaker.once('exit', resolve));
    this.#caretaker.stdin.end();
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
