package io.offlinesync.stomp;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.stomp.fuzz.FuzzedApplication;
import io.offlinesync.stomp.rights.RightsApplication;
import io.offlinesync.testsupport.TestDatabase;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server holds on to: sessions, threads, connections and memory.
 */
final class ServerState {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ConfigurableApplicationContext application;

	private final int connections;

	/** Look at what an idle server needs. */
	ServerState(ConfigurableApplicationContext application) {
		this.application = application;
		Awaitility.await().atMost(PATIENCE).until(() -> busy().isEmpty());
		this.connections = connections();
	}

	/** A database with the tables of {@link FuzzedApplication}. */
	static TestDatabase database() {
		TestDatabase database = RightsApplication.database();
		database.jdbc().execute(DomainApplication.SCHEMA);
		database.jdbc()
			.execute(
					"""
							create table sample (id bigint primary key, amount numeric(20, 4), ratio float8, whole smallint, day date,
							  noon time, moment timestamptz, color text, name varchar(20), flag boolean not null);
							create table counter (id int primary key, reading int not null);
							""");
		return database;
	}

	/** Say what was measured, which is logged whatever else is not. */
	static void report(String figures) {
		LogFactory.getLog(TestDatabase.class).info(figures);
	}

	static int port(ConfigurableApplicationContext application) {
		return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	int port() {
		return port(this.application);
	}

	int sessions() {
		return ((SyncWebSocketHandler) this.application.getBean(StompEndpoint.class).handler()).sessionCount();
	}

	/** Wait until nobody is connected and nothing is done any more. */
	void awaitIdle() {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(sessions()).as("sessions").isZero();
			assertThat(busy()).as("busy threads").isEmpty();
			assertThat(connections()).as("connections in use").isLessThanOrEqualTo(this.connections);
		});
	}

	private int connections() {
		return this.application.getBean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
	}

	/** The threads that work for clients and do not wait for work. */
	private static List<String> busy() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> thread.getKey()
				.getName()
				.matches("offline-sync-(work|close|read|tell)-.*|http-nio.*exec.*"))
			.filter((thread) -> thread.getValue().length > 0)
			.filter((thread) -> Arrays.stream(thread.getValue())
				.noneMatch((frame) -> frame.getMethodName().equals("getTask")))
			.map(ServerState::text)
			.toList();
	}

	private static String text(Map.Entry<Thread, StackTraceElement[]> thread) {
		return thread.getKey().getName() + " at " + Arrays.asList(thread.getValue());
	}

	/** The memory that is in use after a collection, in megabytes. */
	static long usedMegabytes() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (1024 * 1024);
	}

}
