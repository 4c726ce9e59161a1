package io.offlinesync.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncedRepository;
import io.offlinesync.WriteResult;
import io.offlinesync.WriteResult.Outcome;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.jdbc.domain.Todo;
import io.offlinesync.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two writers of one record, in every order that matters: the second comes while the
 * first has not committed.
 */
class LockingIntegrationTests {

	private static final Instant T1 = Instant.parse("2026-01-01T10:00:00.001Z");

	private static final Instant T2 = T1.plusMillis(1);

	private static final Instant T3 = T1.plusMillis(2);

	@SuppressWarnings("NullAway.Init")
	private static TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext context;

	@SuppressWarnings("NullAway.Init")
	private static SyncedRepository<Todo> todos;

	private final UUID uid = UUID.randomUUID();

	@BeforeAll
	static void start() {
		database = DomainApplication.database();
		context = DomainApplication.start(database);
		todos = context
			.<SyncedRepository<Todo>>getBeanProvider(
					ResolvableType.forClassWithGenerics(SyncedRepository.class, Todo.class))
			.getObject();
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void anOlderDeleteDoesNotMoveATombstoneBack() {
		todos.delete(this.uid, T1);
		WriteResult<Todo> second = meet(() -> todos.delete(this.uid, T3), () -> todos.delete(this.uid, T2));
		assertThat(second.outcome()).isEqualTo(Outcome.SUPERSEDED);
		assertThat(second.record().metadata()).isEqualTo(new RecordMetadata(null, null, T3));
	}

	@Test
	void aDeleteFindsTheRowThatAppearedMeanwhile() {
		WriteResult<Todo> second = meet(() -> todos.create(this.uid, new Todo(this.uid, null, "a"), T1),
				() -> todos.delete(this.uid, T2));
		assertThat(second.outcome()).isEqualTo(Outcome.APPLIED);
		assertThat(title()).isNull();
	}

	@Test
	void anUpdateOfWhatIsBeingDeletedLivesAgain() {
		todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
		WriteResult<Todo> second = meet(() -> todos.delete(this.uid, T2),
				() -> todos.update(this.uid, Map.of("title", "b", "done", true), T3));
		assertThat(second.record().value()).isEqualTo(new Todo(this.uid, null, "b", true, null, null));
		assertThat(second.record().metadata()).isEqualTo(new RecordMetadata(T1, T3, null));
	}

	@Test
	void theNewerOfTwoCreatesStands() {
		WriteResult<Todo> second = meet(() -> todos.create(this.uid, new Todo(this.uid, null, "newer"), T2),
				() -> todos.create(this.uid, new Todo(this.uid, null, "older"), T1));
		assertThat(second.outcome()).isEqualTo(Outcome.SUPERSEDED);
		assertThat(title()).isEqualTo("newer");
	}

	@Test
	void anUpdateIsMeasuredByTheRowThatPlainSqlLeaves() {
		todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
		meet(() -> jdbc().update("update todo set title = 'b' where uid = ?", this.uid),
				() -> todos.update(this.uid, Map.of("title", "a"), T2));
		assertThat(title()).isEqualTo("a");
	}

	@Test
	void aRowThatPlainSqlInsertsFirstIsReplaced() {
		WriteResult<Todo> second = meet(
				() -> jdbc().update("insert into todo (uid, title, done) values (?, 'b', true)", this.uid),
				() -> todos.create(this.uid, new Todo(this.uid, null, "a"), T1));
		assertThat(second.outcome()).isEqualTo(Outcome.APPLIED);
		assertThat(title()).isEqualTo("a");
	}

	@Test
	void theVictimOfADeadlockIsBegunAnew() {
		todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
		UUID other = UUID.randomUUID();
		todos.create(other, new Todo(other, null, "a"), T1);
		CompletableFuture<TransactionResult.Outcome> push = new CompletableFuture<>();
		transaction().executeWithoutResult((status) -> {
			// The push, which has waited longer, is the one to give way.
			jdbc().execute("set local deadlock_timeout = '20s'");
			UUID first = (this.uid.toString().compareTo(other.toString()) < 0) ? this.uid : other;
			UUID last = first.equals(other) ? this.uid : other;
			jdbc().update("update todo set priority = 1 where uid = ?", last);
			push.completeAsync(() -> context.getBean(SyncService.class)
				.push(new Push(null, null, null,
						List.of(new ClientTransaction("t", List.of(delete(this.uid), delete(other))))))
				.get(0)
				.outcome());
			awaitOneWaiting();
			jdbc().update("update todo set priority = 1 where uid = ?", first);
		});
		assertThat(push.join()).isEqualTo(TransactionResult.Outcome.COMMITTED);
		assertThat(title()).isNull();
	}

	private static Mutation delete(UUID uid) {
		return new Mutation("todo", Operation.DELETE, uid.toString(), null, null, T2);
	}

	/**
	 * Do something, something else that has to wait for it, and commit the first.
	 */
	private static <R> R meet(Runnable first, Supplier<R> second) {
		CompletableFuture<R> meanwhile = new CompletableFuture<>();
		transaction().executeWithoutResult((status) -> {
			first.run();
			meanwhile.completeAsync(second);
			awaitOneWaiting();
			assertThat(meanwhile).isNotDone();
		});
		return meanwhile.join();
	}

	private static void awaitOneWaiting() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> database.jdbc()
				.queryForObject("select count(*) from pg_stat_activity where datname = current_database() "
						+ "and wait_event_type = 'Lock'", Long.class),
					(waiting) -> waiting == 1);
	}

	private static TransactionTemplate transaction() {
		return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
	}

	private static JdbcTemplate jdbc() {
		return context.getBean(JdbcTemplate.class);
	}

	private @Nullable String title() {
		return database.jdbc()
			.query("select title from todo where uid = ?", (rows) -> rows.next() ? rows.getString(1) : null, this.uid);
	}

}
