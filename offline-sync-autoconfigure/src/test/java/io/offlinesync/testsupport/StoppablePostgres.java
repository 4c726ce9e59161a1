package io.offlinesync.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of a test's own, which the test may stop in the middle of things
 * and start again: its port and its data stay. It is always embedded, and unlike the
 * shared server it acknowledges a commit only once the commit would survive.
 *
 * <pre class="code">
 * try (StoppablePostgres server = StoppablePostgres.start(directory)) {
 *     TestDatabase database = server.createDatabase("todo");
 *     …
 *     server.kill();
 *     server.start();
 * }
 * </pre>
 */
public final class StoppablePostgres implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(StoppablePostgres.class);

	private final Path directory;

	private final Map<String, String> settings;

	private EmbeddedPostgres server;

	private StoppablePostgres(Path directory, Map<String, String> settings) {
		this.directory = directory;
		this.settings = settings;
		this.server = start(0);
	}

	/**
	 * Start a server.
	 * @param directory an empty directory for its data, or the one that an earlier server
	 * left
	 * @return the server
	 */
	public static StoppablePostgres start(Path directory) {
		return start(directory, Map.of());
	}

	/**
	 * Start a server.
	 * @param directory an empty directory for its data, or the one that an earlier server
	 * left
	 * @param settings the server's settings
	 * @return the server
	 */
	public static StoppablePostgres start(Path directory, Map<String, String> settings) {
		logger.info("A test that stops PostgreSQL runs against an embedded server of its own");
		return new StoppablePostgres(directory, settings);
	}

	/**
	 * Create an empty database on this server.
	 * @param name the database's name
	 * @return the database, good after the server was started again too
	 */
	public TestDatabase createDatabase(String name) {
		database("postgres").jdbc().execute("create database " + name);
		return database(name);
	}

	/**
	 * A database on this server.
	 * @param name its name
	 * @return the database
	 */
	public TestDatabase database(String name) {
		return new TestDatabase("jdbc:postgresql://localhost:" + this.server.getPort() + "/" + name, "postgres",
				"postgres");
	}

	/**
	 * Make all of the server's processes exit at once, as an administrator in a hurry
	 * does: clients may still be told, nothing is written to disk.
	 */
	public void stopImmediately() {
		stop("QUIT");
	}

	/**
	 * End all of the server's processes at once, as a crash does: nobody is told
	 * anything.
	 */
	public void kill() {
		stop("KILL");
	}

	/**
	 * Start the server again after it was stopped.
	 */
	public void start() {
		this.server = start(this.server.getPort());
	}

	private EmbeddedPostgres start(int port) {
		try {
			EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
				.setDataDirectory(this.directory)
				.setCleanDataDirectory(false)
				.setPort(port)
				.setServerConfig("synchronous_commit", "on")
				.setPGStartupWait(Duration.ofSeconds(60));
			this.settings.forEach(builder::setServerConfig);
			return builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void stop(String signal) {
		ProcessHandle postmaster = postmaster();
		// Held, it can neither start processes that this would miss nor see others end.
		signal("STOP", Stream.of(postmaster));
		ProcessHandle[] processes = Stream.concat(Stream.of(postmaster), postmaster.descendants())
			.toArray(ProcessHandle[]::new);
		signal(signal, Stream.of(processes));
		signal("CONT", Stream.of(postmaster));
		// Not by onExit(), which needs a thread of the pool that a test may keep busy.
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> Stream.of(processes).noneMatch(ProcessHandle::isAlive));
		close();
	}

	private ProcessHandle postmaster() {
		try {
			long pid = Long.parseLong(Files.readAllLines(this.directory.resolve("postmaster.pid")).get(0));
			return ProcessHandle.of(pid).orElseThrow();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The server does not run", ex);
		}
	}

	private static void signal(String signal, Stream<ProcessHandle> processes) {
		String[] command = Stream
			.concat(Stream.of("kill", "-" + signal), processes.map((process) -> Long.toString(process.pid())))
			.toArray(String[]::new);
		try {
			new ProcessBuilder(command).start().waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stop the server in an orderly way, if it runs. Its data stay.
	 */
	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
