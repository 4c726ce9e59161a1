package io.offlinesync.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import io.offlinesync.jdbc.DatabaseSnapshot;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.LogPosition;
import io.offlinesync.jdbc.LogPosition.Mark;
import io.offlinesync.jdbc.LogPosition.Partial;
import io.offlinesync.jdbc.Push;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.StreamModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A database that is another than the one in which a client stopped.
 */
class DatabaseHistoryIntegrationTests {

	private static final String[] PROPERTIES = { "offline-sync.feed.poll-interval=20ms" };

	private static TestDatabase database;

	private static ConfigurableApplicationContext application;

	private static ChangeFeed feed;

	private static JdbcSyncService service;

	private static JdbcTemplate jdbc;

	private Todos todos;

	@BeforeAll
	static void start() {
		database = DomainApplication.database();
		application = DomainApplication.start(database, PROPERTIES);
		feed = application.getBean(ChangeFeed.class);
		service = application.getBean(JdbcSyncService.class);
		jdbc = database.jdbc();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void begin() {
		this.todos = Todos.create(jdbc);
	}

	private StreamModel held() {
		StreamModel model = this.todos.follow();
		try (FeedClient client = FeedClient.open(feed, model)) {
			client.untilComplete();
		}
		return model;
	}

	private static int count(JdbcTemplate where, String table) {
		return Objects
			.requireNonNull(where.queryForObject("select count(*) from offline_sync." + table, Integer.class));
	}

	/**
	 * A copy of the database as a dump makes it that is restored elsewhere, where fewer
	 * transactions have been.
	 */
	private static TestDatabase restored() {
		TestDatabase copy = new TestDatabase(database.url() + "_copy", database.username(), database.password());
		String name = database.url().substring(database.url().lastIndexOf('/') + 1);
		application.close();
		jdbc.execute("create database " + name + "_copy template " + name);
		for (String table : new String[] { "sync_change", "sync_metadata", "sync_client" }) {
			copy.jdbc()
				.execute("update offline_sync." + table + " set xid = (xid::text::bigint + 1000000)::text::xid8");
		}
		copy.jdbc().execute("update offline_sync.sync_state set oldest = '1000000'");
		return copy;
	}

	@Test
	void aRestoredDumpIsAnotherGeneration() {
		String before = service.state().generation();
		Push push = Todos.push("phone", this.todos.create(UUID.randomUUID(), Instant.now()));
		service.push(push);
		StreamModel model = held();
		TestDatabase copy = restored();
		Todos restored = new Todos(copy.jdbc(), this.todos.list());
		try (ConfigurableApplicationContext other = DomainApplication.start(copy, PROPERTIES)) {
			JdbcSyncService service = other.getBean(JdbcSyncService.class);
			assertThat(service.state().generation()).isNotEqualTo(before);
			assertThat(count(copy.jdbc(), "sync_change")).isZero();
			UUID deleted = restored.insert("deleted");
			restored.delete(deleted);
			service.purge(Duration.ofDays(1));
			assertThat(count(copy.jdbc(), "sync_change")).as("not purged with what was there before").isEqualTo(2);
			assertThat(count(copy.jdbc(), "sync_metadata where deleted_at is not null")).isEqualTo(1);

			TransactionResult again = service.push(push).get(0);
			assertThat(again.outcome()).isEqualTo(TransactionResult.Outcome.COMMITTED);
			model.expectOtherHistory();
			try (FeedClient client = FeedClient.open(other.getBean(ChangeFeed.class), model)) {
				assertThat(client.next().reset()).containsExactly(0);
				client.untilSeen(Long.parseLong(Objects.requireNonNull(again.xid())));
				restored.insert("new");
				client.next();
				restored.assertHeldBy(model);
			}
			String after = service.state().generation();
			service.purge(Duration.ofDays(1));
			assertThat(service.state().generation()).isEqualTo(after);
		}
		finally {
			start();
		}
	}

	@Test
	void anotherHistoryIsNoticedWhileTheApplicationRuns() {
		this.todos.insert("one");
		StreamModel model = this.todos.follow();
		try (FeedClient client = FeedClient.open(feed, model)) {
			client.untilComplete();
			String before = service.state().generation();
			jdbc.update("update offline_sync.sync_state set history = 'that of another server'");
			assertThat(client.next().reset()).containsExactly(0);
			assertThat(service.state().generation()).isNotEqualTo(before);
			this.todos.insert("two");
			client.untilComplete();
			this.todos.assertHeldBy(model);
		}
	}

	@Test
	void aUserWhoMayOnlyWriteBeginsAGenerationThoughOthersAreWriting() {
		TestDatabase restricted = new TestDatabase(database.url(), "restricted", "restricted");
		jdbc.execute("""
				create role restricted login password 'restricted';
				grant usage on schema offline_sync to restricted;
				grant select, insert, update, delete on all tables in schema offline_sync, public to restricted""");
		try (ConfigurableApplicationContext other = DomainApplication.start(restricted,
				"offline-sync.schema.mode=validate", PROPERTIES[0]);
				DatabaseSession writer = new DatabaseSession(database)) {
			this.todos.insert(writer.jdbc(), "late");
			JdbcSyncService service = other.getBean(JdbcSyncService.class);
			String before = service.state().generation();
			jdbc.update("update offline_sync.sync_state set history = 'that of another server'");
			assertThat(service.state().generation()).isNotEqualTo(before);
			StreamModel model = this.todos.follow();
			try (FeedClient client = FeedClient.open(other.getBean(ChangeFeed.class), model)) {
				client.untilComplete();
				writer.commit();
				client.untilComplete();
				this.todos.assertHeldBy(model);
			}
			this.todos.insert("newer");
			service.purge(Duration.ZERO);
			assertThat(count(jdbc, "sync_change")).isEqualTo(1);
		}
	}

	@Test
	void helloKnowsAnotherHistoryBeforeAnybodyReads() {
		String before = service.state().generation();
		jdbc.update("update offline_sync.sync_state set history = 'that of another server'");
		assertThat(service.state().generation()).isNotEqualTo(before);
	}

	@Test
	void aCursorThatIsAheadIsVoidAndNothingElse() {
		this.todos.insert("one");
		StreamModel model = held();
		String generation = service.state().generation();
		Cursor cursor = Objects.requireNonNull(Cursor.decode(model.cursor()));
		LogPosition position = cursor.position();
		DatabaseSnapshot future = DatabaseSnapshot.parse("9000000000:9000000000:");
		List<LogPosition> ahead = List.of(new LogPosition(position.generation(), future, null, position.last()),
				new LogPosition(position.generation(), position.done(), new Partial(future, 0, 0), position.last()));
		try (FeedClient other = FeedClient.open(feed, this.todos.follow())) {
			other.untilComplete();
			for (LogPosition forged : ahead) {
				String text = new Cursor(forged, cursor.scopes()).encode();
				try (FeedClient client = FeedClient.open(feed, this.todos.follow(), text, "ana")) {
					assertThat(client.next().reset()).containsExactly(0);
					this.todos.insert("next");
					client.untilComplete();
					assertThat(other.next().reset()).isEmpty();
				}
			}
		}
		assertThat(service.state().generation()).isEqualTo(generation);
	}

	@Test
	void aCursorWhoseLastChangeIsAnotherNowIsVoid() {
		this.todos.insert("one");
		StreamModel model = held();
		String generation = service.state().generation();
		Cursor cursor = Objects.requireNonNull(Cursor.decode(model.cursor()));
		LogPosition position = cursor.position();
		Mark last = Objects.requireNonNull(position.last());
		LogPosition other = new LogPosition(position.generation(), position.done(), null,
				new Mark(last.xid(), last.seq(), last.mark() + 1));
		String text = new Cursor(other, cursor.scopes()).encode();
		try (FeedClient client = FeedClient.open(feed, model, text, "ana")) {
			assertThat(client.next().reset()).containsExactly(0);
			this.todos.assertHeldBy(model);
		}
		assertThat(service.state().generation()).isEqualTo(generation);
	}

	@Test
	void whoFollowsTheLogAllTheTimeNoticesThatItIsAnother() {
		this.todos.insert("one");
		StreamModel away = held();
		String generation = service.state().generation();
		try (FeedClient client = FeedClient.open(feed, this.todos.follow())) {
			client.untilComplete();
			this.todos.insert("two");
			client.untilComplete();
			// What came after "one" is lost, and other things have come instead.
			jdbc.update("update offline_sync.sync_change set mark = mark + 1 "
					+ "where xid = (select xid from offline_sync.sync_change order by xid desc limit 1)");
			assertThat(client.next().reset()).containsExactly(0);
			Awaitility.await().until(() -> !service.state().generation().equals(generation));
			this.todos.insert("three");
			client.untilComplete();
			this.todos.assertHeldBy(client.model());
		}
		try (FeedClient client = FeedClient.open(feed, away)) {
			assertThat(client.next().reset()).containsExactly(0);
		}
	}

}
