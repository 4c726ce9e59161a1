import type { LocalDatabase } from './database';
import { uuid } from './uuid';
import type { HelloTable } from './wire';

const CLIENT_ID = 'clientId';
const LAST_STAMP = 'lastStamp';
const PAUSED = 'paused';
const ID_TYPES = 'idTypes';

/** The id by which the server knows this database again; made once. */
export async function clientIdOf(database: LocalDatabase): Promise<string> {
  return await database.transaction('rw', database.$settings, async () => {
    const found = await database.$settings.get(CLIENT_ID);
    if (typeof found?.value === 'string') {
      return found.value;
    }
    const made = uuid();
    await database.$settings.put({ name: CLIENT_ID, value: made });
    return made;
  });
}

/** The last stamp that was given here; null if there is none. */
export async function lastStampOf(database: LocalDatabase): Promise<number | null> {
  const found = await database.$settings.get(LAST_STAMP);
  return typeof found?.value === 'number' ? found.value : null;
}

export async function keepLastStamp(database: LocalDatabase, stamp: number): Promise<void> {
  await database.$settings.put({ name: LAST_STAMP, value: stamp });
}

/** Whether the user wants to stay offline, after a restart too. */
export async function isPaused(database: LocalDatabase): Promise<boolean> {
  return (await database.$settings.get(PAUSED)) !== undefined;
}

export async function keepPaused(database: LocalDatabase, paused: boolean): Promise<void> {
  await (paused ? database.$settings.put({ name: PAUSED, value: true }) : database.$settings.delete(PAUSED));
}

/** What the ids of a table are, as the server has said; undefined if it never has. */
export async function idTypeOf(database: LocalDatabase, table: string): Promise<string | undefined> {
  const found = await database.$settings.get(ID_TYPES);
  return (found?.value as Map<string, string> | undefined)?.get(table);
}

export async function keepIdTypes(database: LocalDatabase, tables: HelloTable[]): Promise<void> {
  const value = new Map(tables.map(({ name, idType }) => [name, idType]));
  await database.$settings.put({ name: ID_TYPES, value });
}
