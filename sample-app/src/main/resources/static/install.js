// So that the page opens while there is no server. Browsers allow it only on https and localhost.
navigator.serviceWorker?.register("sw.js").catch((error) => console.warn("The page will not open offline", error));
