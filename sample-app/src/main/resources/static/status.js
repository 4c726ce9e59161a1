// How the client is doing: the connection, the first sync, the switch "Work offline", and what the server refused.
import { attempt, element, make, place, quoted, tell } from "./dom.js";
import { sync } from "./sync.js";

const offline = element("offline");
offline.onclick = () => {
	if (sync.status$.value.paused) {
		sync.reconnect();
	}
	else {
		sync.disconnect();
	}
};

sync.status$.subscribe(showStatus);

function showStatus({ connection, paused, pending, loaded, followed, received, error }) {
	const waiting = pending === 0 ? "everything is sent" : `${pending.toLocaleString()} to send`;
	const problem = error && !paused ? ` (${error.message})` : "";
	element("connection").textContent = `${connection}, ${waiting}${problem}`;
	element("connection").dataset.connection = connection;
	offline.ariaChecked = String(paused);
	element("progress").hidden = connection !== "online" || loaded === followed;
	element("progress").firstElementChild.max = followed;
	element("progress").firstElementChild.value = loaded;
	element("progress-text").textContent = `Loading: ${received.toLocaleString()} records so far,`
		+ ` ${loaded} of ${followed} parts complete`;
	if (error?.code === "storage") {
		tell(error.message);
	}
}

const constraints = {
	todo_title_length: "A title has 1 to 200 characters.",
	todo_list_exists: "The list is not there any more.",
	todo_list_name_length: "The name of a list has 1 to 80 characters.",
	todo_list_color_hex: "A colour is # and six digits, 0 to 9 and a to f.",
	todo_list_created_by_length: "The name of a user has 1 to 40 characters.",
	todo_list_changed_by_length: "The name of a user has 1 to 40 characters.",
	todo_changed_by_length: "The name of a user has 1 to 40 characters.",
};

sync.rejected$.subscribe((rejections) => {
	place(element("rejections"), rejections.map((rejection) => element(rejection.id) ?? rejectionItem(rejection)));
});

function rejectionItem(rejection) {
	const { id, mutations, error } = rejection;
	const dismiss = make("button", { type: "button" }, "Dismiss");
	dismiss.onclick = () => attempt(() => sync.dismiss(rejection));
	return make("li", { id },
		make("div", {},
			make("strong", {}, "Undone, since the server refused it. "),
			constraints[error.details.constraint] ?? error.message,
			make("ul", {}, ...mutations.map((mutation) => make("li", {}, inWords(mutation))))),
		dismiss);
}

/** What a user has tried to do, with the whole text, which is nowhere else now. */
function inWords({ op, data, changed }) {
	const name = data?.title ?? data?.name ?? "";
	if (op === "create") {
		return `New: “${name}”`;
	}
	if (op === "delete") {
		return "A deletion";
	}
	const renamed = changed.includes("title") || changed.includes("name");
	return renamed ? `New name: “${name}”` : `A change of ${quoted(name)}`;
}
