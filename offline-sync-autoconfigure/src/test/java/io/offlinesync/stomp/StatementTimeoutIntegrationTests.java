package io.offlinesync.stomp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.offlinesync.SyncedRepository;
import io.offlinesync.WriteResult;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.jdbc.domain.Todo;
import io.offlinesync.test.StreamScope;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestException;
import io.offlinesync.test.SyncTestTransaction;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.TestDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Somebody has locked a table and keeps it. Clients hear of it in time, and hold no
 * connection of the application's any longer. Its own calls wait as they always did.
 */
class StatementTimeoutIntegrationTests {

	private static final Duration FAR_LESS_THAN_THE_DEFAULT = Duration.ofSeconds(15);

	private static final String UID = UUID.randomUUID().toString();

	private static final TestDatabase DATABASE = DomainApplication.database();

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext application;

	@SuppressWarnings("NullAway.Init")
	private DatabaseSession locker;

	@BeforeAll
	static void start() {
		application = DomainApplication.startWeb(DATABASE, "offline-sync.stomp.statement-timeout=1s");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void lock() {
		this.locker = new DatabaseSession(DATABASE);
		this.locker.jdbc().execute("lock table todo in access exclusive mode");
	}

	@AfterEach
	void unlock() {
		this.locker.close();
	}

	@Test
	void requestsAreAnsweredInTime() {
		try (SyncTestClient client = connect()) {
			assertUnavailable(() -> client.findUnique("todo", Map.of("uid", UID)));
			assertUnavailable(() -> client.findMany("todo", Map.of()));
			assertUnavailable(() -> client.reconcile("todo", Map.of(), List.of()));
			assertUnavailable(() -> client.delete("todo", UID));
			SyncTestTransaction push = client.transaction().create("todo", UID, Map.of("title", "new", "done", false));
			assertThat(inTime(() -> client.push(push)).outcome()).isEqualTo("not-attempted");
		}
	}

	@Test
	void aStreamEndsInTime() {
		try (SyncTestClient client = connect()) {
			assertUnavailable(() -> client.follow(StreamScope.scope("todo")).awaitComplete());
		}
	}

	@Test
	void theStateOfTheServerIsToldInTimeToo() {
		try (SyncTestClient client = connect()) {
			this.locker.jdbc().execute("lock table offline_sync.sync_state in access exclusive mode");
			assertUnavailable(client::hello);
		}
	}

	@Test
	void theApplicationsOwnCallsWait() {
		SyncedRepository<Todo> todos = application
			.<SyncedRepository<Todo>>getBeanProvider(
					ResolvableType.forClassWithGenerics(SyncedRepository.class, Todo.class))
			.getObject();
		UUID uid = UUID.randomUUID();
		CompletableFuture<WriteResult<Todo>> written = CompletableFuture
			.supplyAsync(() -> todos.create(uid, new Todo(uid, null, "own")));
		Awaitility.await().until(() -> waiting() == 1);
		try (SyncTestClient client = connect()) {
			// Which begins later and gives up.
			assertUnavailable(() -> client.findMany("todo", Map.of()));
			assertUnavailable(() -> client.findMany("todo", Map.of()));
			assertThat(written).isNotDone();
			assertThat(waiting()).isOne();
			this.locker.commit();
			assertThat(written.join().outcome()).isEqualTo(WriteResult.Outcome.APPLIED);
			assertThat(client.findMany("todo", Map.of())).isNotEmpty();
		}
	}

	private static SyncTestClient connect() {
		return SyncTestClient
			.connect("http://localhost:" + application.getEnvironment().getRequiredProperty("local.server.port"));
	}

	private static int waiting() {
		Integer waiting = DATABASE.jdbc()
			.queryForObject("select count(*) from pg_stat_activity where datname = current_database()"
					+ " and wait_event_type = 'Lock'", Integer.class);
		return (waiting != null) ? waiting : 0;
	}

	private static void assertUnavailable(ThrowingCallable question) {
		SyncTestException refused = inTime(
				() -> Objects.requireNonNull(catchThrowableOfType(SyncTestException.class, question)));
		assertThat(refused.code()).as(refused.getMessage()).isEqualTo("unavailable");
		assertThat(refused.error().retryable()).isTrue();
	}

	private static <T> T inTime(Supplier<T> question) {
		long start = System.nanoTime();
		T answer = question.get();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FAR_LESS_THAN_THE_DEFAULT);
		return answer;
	}

}
