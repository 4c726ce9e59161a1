package io.offlinesync.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.StoppablePostgres;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.StreamModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that goes on running while its database server is replaced by another.
 */
class DatabaseTakeoverIntegrationTests {

	@TempDir
	Path directory;

	private StoppablePostgres server;

	private ConfigurableApplicationContext application;

	private JdbcSyncService service;

	private ChangeFeed feed;

	private Todos todos;

	@BeforeEach
	void start() {
		this.server = StoppablePostgres.start(this.directory.resolve("data"));
		TestDatabase database = this.server.createDatabase("app");
		database.jdbc().execute(DomainApplication.SCHEMA);
		this.application = DomainApplication.start(database, "offline-sync.feed.poll-interval=20ms",
				"spring.datasource.hikari.connection-timeout=2000");
		this.service = this.application.getBean(JdbcSyncService.class);
		this.feed = this.application.getBean(ChangeFeed.class);
		this.todos = Todos.create(database.jdbc());
	}

	@AfterEach
	void stop() {
		this.application.close();
		this.server.close();
	}

	private StreamModel held() {
		StreamModel model = this.todos.follow();
		try (FeedClient client = FeedClient.open(this.feed, model)) {
			client.untilComplete();
		}
		return model;
	}

	private void assertReadsAnew(StreamModel model) {
		model.expectOtherHistory();
		try (FeedClient client = FeedClient.open(this.feed, model)) {
			assertThat(client.next().reset()).containsExactly(0);
			this.todos.assertHeldBy(model);
		}
	}

	@Test
	void commitsThatWereLostAreNoticed() throws IOException {
		this.todos.insert("kept");
		Path data = this.directory.resolve("data");
		Path backup = this.directory.resolve("backup");
		this.server.close();
		FileSystemUtils.copyRecursively(data, backup);
		this.server.start();
		// The pool has to notice too.
		String generation = Awaitility.await()
			.ignoreExceptions()
			.until(() -> this.service.state().generation(), Objects::nonNull);
		this.todos.insert("lost");
		StreamModel away = Awaitility.await().ignoreExceptions().until(this::held, Objects::nonNull);
		try (FeedClient client = FeedClient.open(this.feed, this.todos.follow())) {
			client.untilComplete();
			assertThat(client.model().records("todo")).hasSize(2);
			this.server.close();
			FileSystemUtils.deleteRecursively(data);
			restore(backup, data);
			this.server.start();
			client.model().expectOtherHistory();
			assertThat(client.next().reset()).containsExactly(0);
			this.todos.assertHeldBy(client.model());
			assertThat(client.model().records("todo")).hasSize(1);
			Awaitility.await().ignoreExceptions().until(() -> !this.service.state().generation().equals(generation));
			assertReadsAnew(away);
			this.todos.insert("new");
			client.untilComplete();
			this.todos.assertHeldBy(client.model());
		}
	}

	/** PostgreSQL wants its directory for itself. */
	private static void restore(Path backup, Path data) throws IOException {
		FileSystemUtils.copyRecursively(backup, data);
		Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
	}

	@Test
	void aCopyThatTakesOverIsAnotherGeneration() throws IOException {
		this.todos.insert("kept");
		StreamModel away = held();
		String generation = this.service.state().generation();
		try (FeedClient client = FeedClient.open(this.feed, this.todos.follow())) {
			client.untilComplete();
			this.server.close();
			Files.createFile(this.directory.resolve("data").resolve("standby.signal"));
			this.server.start();
			// The pool has to notice too.
			Awaitility.await()
				.ignoreExceptions()
				.until(() -> new JdbcTemplate(this.service.dataSource()).queryForObject("select 1", Integer.class),
						Objects::nonNull);
			// It only follows another one yet.
			assertThatExceptionOfType(SyncException.class).isThrownBy(() -> this.service.state().generation())
				.satisfies((error) -> assertThat(error.code()).isEqualTo(SyncErrorCode.UNAVAILABLE));
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertReadsAnew(held()))
				.havingCause()
				.isInstanceOfSatisfying(SyncException.class,
						(error) -> assertThat(error.code()).isEqualTo(SyncErrorCode.UNAVAILABLE));
			this.todos.jdbc().queryForList("select pg_promote()");
			client.model().expectOtherHistory();
			assertThat(client.next().reset()).containsExactly(0);
			assertThat(this.service.state().generation()).isNotEqualTo(generation);
			assertThat(this.todos.jdbc().queryForList("select xid::text from offline_sync.sync_change"))
				.isEqualTo(List.of());
			assertReadsAnew(away);
			this.todos.insert("new");
			client.untilComplete();
			this.todos.assertHeldBy(client.model());
		}
	}

	/**
	 * PostgreSQL gives out again what only transactions had that left an abort in the
	 * memory of the crashed server.
	 */
	@Test
	void whatIsCommittedUnderAnIdGivenOutAgainAfterACrashIsHeard() {
		JdbcTemplate jdbc = this.todos.jdbc();
		jdbc.execute("alter system set wal_writer_delay = '10s'");
		jdbc.execute("select pg_reload_conf()");
		this.todos.insert("before");
		long aborted = 0;
		for (int i = 0; i < 5; i++) {
			try (DatabaseSession session = new DatabaseSession(this.server.database("app"))) {
				aborted = Objects.requireNonNull(
						session.jdbc().queryForObject("select pg_current_xact_id()::text::bigint", Long.class));
			}
		}
		StreamModel model = held();
		this.server.kill();
		this.server.start();
		Awaitility.await()
			.ignoreExceptions()
			.until(() -> new JdbcTemplate(this.service.dataSource()).queryForObject("select 1", Integer.class),
					Objects::nonNull);
		for (int i = 0; i < 10; i++) {
			this.todos.insert("after");
		}
		assertThat(jdbc
			.queryForObject("select min(xid::text::bigint) from offline_sync.sync_change where xid::text::bigint"
					+ " > (select min(xid::text::bigint) from offline_sync.sync_change)", Long.class))
			.as("given out again")
			.isLessThanOrEqualTo(aborted);
		model.expectOtherHistory();
		try (FeedClient client = FeedClient.open(this.feed, model)) {
			client.untilComplete();
			this.todos.assertHeldBy(model);
		}
	}

}
