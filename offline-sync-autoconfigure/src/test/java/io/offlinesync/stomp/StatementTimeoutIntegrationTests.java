package io.offlinesync.stomp;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.offlinesync.SyncedRepository;
import io.offlinesync.WriteResult;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.jdbc.domain.Todo;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody has locked a table and keeps it. Clients hear of it in time, and hold no
 * connection of the application's any longer. Its own calls wait as they always did.
 */
class StatementTimeoutIntegrationTests {

	private static final Duration FAR_LESS_THAN_THE_DEFAULT = Duration.ofSeconds(15);

	private static final String UID = UUID.randomUUID().toString();

	private static final String MUTATION = "{\"table\":\"todo\",\"op\":\"create\",\"uid\":\"" + UID
			+ "\",\"data\":{\"title\":\"new\",\"done\":false},\"at\":\"2026-01-01T10:00:00Z\"}";

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
		try (StompTestClient client = connect()) {
			assertUnavailable(() -> client.ask("todo/find-unique", "{\"where\":{\"uid\":\"" + UID + "\"}}"));
			assertUnavailable(() -> client.ask("todo/find-many", "{\"where\":{}}"));
			assertUnavailable(() -> client.ask("todo/reconcile", "{\"where\":{},\"metadata\":{}}"));
			assertUnavailable(() -> client.ask("todo/delete",
					"{\"uid\":\"" + UID + "\",\"deletedAt\":\"2026-01-01T10:00:00Z\"}"));
			Frame push = inTime(() -> client.ask("push",
					"{\"clientId\":\"c\",\"transactions\":[{\"id\":\"1\",\"mutations\":[" + MUTATION + "]}]}"));
			assertThat(push.result().at("/transactions/0/outcome").stringValue()).isEqualTo("not-attempted");
		}
	}

	@Test
	void aStreamEndsInTime() {
		try (StompTestClient client = connect()) {
			assertUnavailable(() -> {
				client.follow("s");
				return client.next();
			});
		}
	}

	@Test
	void theStateOfTheServerIsToldInTimeToo() {
		this.locker.jdbc().execute("lock table offline_sync.sync_state in access exclusive mode");
		try (StompTestClient client = connect()) {
			assertUnavailable(() -> client.ask("hello", "{}"));
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
		try (StompTestClient client = connect()) {
			// Which begins later and gives up.
			assertUnavailable(() -> client.ask("todo/find-many", "{\"where\":{}}"));
			assertUnavailable(() -> client.ask("todo/find-many", "{\"where\":{}}"));
			assertThat(written).isNotDone();
			assertThat(waiting()).isOne();
			this.locker.commit();
			assertThat(written.join().outcome()).isEqualTo(WriteResult.Outcome.APPLIED);
			assertThat(client.ask("todo/find-many", "{\"where\":{}}").result().get("records")).isNotEmpty();
		}
	}

	private static StompTestClient connect() {
		return StompTestClient
			.open(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
			.connect();
	}

	private static int waiting() {
		Integer waiting = DATABASE.jdbc()
			.queryForObject("select count(*) from pg_stat_activity where datname = current_database()"
					+ " and wait_event_type = 'Lock'", Integer.class);
		return (waiting != null) ? waiting : 0;
	}

	private static void assertUnavailable(Supplier<Frame> question) {
		Frame answer = inTime(question);
		assertThat(answer.errorCode()).as(answer.body()).isEqualTo("unavailable");
		assertThat(answer.error().get("retryable").booleanValue()).isTrue();
	}

	private static Frame inTime(Supplier<Frame> question) {
		long start = System.nanoTime();
		Frame answer = question.get();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FAR_LESS_THAN_THE_DEFAULT);
		return answer;
	}

}
