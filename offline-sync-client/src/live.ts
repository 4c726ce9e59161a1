import { liveQuery } from 'dexie';
import type { LocalDatabase } from './database';
import { observerOf, type Observable, type Subscription } from './observable';

/**
 * What a query finds, now and whenever that changes. The database is opened first: Dexie follows a query only as long as
 * it waits for nothing else.
 */
export function liveResult<T>(
  database: () => Promise<LocalDatabase>,
  query: (database: LocalDatabase) => Promise<T>,
): Observable<T> {
  return {
    subscribe: (observer) => {
      const target = observerOf(observer);
      let ended = false;
      let inner: Subscription | undefined;
      database().then(
        (opened) => {
          if (!ended) {
            inner = liveQuery(() => query(opened)).subscribe({
              next: (value) => target.next?.(value),
              error: (problem: unknown) => target.error?.(problem),
            });
          }
        },
        (problem: unknown) => target.error?.(problem),
      );
      return {
        unsubscribe: () => {
          ended = true;
          inner?.unsubscribe();
        },
      };
    },
  };
}
