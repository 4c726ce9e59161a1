import { configOf, type LocalDatabase, type StoredScope, type StoredStream, type TableConfig } from './database';
import { releaseUnwanted, stopAwaiting } from './pages';
import { uuid } from './uuid';
import { normalised } from './where';
import type { Scope } from './wire';

/** What a scope is known by: equal ones have the same. */
export function scopeKey(tables: Record<string, TableConfig>, scope: Scope): string {
  return JSON.stringify([scope.table, normalised(scope.where, configOf(tables, scope.table).kinds)]);
}

/**
 * Follow scopes, those that are not followed yet. They go to the first stream that has room.
 * @param most how many scopes a stream may have
 */
export async function addScopes(
  database: LocalDatabase,
  tables: Record<string, TableConfig>,
  scopes: Scope[],
  most: number,
): Promise<void> {
  await database.transaction('rw', database.$streams, async () => {
    const streams = await database.$streams.toArray();
    const followed = new Set(streams.flatMap((stream) => stream.scopes.map((scope) => scope.key)));
    for (const scope of scopes) {
      const key = scopeKey(tables, scope);
      if (!followed.has(key)) {
        followed.add(key);
        const stream = streamWithRoom(streams, key, most);
        // What was asked for last is sent first.
        stream.scopes.unshift({ table: scope.table, where: scope.where, key, loaded: false });
        stream.complete = false;
        // What was seen of the others says nothing of this one.
        delete stream.seen;
      }
    }
    await database.$streams.bulkPut(streams);
  });
}

function streamWithRoom(streams: StoredStream[], key: string, most: number): StoredStream {
  const found = streams.find(
    (stream) => !stream.alone && stream.scopes.length < most && !stream.forgotten.includes(key),
  );
  if (found) {
    return found;
  }
  const made: StoredStream = { id: uuid(), scopes: [], forgotten: [], round: 0, complete: false };
  streams.push(made);
  return made;
}

/**
 * Follow scopes no longer. What no other scope holds goes, but for what own transactions have made of it.
 * @param keys the scopes
 */
export async function dropScopes(database: LocalDatabase, keys: string[]): Promise<void> {
  await database.transaction('rw', database.tables, async () => {
    for (const stream of await database.$streams.toArray()) {
      const dropped = stream.scopes.filter((scope) => keys.includes(scope.key));
      if (dropped.length > 0) {
        stream.scopes = stream.scopes.filter((scope) => !keys.includes(scope.key));
        stream.forgotten.push(...dropped.map((scope) => scope.key));
        await releaseUnwanted(
          database,
          stream,
          dropped.map((scope) => scope.table),
        );
        await (stream.scopes.length > 0 ? database.$streams.put(stream) : forget(database, stream));
      }
    }
  });
}

async function forget(database: LocalDatabase, stream: StoredStream): Promise<void> {
  await database.$streams.delete(stream.id);
  await stopAwaiting(database, await database.$transactions.where('awaited').equals(stream.id).toArray(), stream.id);
}

/** The scopes that are followed, by their keys. */
export async function followedScopes(database: LocalDatabase): Promise<Map<string, StoredScope>> {
  const streams = await database.$streams.toArray();
  return new Map(streams.flatMap((stream) => stream.scopes.map((scope) => [scope.key, scope] as const)));
}

/**
 * Give the scopes of a stream that cannot go on streams of their own: those that were never loaded, or else all.
 * @returns whether there is anything left to divide
 */
export async function splitStream(database: LocalDatabase, streamId: string): Promise<boolean> {
  return await database.transaction('rw', database.tables, async () => {
    const stream = await database.$streams.get(streamId);
    if (!stream || stream.scopes.length < 2) {
      return false;
    }
    const unloaded = stream.scopes.filter((scope) => !scope.loaded);
    const moved = unloaded.length > 0 && unloaded.length < stream.scopes.length ? unloaded : stream.scopes.slice(1);
    stream.scopes = stream.scopes.filter((scope) => !moved.includes(scope));
    stream.forgotten.push(...moved.map((scope) => scope.key));
    await database.$streams.put(stream);
    await database.$streams.bulkPut(
      moved.map(({ table, where, key }) => ({
        id: uuid(),
        scopes: [{ table, where, key, loaded: false }],
        forgotten: [],
        alone: true,
        round: 0,
        complete: false,
      })),
    );
    await releaseUnwanted(
      database,
      stream,
      moved.map((scope) => scope.table),
    );
    return true;
  });
}
