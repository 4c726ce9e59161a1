// The drawer that shows the frames on the wire.
import { element, make, place, soon } from "./dom.js";
import { user } from "./user.js";

const MOST_FRAMES = 200;
const MOST_CHARACTERS = 4000;

const drawer = element("wire");
const pause = element("wire-pause");
const show = soon(render);
let frames = [];

// Only one tab has the connection, and tells the others what it sees.
const otherTabs = new BroadcastChannel(`todos.frames.${user}`);
otherTabs.onmessage = (event) => keep(event.data);

/** Takes each frame that the client sends or gets. */
export function keepFrame({ sent, text }) {
	const blankLine = text.indexOf("\n\n");
	const end = blankLine < 0 ? text.length : blankLine;
	const head = text.slice(0, end).split("\n");
	const body = text.slice(end).replace(/\0$/, "").trimStart();
	const frame = {
		sent,
		command: head[0],
		headers: head.slice(1).join("\n").slice(0, MOST_CHARACTERS),
		destination: head.find((header) => header.startsWith("destination:"))?.slice("destination:".length) ?? "",
		size: text.length,
		body: body.slice(0, MOST_CHARACTERS),
		cut: Math.max(0, body.length - MOST_CHARACTERS),
		time: new Date().toLocaleTimeString(),
	};
	otherTabs.postMessage(frame);
	// A copy, since a part of a text keeps the whole text in memory.
	keep(structuredClone(frame));
}

function keep(frame) {
	frames = [frame, ...frames.slice(0, MOST_FRAMES - 1)];
	show();
}

function render() {
	if (drawer.open && pause.ariaPressed !== "true") {
		place(drawer.querySelector("ol"), frames.map((frame) => frame.item ??= frameItem(frame)));
	}
}

function frameItem(frame) {
	const direction = frame.sent ? "sent" : "received";
	const details = make("details", {}, make("summary", {},
		make("span", { className: direction, title: direction, role: "img", ariaLabel: direction }, frame.sent ? "↑" : "↓"),
		make("strong", {}, frame.command),
		make("span", { className: "destination" }, frame.destination),
		make("span", { className: "quiet" }, `${frame.size.toLocaleString()} characters, ${frame.time}`)));
	// Made only when somebody looks at it.
	details.addEventListener("toggle", () => details.append(make("pre", {}, `${frame.headers}\n\n${pretty(frame)}`)),
		{ once: true });
	return make("li", {}, details);
}

function pretty({ body, cut }) {
	if (cut > 0) {
		return `${body.replaceAll("},{", "},\n{")}…\n(${cut.toLocaleString()} more characters)`;
	}
	try {
		return JSON.stringify(JSON.parse(body), null, 2);
	}
	catch {
		return body;
	}
}

drawer.ontoggle = show;

pause.onclick = () => {
	pause.ariaPressed = String(pause.ariaPressed !== "true");
	show();
};

element("wire-clear").onclick = () => {
	frames = [];
	place(drawer.querySelector("ol"), []);
};
