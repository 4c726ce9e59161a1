// Keeps the files of the page for when there is no network: from the server if it answers, else as they were.
const CACHE = "todos";
const FILES = ["./", "todos.css", "todos.js", "offline-sync/client.js"];

self.addEventListener("install", (event) => {
	event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
	if (event.request.method === "GET" && !new URL(event.request.url).pathname.startsWith("/api/")) {
		event.respondWith(answer(event.request));
	}
});

async function answer(request) {
	const cache = await caches.open(CACHE);
	try {
		const response = await fetch(request);
		if (response.ok) {
			await cache.put(request, response.clone());
		}
		return response;
	}
	catch (error) {
		const kept = await cache.match(request, { ignoreSearch: true });
		if (kept) {
			return kept;
		}
		throw error;
	}
}
