// The lists, and what is to be done of the one that is shown.
import "./activity.js";
import { attempt, element, make, place, quoted, soon, tell } from "./dom.js";
import "./install.js";
import "./status.js";
import { lists, sync, todos } from "./sync.js";
import { user } from "./user.js";

const PAGE = 100;
const COLORS = ["#2f6f4f", "#b3541e", "#1f5f8b", "#6a4c93", "#9b2242", "#8a6d1b"];
const PRIORITIES = ["", "low priority", "high priority", "urgent"];

/** Shows everything as it is now. What has changed only has to be noted, and this called. */
const show = soon(render);

let allLists = [];
let listsAreHere = false;
let pendingLists = new Set();
let pendingTodos = new Set();
/** The lists whose to-dos are followed, since they were opened, and those of which all to-dos are here. */
const followedLists = new Set();
const completeLists = new Set();
/** The list that is shown, its to-dos in their order, and how many of those. */
let opened = null;
let rows = null;
let limit = PAGE;
let subscription = null;
/** To-dos that others have changed just now. */
const changed = new Set();

follow({ table: "todo_list", where: {} }, () => {
	listsAreHere = true;
});
lists.live().subscribe((found) => {
	allLists = found.sort((one, other) => one.name.localeCompare(other.name));
	show();
});
lists.pending().subscribe((uids) => {
	pendingLists = uids;
	show();
});
todos.pending().subscribe((uids) => {
	pendingTodos = uids;
	show();
});
sync.changes$.subscribe((changes) => {
	changes.forEach((change) => changed.add(change.uid));
	show();
});
sync.status$.subscribe(show);
addEventListener("hashchange", show);

/** The list that the address names; without a name, the first one. */
function listToShow() {
	const uid = location.hash.slice(1);
	if (!uid && listsAreHere && allLists.length > 0) {
		location.replace(`#${allLists[0].uid}`);
	}
	return allLists.find((list) => list.uid === uid);
}

function open(uid) {
	opened = uid;
	rows = null;
	limit = PAGE;
	changed.clear();
	subscription?.unsubscribe();
	subscription = null;
	if (uid) {
		if (!followedLists.has(uid)) {
			followedLists.add(uid);
			follow({ table: "todo", where: { listUid: uid } }, () => completeLists.add(uid));
		}
		subscription = todos.live({ listUid: uid }).subscribe((found) => {
			rows = found.sort((one, other) => one.position - other.position);
			show();
		});
	}
}

/** Keep records here, from now on, and note when all of them are. */
async function follow(scope, note) {
	try {
		await sync.follow([scope]).ready;
		note();
		show();
	}
	catch (error) {
		tell(error.message);
	}
}

function render() {
	const list = listToShow();
	if ((list?.uid ?? null) !== opened) {
		open(list?.uid ?? null);
	}
	const all = rows ?? [];
	const left = all.filter((todo) => !todo.done);
	const wanted = element("filter").firstElementChild.checked ? left : all;
	document.title = list ? `${list.name} – To-do lists` : "To-do lists";
	element("name").textContent = list?.name ?? "";
	element("name").style.setProperty("--color", list?.color ?? "transparent");
	element("summary").textContent = list
		? `${left.length.toLocaleString()} to do, ${(all.length - left.length).toLocaleString()} done. Made by ${list.createdBy}.`
		: "";
	element("add").hidden = !list;
	element("filter").hidden = all.length === 0;
	element("empty").textContent = wanted.length > 0 ? "" : whyEmpty(list, all);
	element("more").hidden = wanted.length <= limit;
	element("more").textContent = `Show more (${limit} of ${wanted.length.toLocaleString()})`;
	place(element("lists"), allLists.map(listItem));
	place(element("todos"), wanted.slice(0, limit).map(todoItem));
}

function whyEmpty(list, all) {
	if (!list) {
		return listsAreHere && location.hash ? "This list is not there any more." : loading("The lists are");
	}
	if (all.length > 0) {
		return "All is done.";
	}
	if (rows && (completeLists.has(list.uid) || pendingLists.has(list.uid))) {
		return "Nothing to do.";
	}
	return loading("This list is");
}

function loading(what) {
	return sync.status$.value.connection === "offline"
		? `${what} not on this device yet, and will be loaded when there is a connection.`
		: `${what} being loaded…`;
}

function listItem(list) {
	const item = element(list.uid) ?? newListItem(list.uid);
	const button = item.firstElementChild;
	const [name, state] = button.children;
	name.textContent = list.name;
	state.textContent = pendingLists.has(list.uid) ? "to send" : "";
	button.style.setProperty("--color", list.color);
	button.style.setProperty("--on-color", readableOn(list.color));
	button.ariaCurrent = list.uid === opened ? "true" : null;
	return item;
}

