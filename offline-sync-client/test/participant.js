// A client of its own process, which edits without a break and is told what to do on its standard input: the fault tests
// of offline-sync-proof start it. It answers each line with one line of JSON.
import { createInterface } from 'node:readline';
import 'fake-indexeddb/auto';
import { WebSocket } from 'ws';
import { createOfflineSync } from '../dist/client.js';

const { PROOF_URL: url, PROOF_USER: user, PROOF_NAME: name, PROOF_SEED: seed, PROOF_UIDS: uids } = process.env;
const { boards, cards, comments } = JSON.parse(uids ?? '{}');
/** How many transactions may wait: nobody types without end while there is no server. */
const most = 30;

let quiet = false;
let count = 0;
let state = Number(seed) >>> 0;
/** Those that were sent, by their ids, and what the server said of them first. */
const sent = new Map();
const answers = new Map();
const wrong = [];

const sync = createOfflineSync({
  url,
  database: name,
  connectHeaders: () => ({ user }),
  tables: {
    board: { id: 'uid', kinds: { uid: 'uuid', cover: 'uuid' } },
    card: { id: 'uid', indexes: ['board'], kinds: { uid: 'uuid', board: 'uuid' } },
    comment: { id: 'uid', kinds: { uid: 'uuid', card: 'uuid', board: 'uuid' } },
  },
  webSocketFactory: (address, protocols) => new WebSocket(address, protocols),
  onFrame: overhear,
});
const tables = { board: sync.table('board'), card: sync.table('card'), comment: sync.table('comment') };
const scopes = [
  { table: 'board', where: {} },
  { table: 'card', where: { done: false } },
  { table: 'card', where: { board: boards[0] } },
  { table: 'comment', where: { board: { in: [boards[0], boards[1]] } } },
];
sync.follow(scopes);

function overhear(frame) {
  const body = frame.text.slice(frame.text.indexOf('\n\n') + 2).replace(/\0$/, '');
  if (frame.sent && body.startsWith('{"clientId"')) {
    for (const transaction of JSON.parse(body).transactions) {
      sent.set(transaction.id, transaction);
    }
  } else if (!frame.sent && body.startsWith('{"result":{"transactions"')) {
    for (const result of JSON.parse(body).result.transactions) {
      if (result.outcome !== 'not-attempted' && !answers.has(result.id)) {
        answers.set(result.id, { ...sent.get(result.id), result });
      }
    }
  }
}

function below(bound) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * bound);
}

const any = (values) => values[below(values.length)];

async function edit() {
  const text = `${name}-${count++}`;
  const choice = below(20);
  if (choice < 6) {
    await update('card', any(cards), any([{ title: text }, { points: below(10) }, { done: below(2) === 0 }]));
  } else if (choice < 8) {
    await update('card', any(cards), { board: any(boards) });
  } else if (choice < 11) {
    const card = { uid: any(cards), board: any(boards), title: text, points: below(10), done: below(2) === 0 };
    await seen('card', card.uid, card, () => tables.card.create(card));
  } else if (choice < 13) {
    const uid = any(cards);
    await seen('card', uid, undefined, () => tables.card.remove(uid));
  } else if (choice < 16) {
    const comment = { uid: any(comments), card: any(cards), board: any(boards), text };
    await seen('comment', comment.uid, comment, () => tables.comment.create(comment));
  } else if (choice < 18) {
    await update('board', any(boards), { rank: below(100) });
  } else {
    await sync.transaction(async (transaction) => {
      for (const uid of new Set([any(cards), any(cards), any(cards)])) {
        if (await tables.card.get(uid)) {
          transaction.update('card', uid, { title: text });
        }
      }
      transaction.create('comment', { uid: any(comments), card: any(cards), board: any(boards), text });
    });
  }
}

async function update(table, uid, changes) {
  const before = await tables[table].get(uid);
  if (before) {
    await seen(table, uid, changes, () => tables[table].update(uid, changes));
  }
}

/** What the user has just done is seen until it is answered, whatever else arrives meanwhile. */
async function seen(table, uid, expected, action) {
  await action();
  for (let i = 0; i < 3; i++) {
    const now = await tables[table].get(uid);
    const waiting = await pending(table, uid);
    const same = expected ? now && Object.keys(expected).every((field) => now[field] === expected[field]) : !now;
    if (waiting && !same) {
      wrong.push(`Not seen: ${table} ${uid} ${JSON.stringify(expected)}, but ${JSON.stringify(now)}`);
    }
  }
}

function pending(table, uid) {
  return new Promise((resolve, reject) => {
    const subscription = tables[table].pending().subscribe({
      next: (waiting) => {
        resolve(waiting.has(uid));
        queueMicrotask(() => subscription.unsubscribe());
      },
      error: reject,
    });
  });
}

async function work() {
  if (!quiet && sync.status$.value.pending < most) {
    try {
      await edit();
    } catch (error) {
      // What is gone meanwhile cannot be changed.
      if (error?.name !== 'OfflineSyncError') {
        wrong.push(String(error?.stack ?? error));
      }
    }
  }
  setTimeout(work, below(80));
}

async function report() {
  const { pending, complete, connection, error } = sync.status$.value;
  const rows = {};
  for (const [table, rowsOf] of Object.entries(tables)) {
    rows[table] = await rowsOf.find({});
  }
  const told = [...answers.values()].filter((answer) => answer.result && !answer.told);
  told.forEach((answer) => (answer.told = true));
  return { pending, complete, connection, error: error?.message ?? null, rows, scopes, wrong, answers: told };
}

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    if (line === 'quiet') {
      quiet = true;
    } else if (line === 'go') {
      quiet = false;
    }
    sync.reconnect();
    console.log(JSON.stringify(await report()));
  })
  .on('close', () => process.exit());

await work();
