package io.offlinesync.sample.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that still runs although the application that started it was killed. To be
 * called by the holder of the directory's lock only.
 */
final class LeftoverServer {

	private static final Logger logger = LoggerFactory.getLogger(LeftoverServer.class);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private LeftoverServer() {
	}

	/**
	 * End the server that runs in a data directory, if there is one, and wait for it.
	 * @param data the data directory's real path
	 * @throws EmbeddedServerException if it is not certain which process that is, or if
	 * it does not end
	 */
	static void end(Path data) throws IOException, InterruptedException {
		Path file = data.resolve("postmaster.pid");
		if (!Files.exists(file)) {
			return;
		}
		Optional<ProcessHandle> process = process(file).filter(LeftoverServer::isPostgres);
		if (process.isEmpty()) {
			// By now the number may be that of any process, and the server would take it
			// for another server and refuse to start.
			Files.deleteIfExists(file);
			return;
		}
		if (!isRunningIn(data, process.get())) {
			throw new EmbeddedServerException(
					"Process " + process.get().pid() + ", a PostgreSQL server, may or may not be using " + data + ".",
					"Stop that server. Or, if it has nothing to do with this folder, delete " + file + ".", null);
		}
		end(process.get(), file);
	}

	private static Optional<ProcessHandle> process(Path file) throws IOException {
		List<String> lines = Files.readAllLines(file);
		try {
			return lines.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(lines.get(0).trim()));
		}
		catch (NumberFormatException ex) {
			return Optional.empty();
		}
	}

	private static boolean isPostgres(ProcessHandle process) {
		// Unknown for processes of other users, and PostgreSQL runs in its owner's
		// directories only.
		return process.info()
			.command()
			.map((command) -> Path.of(command).getFileName().toString())
			.filter((name) -> name.equals("postgres") || name.equals("postgres.exe"))
			.isPresent();
	}

	private static boolean isRunningIn(Path data, ProcessHandle process) {
		List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
		int option = arguments.indexOf("-D");
		return option >= 0 && option + 1 < arguments.size() && Path.of(arguments.get(option + 1)).equals(data);
	}

	private static void end(ProcessHandle process, Path file) throws IOException, InterruptedException {
		logger.warn("Ending the PostgreSQL server (process {}) that a killed application left behind", process.pid());
		// Not SIGTERM, at which the server waits for its clients, and never SIGKILL.
		new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		// The file is the last thing a server removes. Its process may stay on as a
		// zombie, in containers that nobody cleans up.
		while (Files.exists(file) && process.isAlive()) {
			if (System.nanoTime() > deadline) {
				throw new EmbeddedServerException(
						"Process " + process.pid()
								+ ", a PostgreSQL server that a killed application left behind, does not end.",
						"Stop that process, then start again.", null);
			}
			waitBriefly(process);
		}
	}

	private static void waitBriefly(ProcessHandle process) throws InterruptedException {
		try {
			process.onExit().get(100, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			// The caller looks again.
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