function newListItem(uid) {
	const button = make("button", { type: "button" }, make("span", {}), make("span", { className: "state" }));
	button.onclick = () => location.assign(`#${uid}`);
	return make("li", { id: uid }, button);
}

/** Black or white, whichever is easier to read on a color such as #2f6f4f. */
function readableOn(color) {
	const [red, green, blue] = [1, 3, 5]
		.map((start) => parseInt(color.slice(start, start + 2), 16) / 255)
		.map((part) => part ** 2.2);
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "black" : "white";
}

function todoItem(todo) {
	const item = element(todo.uid) ?? newTodoItem(todo.uid);
	const field = (selector) => item.querySelector(selector);
	const due = todo.dueAt && `due ${new Date(todo.dueAt).toLocaleDateString(undefined, { dateStyle: "medium" })}`;
	const pending = pendingTodos.has(todo.uid);
	item.classList.toggle("done", todo.done);
	item.classList.toggle("pending", pending);
	field("[type=checkbox]").checked = todo.done;
	field("[type=checkbox]").ariaLabel = `Done: ${todo.title}`;
	if (document.activeElement !== field(".title")) {
		field(".title").value = todo.title;
	}
	field(".state").textContent = pending ? "to send" : "";
	field(".details").textContent = [todo.assignee, due, PRIORITIES[todo.priority], todo.notes].filter(Boolean).join(" · ");
	showLists(field(".list"), todo);
	field(".delete").ariaLabel = `Delete ${quoted(todo.title)}`;
	if (changed.delete(todo.uid)) {
		item.classList.add("changed");
	}
	return item;
}

function showLists(select, todo) {
	if (select.lists !== allLists) {
		select.lists = allLists;
		select.replaceChildren(...allLists.map((list) => new Option(list.name, list.uid)));
	}
	select.value = todo.listUid;
	select.ariaLabel = `List of ${quoted(todo.title)}`;
}

function newTodoItem(uid) {
	const box = make("input", { type: "checkbox" });
	box.onchange = () => change(uid, { done: box.checked });
	// The server takes no more than 200 characters: try more, to see what becomes of what it refuses.
	const title = make("input", { type: "text", className: "title", maxLength: 300, ariaLabel: "Title", autocomplete: "off" });
	title.onchange = () => change(uid, { title: title.value });
	title.onblur = show;
	const select = make("select", { className: "list", title: "Move to another list" });
	select.onchange = () => change(uid, { listUid: select.value });
	select.onkeydown = (event) => {
		// Would choose the next list at once, and move the to-do there: let the user see what there is, and choose.
		if (event.key.startsWith("Arrow") && select.showPicker) {
			event.preventDefault();
			select.showPicker();
		}
	};
	const remove = make("button", { type: "button", className: "delete", title: "Delete" }, "✕");
	remove.onclick = () => attempt(() => todos.remove(uid));
	const item = make("li", { id: uid },
		make("label", { className: "tick" }, box),
		make("div", { className: "text" },
			title,
			make("p", {}, make("span", { className: "state" }), make("span", { className: "details" }))),
		make("label", { className: "move" }, select),
		remove);
	item.onanimationend = () => item.classList.remove("changed");
	return item;
}

async function change(uid, changes) {
	const done = await attempt(() => todos.update(uid, { ...changes, changedBy: user }), changes.title);
	if (!done) {
		// What could not be done is not to look as if it were.
		show();
	}
}

element("add").onsubmit = async (event) => {
	event.preventDefault();
	const field = element("title");
	const title = field.value.trim();
	field.value = "";
	// On top of the list, where it is seen.
	const position = (rows?.[0]?.position ?? 0) - 1000;
	const todo = { listUid: opened, title, done: false, priority: 0, position, changedBy: user };
	const done = await attempt(() => todos.create(todo));
	if (!done) {
		field.value ||= title;
	}
};

element("more").onclick = () => {
	const next = limit;
	limit += PAGE;
	render();
	if (element("more").hidden) {
		element("todos").children[next].querySelector("input").focus();
	}
};

element("filter").onchange = show;

const newList = element("new-list");
const newListForm = newList.querySelector("form");

newList.ontoggle = () => {
	element("list-color").value = COLORS[allLists.length % COLORS.length];
	if (newList.open) {
		element("list-name").focus();
	}
};

newListForm.onsubmit = async (event) => {
	event.preventDefault();
	const name = element("list-name").value.trim();
	const list = { name, color: element("list-color").value, createdBy: user, changedBy: user };
	const done = await attempt(async () => {
		const { uid } = await lists.create(list);
		location.assign(`#${uid}`);
	});
	if (done) {
		newListForm.reset();
		newList.open = false;
	}
};

element("who").textContent = user;
element("who").ariaLabel = `You are ${user}: choose another user`;
