package io.offlinesync.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.Push;
import io.offlinesync.jdbc.ReconcileAnswer;
import io.offlinesync.jdbc.ReconcileRequest;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StreamPage;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.User;
import io.offlinesync.testsupport.stream.StreamModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a purge takes away and from whom. What is to be old is made so in the tables.
 */
class RetentionIntegrationTests {

	private static final Duration RETENTION = Duration.ofDays(30);

	private static TestDatabase database;

	private static ConfigurableApplicationContext application;

	private static ChangeFeed feed;

	private static JdbcSyncService service;

	private static JdbcTemplate jdbc;

	private Todos todos;

	@BeforeAll
	static void start() {
		database = DomainApplication.database();
		application = DomainApplication.start(database, "offline-sync.feed.poll-interval=20ms");
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

	/** Make all that happened so far older than the retention. */
	private static void age() {
		jdbc.update("update offline_sync.sync_change set changed_at = changed_at - interval '40 days'");
		jdbc.update("update offline_sync.sync_client set recorded_at = recorded_at - interval '40 days'");
	}

	/** Purge what is old, with something newer in the log. */
	private void purgeAged() {
		age();
		this.todos.insert("newer");
		service.purge(RETENTION);
	}

	private static int count(String table) {
		return Objects.requireNonNull(jdbc.queryForObject("select count(*) from offline_sync." + table, Integer.class));
	}

	private static boolean isRemembered(UUID uid) {
		return Boolean.TRUE.equals(jdbc.queryForObject(
				"select exists (select from offline_sync.sync_metadata where uid = ?)", Boolean.class, uid.toString()));
	}

	private static Instant forgotten() {
		return jdbc.queryForObject("select forgotten from offline_sync.sync_state",
				(row, index) -> row.getTimestamp(1).toInstant());
	}

	private StreamModel held() {
		StreamModel model = this.todos.follow();
		resume(model);
		return model;
	}

	private static StreamPage resume(StreamModel model) {
		try (FeedClient client = FeedClient.open(feed, model)) {
			StreamPage first = client.next();
			while (!model.complete()) {
				client.next();
			}
			return first;
		}
	}

	@Test
	void whoWasAwayForLongerReadsAnew() {
		UUID gone = this.todos.insert("gone");
		StreamModel model = held();
		this.todos.insert("one");
		this.todos.delete(gone);
		purgeAged();
		assertThat(resume(model).reset()).containsExactly(0);
		this.todos.assertHeldBy(model);
	}

	@Test
	void whoWasAwayForLessGoesOnThoughTheLastThatHeSawIsPurged() {
		this.todos.insert("one");
		StreamModel model = held();
		age();
		// Others write too, what nobody follows.
		jdbc.execute("create table other ()");
		this.todos.insert("two");
		service.purge(RETENTION);
		assertThat(count("sync_change")).isEqualTo(1);
		StreamPage page = resume(model);
		assertThat(page.reset()).isEmpty();
		assertThat(page.changes()).hasSize(1);
		this.todos.assertHeldBy(model);
	}

	@Test
	void theNewestEntryStays() {
		UUID last = this.todos.insert("last");
		StreamModel model = held();
		age();
		service.purge(RETENTION);
		service.purge(RETENTION);
		assertThat(jdbc.queryForList("select uid from offline_sync.sync_change", String.class))
			.containsExactly(last.toString());
		UUID next = this.todos.insert("next");
		StreamPage page = resume(model);
		assertThat(page.reset()).isEmpty();
		assertThat(page.changes()).singleElement()
			.satisfies((change) -> assertThat(change.key().uid()).isEqualTo(next.toString()));
	}

	@Test
	void nothingIsPurgedThatARunningTransactionIsNotPast() {
		StreamModel away = held();
		try (DatabaseSession late = new DatabaseSession(database);
				FeedClient live = FeedClient.open(feed, this.todos.follow())) {
			this.todos.insert(late.jdbc(), "late");
			this.todos.insert("early");
			live.untilComplete();
			StreamModel meanwhile = held();
			service.purge(Duration.ZERO);
			this.todos.insert("after the purge");
			service.purge(Duration.ZERO);
			late.commit();
			for (StreamModel model : new StreamModel[] { away, meanwhile }) {
				assertThat(resume(model).reset()).isEmpty();
				this.todos.assertHeldBy(model);
			}
			while (!this.todos.isHeldBy(live.model())) {
				assertThat(live.next().reset()).isEmpty();
			}
		}
	}

	@Test
	void aTombstoneStaysAsLongAsTheLogSpeaksOfItsRecord() {
		UUID uid = this.todos.insert("gone");
		age();
		this.todos.delete(uid);
		this.todos.insert("newer");
		service.purge(RETENTION);
		assertThat(isRemembered(uid)).isTrue();
		purgeAged();
		assertThat(isRemembered(uid)).isFalse();
	}

	@Test
	void aTombstoneWithoutAnyChangeStaysAsLongAsTheLogGoesBack() {
		this.todos.insert("old");
		age();
		UUID unknown = UUID.randomUUID();
		service.mutate(new User("ana"), Todos.deletion(unknown, Instant.now()));
		this.todos.insert("newer");
		service.purge(RETENTION);
		assertThat(isRemembered(unknown)).isTrue();
		purgeAged();
		assertThat(isRemembered(unknown)).isFalse();
	}

	@Test
	void whatWasForgottenDoesNotComeBack() {
		UUID uid = this.todos.insert("gone");
		this.todos.delete(uid);
		Instant deletedAt = jdbc.queryForObject("select deleted_at from offline_sync.sync_metadata where uid = ?",
				(row, index) -> row.getTimestamp(1).toInstant(), uid.toString());
		purgeAged();
		assertThat(forgotten()).isEqualTo(deletedAt);
		for (Instant before : new Instant[] { deletedAt, deletedAt.minusSeconds(60) }) {
			assertExpired(service.push(Todos.push("phone", this.todos.update(uid, before))).get(0));
			assertExpired(service.push(Todos.push(null, this.todos.create(uid, before))).get(0));
			assertThatExceptionOfType(SyncException.class)
				.isThrownBy(() -> service.mutate(new User("ana"), this.todos.update(uid, before)))
				.satisfies((error) -> assertThat(error.code()).isEqualTo(SyncErrorCode.EXPIRED));
			ReconcileAnswer answer = service.reconcile(new User("ana"),
					new ReconcileRequest("todo", Where.eq("listUid", this.todos.list()),
							Map.of(uid.toString(), new RecordMetadata(before, null, null)), null, null,
							Long.MAX_VALUE));
			assertThat(answer.addDatabase()).singleElement()
				.satisfies((held) -> assertThat(held.uid()).isEqualTo(uid.toString()));
			assertThat(this.todos.lives(uid)).isFalse();
		}
		service.mutate(new User("ana"), this.todos.update(uid, deletedAt.plusMillis(1)));
		assertThat(this.todos.lives(uid)).isTrue();
	}

	private static void assertExpired(TransactionResult result) {
		assertThat(result.error()).isNotNull();
		assertThat(result.error().code()).isEqualTo(SyncErrorCode.EXPIRED);
	}

	@Test
	void aLivingRecordKeepsItsStamps() {
		UUID uid = this.todos.insert("one");
		purgeAged();
		assertThat(isRemembered(uid)).isTrue();
	}

	@Test
	void theTransactionsOfClientsAreForgotten() {
		Push first = Todos.push("phone", this.todos.create(UUID.randomUUID(), Instant.now()));
		service.push(first);
		purgeAged();
		Push second = Todos.push("phone", this.todos.create(UUID.randomUUID(), Instant.now()));
		service.push(second);
		service.purge(RETENTION);
		assertThat(jdbc.queryForList("select transaction_id from offline_sync.sync_client", String.class))
			.containsExactly(second.transactions().get(0).id());
	}

	private void insertMany(int rows) {
		jdbc.update("""
				insert into todo (uid, list_uid, title, done)
				select gen_random_uuid(), ?, 'many', false from generate_series(1, ?)""", this.todos.list(), rows);
	}

	@Test
	void aBigLogGoesInSeveralSteps() {
		for (int i = 0; i < 3; i++) {
			insertMany(4000);
		}
		jdbc.update("delete from todo where list_uid = ?", this.todos.list());
		purgeAged();
		assertThat(count("sync_change")).isEqualTo(1);
		assertThat(count("sync_metadata where deleted_at is not null")).isZero();
	}

	@Test
	void aPurgeCostsWhatItForgetsThoughPostgresBelievesThereIsNothing() {
		for (int i = 0; i < 2; i++) {
			insertMany(11000);
			jdbc.update("delete from todo where list_uid = ?", this.todos.list());
			long begin = System.nanoTime();
			purgeAged();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
			assertThat(count("sync_change")).isEqualTo(1);
			// One row in many pages, so that as many pages are taken to hold one row
			// again.
			jdbc.execute("vacuum analyze offline_sync.sync_change");
			jdbc.execute("vacuum analyze offline_sync.sync_metadata");
		}
	}

	@Test
	void twoNodesPurgeAtOnce() throws Exception {
		insertMany(11000);
		jdbc.update("delete from todo where list_uid = ?", this.todos.list());
		age();
		this.todos.insert("newer");
		try (ConfigurableApplicationContext other = DomainApplication.start(database)) {
			JdbcSyncService second = other.getBean(JdbcSyncService.class);
			CompletableFuture<Void> both = CompletableFuture.allOf(
					CompletableFuture.runAsync(() -> service.purge(RETENTION)),
					CompletableFuture.runAsync(() -> second.purge(RETENTION)));
			both.get(20, TimeUnit.SECONDS);
			// The one may have left off where the other was faster.
			service.purge(RETENTION);
		}
		assertThat(count("sync_change")).isEqualTo(1);
		assertThat(count("sync_metadata where deleted_at is not null")).isZero();
	}

	@Test
	void aPurgeIsLeftToTheNodeThatIsAtIt() {
		this.todos.insert("old");
		int before = count("sync_change");
		try (DatabaseSession other = new DatabaseSession(database)) {
			other.jdbc()
				.queryForList("select pg_advisory_xact_lock(hashtextextended('offline-sync purge offline_sync', 0))");
			purgeAged();
			assertThat(count("sync_change")).isEqualTo(before + 1);
		}
		purgeAged();
		assertThat(count("sync_change")).isEqualTo(1);
	}

	@Test
	void aPurgeThatIsKeptWaitingGivesUpAndKeepsNobodyWaiting() throws Exception {
		this.todos.insert("old");
		int before = count("sync_change");
		try (DatabaseSession writer = new DatabaseSession(database)) {
			writer.jdbc().queryForList("select 1 from offline_sync.sync_state for share");
			long begin = System.nanoTime();
			CompletableFuture<Void> purge = CompletableFuture.runAsync(this::purgeAged);
			Awaitility.await()
				.pollInterval(Duration.ofMillis(5))
				.until(() -> !jdbc.queryForList("select 1 from pg_locks where not granted").isEmpty());
			service.mutate(new User("ana"), this.todos.create(UUID.randomUUID(), Instant.now()));
			purge.get(20, TimeUnit.SECONDS);
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
		}
		assertThat(count("sync_change")).isGreaterThan(before);
		purgeAged();
		assertThat(count("sync_change")).isEqualTo(1);
	}

}
