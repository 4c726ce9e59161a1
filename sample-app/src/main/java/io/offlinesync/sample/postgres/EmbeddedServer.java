package io.offlinesync.sample.postgres;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * A running PostgreSQL server of the sample's own, with data that outlives it.
 * <p>
 * Its directory holds {@code data}, {@code binaries}, {@code server.log} and
 * {@code application.lock}. Deleting the directory is safe while the sample is not
 * running, and starts it anew.
 */
final class EmbeddedServer implements JdbcConnectionDetails, AutoCloseable {

	/**
	 * The major version of the binaries in the POM; a test compares them.
	 */
	static final String MAJOR_VERSION = "18";

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedServer.class);

	private final DirectoryLock lock;

	private final EmbeddedPostgres postgres;

	private EmbeddedServer(DirectoryLock lock, EmbeddedPostgres postgres) {
		this.lock = lock;
		this.postgres = postgres;
	}

	/**
	 * Start a server.
	 * @param directory the directory of its data, which is made if it does not exist
	 * @return the server, ready for connections
	 * @throws EmbeddedServerException if another application uses the directory, or if
	 * the server cannot start
	 */
	static EmbeddedServer start(Path directory) {
		try {
			Path real = Files.createDirectories(directory.toAbsolutePath()).toRealPath();
			DirectoryLock lock = DirectoryLock.acquire(real);
			try {
				EmbeddedServer server = new EmbeddedServer(lock, startPostgres(real));
				logger.info("PostgreSQL keeps its data in {}: {} (psql postgresql://postgres@localhost:{}/postgres)",
						real, server.getJdbcUrl(), server.postgres.getPort());
				return server;
			}
			catch (IOException | RuntimeException | InterruptedException ex) {
				lock.close();
				throw ex;
			}
		}
		catch (IOException ex) {
			throw new EmbeddedServerException("The folder " + directory + " cannot be used: " + ex,
					"Choose another one with --sample.postgres.directory=/another/folder.", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while starting PostgreSQL", ex);
		}
	}

	private static EmbeddedPostgres startPostgres(Path directory) throws IOException, InterruptedException {
		Path data = directory.resolve("data");
		Path log = directory.resolve("server.log");
		checkVersion(data);
		LeftoverServer.end(data);
		Files.deleteIfExists(log);
		try {
			return builder(data, binaries(directory), log.toFile()).start();
		}
		catch (IOException | RuntimeException ex) {
			// It may only have been too slow, and nobody would stop it once it runs.
			LeftoverServer.end(data);
			throw new EmbeddedServerException("PostgreSQL did not start: " + ex.getMessage(), "Read " + log
					+ ". To begin again without the data, delete " + directory
					+ ". To use a PostgreSQL that you have, start with --spring.datasource.url=jdbc:postgresql://…",
					ex);
		}
	}

	private static File binaries(Path directory) throws IOException {
		File binaries = Files.createDirectories(directory.resolve("binaries")).toFile();
		// The library lets everybody write to it, and we run what is in it: others must
		// not get in.
		binaries.setExecutable(false, false);
		binaries.setExecutable(true, true);
		return binaries;
	}

	private static EmbeddedPostgres.Builder builder(Path data, File binaries, File log) {
		return EmbeddedPostgres.builder()
			.setDataDirectory(data)
			.setCleanDataDirectory(false)
			.setOverrideWorkingDirectory(binaries)
			// The context closes us when nothing uses the server any more; a hook would
			// stop it under the application's feet.
			.setRegisterShutdownHook(false)
			.setPGStartupWait(Duration.ofMinutes(1))
			// A pipe would break when the application is killed.
			.setOutputRedirector(Redirect.appendTo(log))
			.setErrorRedirector(Redirect.appendTo(log))
			// The same on every machine, whatever its locale.
			.setLocaleConfig("locale", "C")
			.setLocaleConfig("locale-provider", "builtin")
			.setLocaleConfig("builtin-locale", "C.UTF-8")
			// Everybody may sign in: nobody from elsewhere.
			.setServerConfig("listen_addresses", "localhost")
			.setServerConfig("unix_socket_directories", "")
			// Off by default in this library, since tests throw their data away.
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on");
	}

	private static void checkVersion(Path data) throws IOException {
		Path file = data.resolve("PG_VERSION");
		if (!Files.exists(file)) {
			return;
		}
		String version = Files.readString(file).trim();
		if (!version.equals(MAJOR_VERSION)) {
			throw new EmbeddedServerException(
					"The data in " + data + " was made by PostgreSQL " + version + "; the sample now runs PostgreSQL "
							+ MAJOR_VERSION + ", which cannot read it.",
					"Delete " + data.getParent() + " to begin again with the seed data, or keep it and choose another "
							+ "folder with --sample.postgres.directory=/another/folder.",
					null);
		}
	}

	@Override
	public String getJdbcUrl() {
		return this.postgres.getJdbcUrl("postgres", "postgres");
	}

	@Override
	public String getUsername() {
		return "postgres";
	}

	@Override
	public @Nullable String getPassword() {
		return null;
	}

	@Override
	public void close() throws IOException {
		try {
			this.postgres.close();
		}
		finally {
			this.lock.close();
		}
	}

}
