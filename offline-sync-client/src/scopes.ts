import { stopAwaiting } from './awaited';
import { configOf, type LocalDatabase, type StoredScope, type StoredStream, type TableConfig } from './database';
import { release } from './release';
import { uuid } from './uuid';
import { normalised } from './where';
import type { Scope, WireError } from './wire';

/** What a scope is known by: equal ones have the same. */
export function scopeKey(tables: Record<string, TableConfig>, scope: Scope): string {
  return JSON.stringify([scope.table, normalised(scope.where, configOf(tables, scope.table).kinds)]);
}

/**
 * Follow scopes, those that are not followed yet. They go to the first stream that has room. Of those that were refused,
 * the server is asked again.
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
    const followed = new Map(streams.flatMap((stream) => stream.scopes.map((scope) => [scope.key, stream] as const)));
    for (const scope of scopes) {
      const key = scopeKey(tables, scope);
      const follows = followed.get(key);
      if (follows) {
        delete follows.refused;
      } else {
        const stream = streamWithRoom(streams, key, most);
        followed.set(key, stream);
        // What was asked for last is sent first.
        stream.scopes.unshift(newScope(scope, key));
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
    (stream) =>
      !stream.alone &&
      !stream.refused &&
      !stream.unswept &&
      stream.scopes.length < most &&
      !stream.forgotten.includes(key),
  );
  if (found) {
    return found;
  }
  const made = newStream();
  streams.push(made);
  return made;
}

function newStream(...scopes: StoredScope[]): StoredStream {
  return { id: uuid(), scopes, forgotten: [], round: 0, complete: false };
}

/** A scope of which nothing is here yet. */
function newScope({ table, where }: Scope, key: string): StoredScope {
  return { table, where, key, loaded: false };
}

/**
 * Follow scopes no longer. What no other scope holds goes, but for what own transactions have made of it.
 * @param keys the scopes
 */
export async function dropScopes(database: LocalDatabase, keys: string[]): Promise<void> {
  const streams = await database.transaction('rw', database.$streams, async () => {
    const affected = (await database.$streams.toArray()).filter((stream) =>
      stream.scopes.some((scope) => keys.includes(scope.key)),
    );
    affected.forEach((stream) => takeOff(stream, (scope) => keys.includes(scope.key)));
    await database.$streams.bulkPut(affected);
    return affected;
  });
  for (const { id } of streams) {
    await sweep(database, id);
  }
}

/** Take scopes off a stream, which has yet to let go of their rows. */
function takeOff(stream: StoredStream, isDropped: (scope: StoredScope) => boolean): void {
  const dropped = stream.scopes.filter(isDropped);
  stream.scopes = stream.scopes.filter((scope) => !dropped.includes(scope));
  stream.forgotten.push(...dropped.map((scope) => scope.key));
  const tables = new Set(dropped.map((scope) => scope.table));
  stream.unswept = [...(stream.unswept ?? []), ...tables];
  // Records of those that were dropped stay where they are in another one too, which may never have told of them.
  stream.scopes.filter((scope) => tables.has(scope.table)).forEach((scope) => (scope.begun = true));
  // Nothing is missing of nothing.
  stream.complete ||= stream.scopes.length === 0;
}

/**
 * Let go of what was dropped, but not let go of, before the last tab was closed.
 */
export async function sweepAll(database: LocalDatabase): Promise<void> {
  for (const { id, unswept } of await database.$streams.toArray()) {
    if (unswept) {
      await sweep(database, id);
    }
  }
}

async function sweep(database: LocalDatabase, streamId: string): Promise<void> {
  const tables = (await database.$streams.get(streamId))?.unswept ?? [];
  for (const table of new Set(tables)) {
    await release(database, streamId, table);
  }
  await database.transaction('rw', database.tables, async () => {
    const stream = await database.$streams.get(streamId);
    if (stream) {
      // Whoever has dropped more meanwhile sweeps that, too.
      const left = [...(stream.unswept ?? [])];
      tables.forEach((table) => left.includes(table) && left.splice(left.indexOf(table), 1));
      await swept(database, stream, left);
    }
  });
}

async function swept(database: LocalDatabase, stream: StoredStream, left: string[]): Promise<void> {
  if (left.length > 0) {
    stream.unswept = left;
  } else {
    delete stream.unswept;
  }
  if (left.length === 0 && stream.scopes.length === 0) {
    await database.$streams.delete(stream.id);
    await stopAwaiting(database, stream.id, null);
  } else {
    await database.$streams.put(stream);
  }
}

/** Remember that the server refuses a stream's only scope, unless another one has come. */
export async function keepRefused(database: LocalDatabase, streamId: string, refused: WireError): Promise<void> {
  await database.transaction('rw', database.$streams, async () => {
    const stream = await database.$streams.get(streamId);
    if (stream?.scopes.length === 1) {
      await database.$streams.put({ ...stream, refused });
    }
  });
}

/** Ask for everything again, also for what was refused. */
export async function forgetRefused(database: LocalDatabase): Promise<void> {
  await database.$streams
    .filter((stream) => stream.refused !== undefined)
    .modify((stream) => {
      delete stream.refused;
    });
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
  const isSplit = await database.transaction('rw', database.$streams, async () => {
    const stream = await database.$streams.get(streamId);
    if (!stream || stream.scopes.length < 2) {
      return false;
    }
    const unloaded = stream.scopes.filter((scope) => !scope.loaded);
    const moved = unloaded.length > 0 && unloaded.length < stream.scopes.length ? unloaded : stream.scopes.slice(1);
    takeOff(stream, (scope) => moved.includes(scope));
    await database.$streams.bulkPut([
      stream,
      ...moved.map((scope) => ({ ...newStream(newScope(scope, scope.key)), alone: true })),
    ]);
    return true;
  });
  if (isSplit) {
    await sweep(database, streamId);
  }
  return isSplit;
}
