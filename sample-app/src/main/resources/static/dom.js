// What every part of the page needs to show things. Texts are set as texts, never as HTML: others have written them.

export function element(id) {
	return document.getElementById(id);
}

/** Make an element with some properties, such as `className`, and children: elements or texts. */
export function make(name, properties, ...children) {
	const made = Object.assign(document.createElement(name), properties);
	made.append(...children);
	return made;
}

/** Put elements in their places, and leave alone those that are there: somebody may be typing in one. */
export function place(parent, children) {
	const focused = document.activeElement;
	const index = [...parent.children].findIndex((child) => child.contains(focused));
	const wanted = new Set(children);
	[...parent.children].filter((child) => !wanted.has(child)).forEach((child) => child.remove());
	let next = parent.firstElementChild;
	for (const child of children) {
		if (child === next) {
			next = next.nextElementSibling;
		}
		else {
			parent.insertBefore(child, next);
		}
	}
	if (index >= 0 && document.activeElement !== focused) {
		// It was moved, or it is gone, and somebody at a keyboard goes on from its neighbour. Not in one of its controls,
		// since the next key may be meant for what is gone.
		const neighbour = children[Math.min(index, children.length - 1)];
		neighbour?.setAttribute("tabindex", "-1");
		(focused.isConnected ? focused : neighbour)?.focus();
	}
}

/** What does some work once before the browser draws again, however often it is called until then. */
export function soon(work) {
	let waiting = false;
	return () => {
		if (!waiting) {
			waiting = true;
			requestAnimationFrame(() => {
				waiting = false;
				work();
			});
		}
	};
}

export function tell(problem) {
	element("problem").textContent = problem;
}

/**
 * Do what may fail, and say so if it does.
 * @param typed what the user has typed, and might lose
 * @returns whether it went well
 */
export async function attempt(action, typed = "") {
	try {
		await action();
		tell("");
		return true;
	}
	catch (error) {
		const reason = error.code === "not-found" ? "It was deleted, or moved to a list that is not here." : error.message;
		tell(typed ? `“${typed}” is not saved. ${reason}` : reason);
		return false;
	}
}

/** A title in quotation marks, and not too long for a sentence. */
export function quoted(title) {
	return `“${title.length > 60 ? title.slice(0, 60) + "…" : title}”`;
}
