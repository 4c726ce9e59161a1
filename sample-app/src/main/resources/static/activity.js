// What others have changed, newest first.
import { element, make, quoted } from "./dom.js";
import { lists, sync } from "./sync.js";
import { user } from "./user.js";

const MOST = 10;

let names = new Map();

lists.live().subscribe((rows) => {
	names = new Map(rows.map((list) => [list.uid, list.name]));
});

sync.changes$.subscribe((changes) => {
	const lines = changes.slice(-MOST).map((change) => line(change));
	element("activity").prepend(...lines.reverse());
	[...element("activity").children].slice(MOST).forEach((old) => old.remove());
});

function line(change) {
	const who = make("strong", {}, nameOf(change.after));
	const time = make("time", { dateTime: new Date().toISOString() }, "just now");
	const what = change.table === "todo_list" ? listInWords(change) : todoInWords(change);
	return make("li", {}, who, ` ${what} `, time);
}

/** Who it was, as far as the record says: one that was deleted does not say it. */
function nameOf(record) {
	if (!record?.changedBy) {
		return "somebody";
	}
	return record.changedBy === user ? "you, elsewhere," : record.changedBy;
}

function todoInWords({ before, after, left }) {
	if (!before) {
		return `added ${quoted(after.title)} to ${listName(after)}`;
	}
	if (!after) {
		return left ? `moved ${quoted(before.title)} to a list that is not here` : `deleted ${quoted(before.title)}`;
	}
	const words = [];
	if (before.title !== after.title) {
		words.push(`renamed ${quoted(before.title)} to ${quoted(after.title)}`);
	}
	if (before.done !== after.done) {
		words.push(after.done ? `ticked ${quoted(after.title)}` : `reopened ${quoted(after.title)}`);
	}
	if (before.listUid !== after.listUid) {
		words.push(`moved ${quoted(after.title)} to ${listName(after)}`);
	}
	return words.join(", ") || `changed ${quoted(after.title)}`;
}

function listInWords({ before, after }) {
	if (!before) {
		return `created the list ${quoted(after.name)}`;
	}
	if (!after) {
		return `deleted the list ${quoted(before.name)}`;
	}
	return before.name === after.name
		? `changed the list ${quoted(after.name)}`
		: `renamed the list ${quoted(before.name)} to ${quoted(after.name)}`;
}

function listName(todo) {
	return quoted(names.get(todo.listUid) ?? "another list");
}

const relative = new Intl.RelativeTimeFormat("en", { style: "narrow" });

setInterval(() => {
	for (const time of element("activity").querySelectorAll("time")) {
		const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60_000);
		time.textContent = minutes === 0 ? "just now" : relative.format(-minutes, "minutes");
	}
}, 10_000);
