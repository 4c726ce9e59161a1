/* What clients send is shown as text only: nothing of it is ever made into HTML. */

const INTERVAL = 1000;

const by = (id) => document.getElementById(id);

function element(name, className, ...children) {
	const node = document.createElement(name);
	if (className) {
		node.className = className;
	}
	node.append(...children);
	return node;
}

const cell = (...children) => element('td', '', ...children);
const numberCell = (value) => element('td', 'number', String(value));
const row = (...cells) => element('tr', '', ...cells);
const list = (items) => element('ul', '', ...items.map((item) => element('li', '', ...item)));
const code = (text, title) => {
	const node = element('code', '', text);
	if (title) {
		node.title = title;
		node.classList.add('cursor');
	}
	return node;
};
const user = (name) => name ?? element('span', 'quiet', 'anonymous');
const time = (instant) => new Date(instant).toLocaleTimeString();

function streamState(stream) {
	if (stream.behindMillis > 0) {
		const what = stream.live ? 'live, with news for' : 'reading, behind for';
		return element('span', 'waiting', `${what} ${(stream.behindMillis / 1000).toFixed(1)} s`);
	}
	return stream.live ? element('span', 'good', 'live') : element('span', 'waiting', 'joining');
}

function streamRow(stream) {
	return row(
		cell(user(stream.user)),
		cell(code(stream.session), element('div', 'quiet', `since ${time(stream.since)}`)),
		cell(code(stream.subscription)),
		cell(list(stream.scopes.map((scope) => [scope.table, ' ', code(scope.where || 'all')]))),
		cell(streamState(stream)),
		numberCell(stream.pages),
		numberCell(stream.unacknowledged),
		stream.cursor
			? cell(code(stream.cursor, stream.cursor), element('div', 'quiet', `knows all before ${stream.knownBefore}`))
			: cell(element('span', 'quiet', 'none yet')),
	);
}

const CLASSES = { committed: 'good', applied: 'good', superseded: 'waiting', rejected: 'bad', 'not-attempted': 'waiting' };

const outcome = (name) => element('span', CLASSES[name] ?? '', name);

const failure = (reason) => [element('span', 'bad', reason.code), element('div', 'quiet', reason.message)];

function changes(transaction) {
	const items = transaction.changes.map((change) => [
		`${change.operation} ${change.table} `,
		code(change.uid),
		...(change.outcome ? [' ', outcome(change.outcome)] : []),
	]);
	return list(transaction.more > 0 ? [...items, [`and ${transaction.more} more`]] : items);
}

function pushRows(push) {
	const first = [cell(time(push.time)), cell(user(push.user)), cell(code(push.clientId ?? ''))];
	const rows = push.transactions.map((transaction, index) =>
		row(
			...(index === 0 ? first : [cell(), cell(), cell()]),
			cell(code(transaction.id || 'single')),
			cell(changes(transaction)),
			cell(
				...(push.failure ? failure(push.failure) : []),
				...(transaction.failure ? failure(transaction.failure) : []),
				...(transaction.outcome && !transaction.failure ? [outcome(transaction.outcome)] : []),
			),
			numberCell(index === 0 ? `${push.millis.toFixed(1)} ms` : ''),
		),
	);
	if (push.more > 0) {
		rows.push(row(cell(), cell(), cell(), cell(`and ${push.more} more transactions`), cell(), cell(), cell()));
	}
	return rows;
}

function show(node) {
	const tail = node.tail.failure
		? `the tail cannot read: ${node.tail.failure}`
		: node.tail.streams > 0
			? 'the tail is reading'
			: 'the tail rests';
	by('node').textContent =
		`${node.sessions} sessions, ${node.streams.length + node.moreStreams} streams, ${tail}; ` +
		`tables: ${node.tables.join(', ')}; ${time(node.time)}`;
	by('streams').replaceChildren(...node.streams.map(streamRow));
	by('no-streams').hidden = node.streams.length > 0;
	by('more-streams').hidden = node.moreStreams === 0;
	by('more-streams').textContent = `and ${node.moreStreams} more`;
	by('pushes').replaceChildren(...node.pushes.flatMap(pushRows));
	by('no-pushes').hidden = node.pushes.length > 0;
}

async function refresh() {
	try {
		const response = await fetch('inspector/state');
		if (!response.ok) {
			throw new Error(`the server answers ${response.status}`);
		}
		show(await response.json());
	} catch (error) {
		by('node').textContent = `Not up to date: ${error.message}`;
	}
}

let paused = false;

by('pause').addEventListener('click', (event) => {
	paused = !paused;
	event.target.setAttribute('aria-pressed', String(paused));
	event.target.textContent = paused ? 'Go on' : 'Pause';
});

async function run() {
	if (!paused && !document.hidden) {
		await refresh();
	}
	setTimeout(run, INTERVAL);
}

run();
