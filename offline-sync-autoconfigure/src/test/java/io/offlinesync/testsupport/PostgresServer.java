package io.offlinesync.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The PostgreSQL server that all tests of this JVM share: in a container where there is
 * Docker, of the image that {@code OFFLINE_SYNC_TEST_POSTGRES_IMAGE} names if it is set;
 * embedded elsewhere.
 */
final class PostgresServer {

	private static final Logger logger = LoggerFactory.getLogger(PostgresServer.class);

	private static final String IMAGE = "OFFLINE_SYNC_TEST_POSTGRES_IMAGE";

	private static final String MAX_CONNECTIONS = "300";

	private final String host;

	private final int port;

	private final String username;

	private final String password;

	private PostgresServer(String host, int port, String username, String password) {
		this.host = host;
		this.port = port;
		this.username = username;
		this.password = password;
	}

	static PostgresServer shared() {
		return Shared.SERVER;
	}

	TestDatabase database(String name) {
		return new TestDatabase("jdbc:postgresql://" + this.host + ":" + this.port + "/" + name, this.username,
				this.password);
	}

	private static PostgresServer start() {
		return DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
	}

	private static PostgresServer container() {
		String image = System.getenv().getOrDefault(IMAGE, "postgres:18-alpine");
		logger.info("Tests run against PostgreSQL in a container: {}", image);
		PostgreSQLContainer container = new PostgreSQLContainer(
				DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"));
		container.setCommand("postgres", "-c", "fsync=off", "-c", "max_connections=" + MAX_CONNECTIONS);
		container.start();
		return new PostgresServer(container.getHost(), container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
				container.getUsername(), container.getPassword());
	}

	private static PostgresServer embedded() {
		logger.info("Tests run against an embedded PostgreSQL, since there is no Docker");
		try {
			EmbeddedPostgres server = EmbeddedPostgres.builder()
				.setServerConfig("max_connections", MAX_CONNECTIONS)
				.start();
			return new PostgresServer("localhost", server.getPort(), "postgres", "postgres");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class Shared {

		static final PostgresServer SERVER = start();

	}

}
