package io.offlinesync.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The servers: a new one each time, or, where only the scenarios themselves are tried,
 * the one that was there before.
 */
final class Servers {

	private final Map<Settings, ServerProcess> kept = new HashMap<>();

	/**
	 * Start a server, or take one that runs with the same settings.
	 * @param settings the settings
	 * @return the server
	 */
	ServerProcess start(Settings settings) throws IOException {
		ServerProcess server = this.kept.get(settings);
		if (server == null) {
			server = ServerProcess.start(settings);
			this.kept.put(settings, server);
		}
		return server;
	}

	/**
	 * Hear that a server is not used any more. It ends, and writes its recording, unless
	 * it is to be kept.
	 * @param settings its settings
	 */
	void done(Settings settings) throws IOException {
		if (settings.on("fresh") || settings.on("profile")) {
			ServerProcess server = this.kept.remove(settings);
			if (server != null) {
				server.close();
			}
		}
	}

	/**
	 * End those that were kept.
	 */
	void close() throws IOException {
		for (ServerProcess server : this.kept.values()) {
			server.close();
		}
	}

}
