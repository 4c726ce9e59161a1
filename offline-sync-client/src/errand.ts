import type { Connection } from './connection';

/**
 * Do something with a connection that is there for this only.
 * @param connection one that is not open
 * @param signal ends it, and its reason is what the promise is rejected with
 */
export async function errand<T>(
  connection: Connection,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  let end: () => void = () => undefined;
  try {
    await new Promise<void>((connected, failed) => {
      end = () => {
        // Of this, the connection tells nobody but those who have asked something.
        connection.close();
        failed(signal.reason as Error);
      };
      signal.addEventListener('abort', end);
      connection.open({ connected: () => connected(), disconnected: failed });
    });
    return await work(connection);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
    connection.close();
  }
}
