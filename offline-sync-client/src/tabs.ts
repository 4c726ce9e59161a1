import type { Status } from './api';
import type { RemoteChange } from './remote-changes';

/** What a tab asks the one for that has the connection: to connect, not to, or to tell how it is doing. */
export type Ask = 'reconnect' | 'disconnect' | 'status';

/** What tabs tell each other. */
export type Message = { status: Status } | { changes: RemoteChange[] } | { ask: Ask };

/**
 * What the tabs of one database do together. Without locks (old browsers, Node) each is for itself.
 */
export interface Tabs {
  /**
   * Have one tab at a time do something.
   * @param lead what to do when this tab is the one; what it returns ends it
   * @param failed hears why this tab could not, and is not the one any more
   */
  lead(lead: () => () => void, failed: (error: unknown) => void): void;
  /** Say that this tab uses something. What it returns says that it does not any more, and whether nobody does. */
  use(what: string): () => Promise<boolean>;
  /** Tell the other tabs. */
  tell(message: Message): void;
  /** Leave, and use nothing any more. */
  close(): void;
}

/**
 * Join the tabs of a database.
 * @param name the database's name
 * @param heard takes what other tabs tell
 */
export function joinTabs(name: string, heard: (message: Message) => void): Tabs {
  const prefix = `offline-sync:${name}:`;
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(prefix);
  const locks = typeof navigator === 'undefined' ? undefined : (navigator.locks as LockManager | undefined);
  const closed = new AbortController();
  const users = new Map<string, number>();
  let stop: (() => void) | null = null;
  if (channel) {
    channel.onmessage = (event: MessageEvent<Message>) => heard(event.data);
    // In Node it would keep the process alive.
    (channel as { unref?: () => void }).unref?.();
  }
  return {
    lead: (lead, failed) => {
      if (closed.signal.aborted) {
        return;
      }
      if (!locks) {
        stop = lead();
        return;
      }
      locks
        .request(`${prefix}lead`, { signal: closed.signal }, async () => {
          if (!closed.signal.aborted) {
            stop = lead();
            await new Promise((resolve) => closed.signal.addEventListener('abort', resolve));
          }
        })
        .catch((error: unknown) => {
          if (!closed.signal.aborted) {
            failed(error);
          }
        });
    },
    use: (what) => (locks ? hold(locks, prefix + what, closed.signal) : count(users, what)),
    tell: (message) => {
      if (!closed.signal.aborted) {
        channel?.postMessage(message);
      }
    },
    close: () => {
      closed.abort();
      stop?.();
      stop = null;
      channel?.close();
    },
  };
}

function hold(locks: LockManager, name: string, closed: AbortSignal): () => Promise<boolean> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  closed.addEventListener('abort', release);
  if (closed.aborted) {
    release();
  }
  const held = locks.request(name, { mode: 'shared' }, () => released);
  return async () => {
    closed.removeEventListener('abort', release);
    release();
    await held;
    return await locks.request(name, { ifAvailable: true }, (lock) => lock !== null);
  };
}

/** Without locks, only the users of this tab are known. */
function count(users: Map<string, number>, name: string): () => Promise<boolean> {
  users.set(name, (users.get(name) ?? 0) + 1);
  return () => {
    const left = (users.get(name) ?? 1) - 1;
    users.set(name, left);
    return Promise.resolve(left === 0);
  };
}
