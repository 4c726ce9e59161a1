import { Dexie } from 'dexie';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createOfflineSync, uuid, type OfflineSync, type Rejection } from '../src/index';
import { listAndTodos, SAMPLE_URL, todo, type Todo } from './support/sample';

const clients: OfflineSync[] = [];
let names = 0;

function client(): OfflineSync {
  const made = createOfflineSync({
    url: SAMPLE_URL,
    connectHeaders: () => ({ user: 'e2e' }),
    database: `e2e-${String(names++)}`,
    tables: {
      todo: { id: 'uid', indexes: ['listUid'], kinds: { uid: 'uuid', listUid: 'uuid', dueAt: 'instant' } },
      todo_list: { id: 'uid', kinds: { uid: 'uuid' } },
    },
    webSocketFactory: (address, protocols) => new WebSocket(address, protocols),
  });
  clients.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(clients.splice(0).map((each) => each.destroy()));
});

async function until(condition: () => unknown): Promise<void> {
  await vi.waitUntil(condition, { timeout: 15_000, interval: 5 });
}

async function newList(owner: OfflineSync): Promise<string> {
  const lists = owner.table<{ uid: string; name: string; color: string; createdBy: string }>('todo_list');
  return (await lists.create({ name: 'Zz e2e', color: '#2f6f4f', createdBy: 'e2e' })).uid;
}

function follow(follower: OfflineSync, listUid: string) {
  const titles: string[][] = [];
  follower
    .table<Todo>('todo')
    .live({ listUid })
    .subscribe((rows) => titles.push(rows.map((row) => row.title).sort()));
  const following = follower.follow(listAndTodos(listUid));
  return { ready: following.ready, stop: () => following.stop(), titles: () => titles.at(-1)?.join() };
}

describe('Two clients and a server', () => {
  it('see what the other does', async () => {
    const [ann, bob] = [client(), client()];
    const list = await newList(ann);
    const milk = await ann.table<Todo>('todo').create(todo(list, 'Milk'));
    const annSees = follow(ann, list);
    await until(() => ann.status$.value.pending === 0 && ann.status$.value.complete);
    const bobSees = follow(bob, list);
    await bobSees.ready;
    await until(() => bobSees.titles() === 'Milk');
    await bob.table<Todo>('todo').update(milk.uid, { title: 'Oat milk' });
    await bob.table<Todo>('todo').create(todo(list, 'Bread'));
    expect(await bob.table<Todo>('todo').find({ listUid: list })).toHaveLength(2);
    await until(() => annSees.titles() === 'Bread,Oat milk');
    await ann.table<Todo>('todo').remove(milk.uid);
    await until(() => bobSees.titles() === 'Bread');
    await until(() => bob.status$.value.pending === 0);
    await bobSees.stop();
    expect(await bob.table<Todo>('todo').find({ listUid: list })).toEqual([]);
  });

  it('lose nothing of what is refused, and go on', async () => {
    const ann = client();
    let rejections: Rejection[] = [];
    ann.rejected$.subscribe((all) => {
      rejections = all;
    });
    const list = await newList(ann);
    const sees = follow(ann, list);
    await ann.transaction((transaction) => {
      transaction.create('todo', todo(list, 'Half of something'));
      transaction.create('todo', todo(list, ''));
    });
    await ann.table<Todo>('todo').create(todo(list, 'Good'));
    await until(() => rejections.length === 1 && ann.status$.value.pending === 0);
    expect(rejections[0]).toMatchObject({
      error: { code: 'constraint-violated', mutation: 1, details: { constraint: 'todo_title_length' } },
      mutations: [{ data: { title: 'Half of something' } }, { data: { title: '' } }],
    });
    await until(() => sees.titles() === 'Good');
  });

  it('find and mend what differs', async () => {
    const ann = client();
    const list = await newList(ann);
    const scope = { table: 'todo', where: { listUid: list } };
    const [milk, bread, stranger] = [uuid(), uuid(), uuid()];
    await ann.transaction((transaction) => {
      transaction.create('todo', { uid: milk, ...todo(list, 'Milk') });
      transaction.create('todo', { uid: bread, ...todo(list, 'Bread') });
    });
    const sees = follow(ann, list);
    await sees.ready;
    // Until the stream has told what was pushed, it is left out.
    await vi.waitUntil(async () => (await ann.verify(scope)).compared === 2, { timeout: 15_000, interval: 20 });
    expect((await ann.verify(scope)).differences).toEqual([]);
    const rows = new Dexie(`e2e-${String(names - 1)}`);
    await rows.open();
    const kept = (await rows.table('todo').get(bread)) as { value: object };
    await rows.table('todo').delete(milk);
    await rows.table('todo').put({ ...kept, value: { ...kept.value, title: 'Old bread' }, time: 0 });
    await rows
      .table('todo')
      .put({ ...kept, uid: stranger, value: { ...kept.value, uid: stranger, title: 'Stranger' } });
    rows.close();
    const { compared, differences } = await ann.verify(scope);
    expect(compared).toBe(2);
    expect(differences.map(({ uid, what }) => `${uid} ${what}`).sort()).toEqual(
      [`${milk} missing`, `${bread} outdated`, `${stranger} unknown`].sort(),
    );
    await until(() => sees.titles() === 'Bread,Milk,Stranger');
  });

  it('agree with the server on many records', async () => {
    const ann = client();
    const list = await newList(ann);
    for (let some = 0; some < 6; some++) {
      await ann.transaction((transaction) => {
        for (let i = 0; i < 50; i++) {
          transaction.create('todo', todo(list, `No. ${String(some * 50 + i)}`));
        }
      });
    }
    await until(() => ann.status$.value.pending === 0);
    const bob = client();
    await follow(bob, list).ready;
    expect(await bob.table<Todo>('todo').find({ listUid: list })).toHaveLength(300);
    expect(await bob.table<Todo>('todo').find({ listUid: list.toUpperCase() })).toHaveLength(300);
  });
});
