import { createOfflineSync } from "./offline-sync/client.js";

const sync = createOfflineSync({
	url: "/offline-sync",
	database: "todos",
	tables: {
		todo_list: { id: "uid", kinds: { uid: "uuid" } },
		todo: { id: "uid", indexes: ["listUid"], kinds: { uid: "uuid", listUid: "uuid", dueAt: "instant" } },
	},
});
const lists = sync.table("todo_list");
const todos = sync.table("todo");
sync.follow([{ table: "todo_list", where: {} }, { table: "todo", where: {} }]);

const element = (id) => document.getElementById(id);
const priorities = ["", "low priority", "high priority", "urgent"];
let allLists = [];
let allTodos = [];
let shown;

lists.live().subscribe((rows) => {
	allLists = rows.sort((one, other) => one.name.localeCompare(other.name));
	render();
});
todos.live().subscribe((rows) => {
	allTodos = rows;
	render();
});
sync.status$.subscribe(({ connection, pending, loaded, followed, error }) => {
	const waiting = pending === 0 ? "everything is sent" : `${pending} to send`;
	const loading = loaded < followed ? ", loading" : "";
	const problem = error && connection !== "online" ? ` (${error.message})` : "";
	element("connection").textContent = `${connection}, ${waiting}${loading}${problem}`;
});
sync.rejected$.subscribe((rejections) => {
	for (const rejection of rejections) {
		const { mutations, error } = rejection;
		const titles = mutations.map(({ data }) => data?.title?.slice(0, 40)).filter(Boolean).join(", ");
		tell(`Undone, since the server refused it: ${titles}. ${error.message}.`);
		sync.dismiss(rejection);
	}
});

function tell(text) {
	element("rejections").textContent = text;
}

async function attempt(action) {
	try {
		tell("");
		await action();
	}
	catch (error) {
		tell(error.message);
	}
}

function render() {
	shown = allLists.some((list) => list.uid === shown) ? shown : allLists[0]?.uid;
	const list = allLists.find((each) => each.uid === shown);
	const own = allTodos.filter((todo) => todo.listUid === shown).sort((one, other) => one.position - other.position);
	const open = own.filter((todo) => !todo.done).length;
	element("name").textContent = list?.name ?? "";
	element("summary").textContent = list ? `${open} to do, ${own.length - open} done. Made by ${list.createdBy}.` : "";
	place(element("lists"), allLists.map(listItem));
	place(element("todos"), own.map(todoItem));
}

/** Put elements in their place, and leave alone those that are there: somebody may be typing in one. */
function place(parent, children) {
	[...parent.children].filter((child) => !children.includes(child)).forEach((child) => child.remove());
	children.forEach((child, index) => {
		if (parent.children[index] !== child) {
			parent.insertBefore(child, parent.children[index] ?? null);
		}
	});
}

function make(name, properties, ...children) {
	const made = Object.assign(document.createElement(name), properties);
	made.append(...children);
	return made;
}

function listItem(list) {
	const open = allTodos.filter((todo) => todo.listUid === list.uid && !todo.done).length;
	const item = document.getElementById(list.uid) ?? newListItem(list.uid);
	const button = item.firstElementChild;
	button.textContent = `${list.name} (${open})`;
	button.style.setProperty("--color", list.color);
	button.ariaCurrent = list.uid === shown ? "true" : null;
	return item;
}

function newListItem(uid) {
	const button = make("button", { type: "button" });
	button.onclick = () => {
		shown = uid;
		render();
	};
	return make("li", { id: uid }, button);
}

function todoItem(todo) {
	const item = document.getElementById(todo.uid) ?? newTodoItem(todo.uid);
	const [box, title, details] = item.children;
	const due = todo.dueAt && `due ${new Date(todo.dueAt).toLocaleDateString(undefined, { dateStyle: "medium" })}`;
	item.className = todo.done ? "done" : "";
	box.checked = todo.done;
	if (document.activeElement !== title) {
		title.value = todo.title;
	}
	details.textContent = [todo.assignee, due, priorities[todo.priority], todo.notes].filter(Boolean).join(" · ");
	return item;
}

function newTodoItem(uid) {
	const box = make("input", { type: "checkbox", ariaLabel: "Done" });
	box.onchange = () => attempt(() => todos.update(uid, { done: box.checked }));
	// The server takes no more than 200 characters: try more, to see what becomes of what it refuses.
	const title = make("input", { type: "text", className: "title", maxLength: 300, ariaLabel: "Title" });
	title.onchange = () => attempt(() => todos.update(uid, { title: title.value }));
	title.onblur = render;
	const remove = make("button", { type: "button", ariaLabel: "Delete" }, "✕");
	remove.onclick = () => attempt(() => todos.remove(uid));
	return make("li", { id: uid }, box, title, make("small", {}), remove);
}

element("add").onsubmit = (event) => {
	event.preventDefault();
	const field = element("title");
	const last = Math.max(0, ...allTodos.filter((todo) => todo.listUid === shown).map((todo) => todo.position));
	attempt(async () => {
		await todos.create({ listUid: shown, title: field.value, done: false, priority: 0, position: last + 1000 });
		field.value = "";
	});
};

element("plane").onclick = ({ currentTarget: button }) => {
	const offline = button.getAttribute("aria-pressed") !== "true";
	button.setAttribute("aria-pressed", String(offline));
	if (offline) {
		sync.disconnect();
	}
	else {
		sync.reconnect();
	}
};

// So that the page opens while there is no server. Only on https and localhost.
navigator.serviceWorker?.register("sw.js").catch((error) => console.warn("The page will not open offline", error));
