package io.offlinesync.stomp;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.offlinesync.RecordCreatedEvent;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database answers, but not as it should. Clients are told to try again, and what
 * they sent is done when they do.
 */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseTroubleIntegrationTests {

	private static final long SEED = Long.getLong("offline-sync.test.seed", 20260102L);

	private static final String AT = "2026-01-01T10:00:00Z";

	private final TestDatabase database = DomainApplication.database();

	private final String uid = UUID.randomUUID().toString();

	private ConfigurableApplicationContext start(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("logging.level.com.zaxxer.hikari=off");
		all.add("logging.level.org.springframework.transaction=off");
		return DomainApplication.startWeb(this.database, all.toArray(String[]::new));
	}

	private static StompTestClient connect(ConfigurableApplicationContext context) {
		return StompTestClient.open(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
			.connect();
	}

	@Test
	void aStatementThatTakesTooLong(CapturedOutput output) {
		this.database.set("statement_timeout", "200ms");
		try (ConfigurableApplicationContext context = start(); StompTestClient client = connect(context)) {
			insertRow();
			try (DatabaseSession session = new DatabaseSession(this.database)) {
				session.jdbc().queryForList("select 1 from todo where uid = ?::uuid for update", this.uid);
				assertNoWrites(client);
				assertReads(client);
			}
			assertWrites(client);
		}
		assertThat(output).doesNotContain("Internal error");
	}

	@Test
	void aLockThatIsNotFree(CapturedOutput output) {
		this.database.set("lock_timeout", "200ms");
		try (ConfigurableApplicationContext context = start(); StompTestClient client = connect(context)) {
			insertRow();
			try (DatabaseSession session = new DatabaseSession(this.database)) {
				session.jdbc().queryForList("select 1 from todo where uid = ?::uuid for update", this.uid);
				assertNoWrites(client);
				assertReads(client);
			}
			assertWrites(client);
		}
		assertThat(output).doesNotContain("Internal error");
	}

	@Test
	void allConnectionsAreTaken(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start("spring.datasource.hikari.maximum-pool-size=1",
				"spring.datasource.hikari.connection-timeout=250"); StompTestClient client = connect(context)) {
			insertRow();
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				assertThat(connection.isClosed()).isFalse();
				assertNoWrites(client);
				assertNoReads(client);
			}
			assertReads(client);
			assertWrites(client);
		}
		assertThat(output).doesNotContain("Internal error");
	}

	@Test
	void theServerTakesNoConnections(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start("spring.datasource.hikari.maximum-pool-size=1",
				"spring.datasource.hikari.connection-timeout=250"); StompTestClient client = connect(context)) {
			insertRow();
			this.database.allowConnections(false);
			assertNoWrites(client);
			assertNoReads(client);
			this.database.allowConnections(true);
			Awaitility.await().until(() -> !client.ask("hello", "{}").json().has("error"));
			assertReads(client);
			assertWrites(client);
		}
		assertThat(output).doesNotContain("Internal error");
	}

	@Test
	void theDatabaseOnlyReads(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(); StompTestClient client = connect(context)) {
			insertRow();
			this.database.set("default_transaction_read_only", "on");
			endConnections();
			Awaitility.await().until(() -> !client.ask("hello", "{}").json().has("error"));
			assertNoWrites(client);
			assertReads(client);
			new TestDatabase(this.database.url() + "?options=-c%20default_transaction_read_only=off",
					this.database.username(), this.database.password())
				.set("default_transaction_read_only", "off");
			endConnections();
			Awaitility.await().until(() -> !client.ask("hello", "{}").json().has("error"));
			assertWrites(client);
		}
		assertThat(output).doesNotContain("Internal error");
	}

	@Test
	void aTransactionThatIsIdleForTooLong(CapturedOutput output) {
		this.database.set("idle_in_transaction_session_timeout", "100ms");
		try (ConfigurableApplicationContext context = start(); StompTestClient client = connect(context)) {
			AtomicBoolean slow = new AtomicBoolean(true);
			context.addApplicationListener((ApplicationListener<PayloadApplicationEvent<?>>) (event) -> {
				if (event.getPayload() instanceof RecordCreatedEvent && slow.get()) {
					Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> idleInTransaction() == 0);
				}
			});
			assertNoWrites(client);
			slow.set(false);
			assertWrites(client);
		}
		assertThat(output).doesNotContain("Internal error");
	}

	@Test
	void connectionsEndNowAndThen(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start()) {
			int clients = 4;
			AtomicInteger committed = new AtomicInteger();
			AtomicBoolean going = new AtomicBoolean(true);
			ExecutorService threads = Executors.newFixedThreadPool(clients);
			List<CompletableFuture<Integer>> writers = new ArrayList<>();
			for (int i = 0; i < clients; i++) {
				String client = "c" + i;
				writers.add(CompletableFuture.supplyAsync(() -> write(context, client, going, committed), threads));
			}
			Random random = new Random(SEED);
			for (int n = 0; n < 25; n++) {
				int before = committed.get();
				this.database.jdbc()
					.queryForList(
							"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
									+ " and pid <> pg_backend_pid() and backend_type = 'client backend' offset ? limit 1",
							random.nextInt(10));
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.pollInterval(Duration.ofMillis(1))
					.until(() -> committed.get() > before + random.nextInt(5)
							|| writers.stream().anyMatch(CompletableFuture::isDone));
			}
			going.set(false);
			threads.shutdown();
			for (int i = 0; i < clients; i++) {
				int transactions = writers.get(i).orTimeout(30, TimeUnit.SECONDS).join();
				assertThat(this.database.jdbc()
					.queryForList(
							"select body || ' ' || count(*) from note where id like ? group by body order by body::int",
							String.class, "c" + i + "-%"))
					.as("whole transactions, each once (seed %d)", SEED)
					.hasSize(transactions)
					.allMatch((body) -> body.endsWith(" 3"));
			}
		}
		assertThat(output).doesNotContain("Internal error");
	}

	/**
	 * Push transactions of three notes with one body, until each is committed.
	 * @return how many
	 */
	private int write(ConfigurableApplicationContext context, String name, AtomicBoolean going,
			AtomicInteger committed) {
		int n = 0;
		try (StompTestClient client = connect(context)) {
			for (; going.get(); n++) {
				List<String> mutations = new ArrayList<>();
				for (int i = 0; i < 3; i++) {
					mutations.add("""
							{"table":"note","op":"create","uid":"%s-%d-%d","at":"%s","data":{"body":"%d"}}"""
						.formatted(name, n, i, AT, n));
				}
				String outcome = "";
				while (!outcome.equals("committed")) {
					outcome = push(client, name.endsWith("1") ? "\"clientId\":\"" + name + "\"," : "", n, mutations);
					assertThat(outcome).isIn("committed", "not-attempted");
				}
				committed.incrementAndGet();
			}
		}
		return n;
	}

	private static String push(StompTestClient client, String id, int n, List<String> mutations) {
		return client
			.ask("push",
					"{%s\"transactions\":[{\"id\":\"%d\",\"mutations\":[%s]}]}".formatted(id, n,
							String.join(",", mutations)))
			.result()
			.at("/transactions/0/outcome")
			.stringValue();
	}

	private int idleInTransaction() {
		return Objects.requireNonNull(this.database.jdbc()
			.queryForObject("select count(*) from pg_stat_activity where datname = current_database()"
					+ " and state = 'idle in transaction'", Integer.class));
	}

	private void endConnections() {
		this.database.jdbc()
			.queryForList("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
					+ " and pid <> pg_backend_pid()");
	}

	private void insertRow() {
		CaptureBypass.update(this.database.jdbc(), "insert into todo (uid, title, done) values (?::uuid, 'old', false)",
				this.uid);
	}

	private StompFrame create(StompTestClient client) {
		return client.ask("todo/create",
				"{\"uid\":\"%s\",\"data\":{\"title\":\"new\",\"done\":false},\"createdAt\":\"%s\"}".formatted(this.uid,
						AT));
	}

	private JsonNode push(StompTestClient client) {
		String mutation = "{\"table\":\"todo\",\"op\":\"create\",\"uid\":\"%s\",\"data\":{\"title\":\"new\",\"done\":false},\"at\":\"%s\"}"
			.formatted(this.uid, AT);
		return client.ask("push",
				"{\"clientId\":\"%s\",\"transactions\":[{\"id\":\"1\",\"mutations\":[%s]},{\"id\":\"2\",\"mutations\":[]}]}"
					.formatted(this.uid, mutation))
			.result()
			.get("transactions");
	}

	private void assertNoWrites(StompTestClient client) {
		assertUnavailable(create(client));
		JsonNode transactions = push(client);
		assertThat(transactions.at("/0/outcome").stringValue()).isEqualTo("not-attempted");
		assertThat(transactions.at("/1/outcome").stringValue()).isEqualTo("not-attempted");
	}

	private void assertWrites(StompTestClient client) {
		JsonNode transactions = push(client);
		assertThat(transactions.at("/0/outcome").stringValue()).isEqualTo("committed");
		assertThat(transactions.at("/0/results/0/outcome").stringValue()).isEqualTo("applied");
		assertThat(transactions.at("/1/outcome").stringValue()).isEqualTo("committed");
		assertThat(create(client).result().at("/record/value/title").stringValue()).isEqualTo("new");
	}

	private void assertNoReads(StompTestClient client) {
		assertUnavailable(client.ask("hello", "{}"));
		assertUnavailable(client.ask("todo/find-unique", "{\"where\":{\"uid\":\"" + this.uid + "\"}}"));
		assertUnavailable(client.ask("todo/find-many", "{\"where\":{}}"));
		assertUnavailable(client.ask("todo/reconcile", "{\"where\":{},\"metadata\":{}}"));
	}

	private void assertReads(StompTestClient client) {
		assertThat(client.ask("hello", "{}").result().get("protocol").intValue()).isOne();
		assertThat(client.ask("todo/find-many", "{\"where\":{}}").result().get("records")).hasSize(1);
		assertThat(client.ask("todo/reconcile", "{\"where\":{},\"metadata\":{}}").result().get("addClient")).hasSize(1);
	}

	private static void assertUnavailable(StompFrame answer) {
		assertThat(answer.errorCode()).as(answer.body()).isEqualTo("unavailable");
		assertThat(answer.error().get("retryable").booleanValue()).isTrue();
	}

}
