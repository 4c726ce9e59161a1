// Keeps the files of the page for when there is no network: from the server if it answers in time, else as they were.
const CACHE = "todos-2";
const PATIENCE = 2000;
const FILES = ["./", "todos.html", "todos.css", "index.js", "install.js", "todos.js", "dom.js", "user.js", "sync.js",
	"status.js", "activity.js", "wire.js", "icon.svg", "icon-192.png", "icon-512.png", "manifest.webmanifest",
	"offline-sync/client.js"].map((file) => new URL(file, self.registration.scope).href);

/** How long to wait for the server: not at all once it has let us wait in vain, until it answers again. */
let patience = PATIENCE;

self.addEventListener("install", (event) => {
	const requests = FILES.map((file) => new Request(file, { cache: "reload" }));
	event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
	event.waitUntil(removeOldCaches().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
	// Without what follows the path: a page is the same for all users.
	const file = event.request.url.replace(/[?#].*/, "");
	if (event.request.method === "GET" && FILES.includes(file)) {
		const fromServer = fetchAndKeep(event.request, file);
		event.respondWith(firstOf(fromServer, file));
		// An answer that comes too late is kept for the next time.
		event.waitUntil(fromServer.catch(() => undefined));
	}
});

async function removeOldCaches() {
	const names = await caches.keys();
	await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

async function fetchAndKeep(request, file) {
	const response = await fetch(request, { cache: "no-cache" });
	patience = PATIENCE;
	if (response.ok) {
		const cache = await caches.open(CACHE);
		await cache.put(file, response.clone());
	}
	return response;
}

/** What the server answers in time, or else what was kept, or else whatever the server answers. */
async function firstOf(fromServer, file) {
	const tooLate = new Promise((resolve) => setTimeout(() => resolve("too late"), patience));
	const response = await Promise.race([fromServer.catch(() => undefined), tooLate]);
	if (response === "too late") {
		patience = 0;
	}
	else if (response?.ok) {
		return response;
	}
	const cache = await caches.open(CACHE);
	return await cache.match(file) ?? await fromServer;
}
