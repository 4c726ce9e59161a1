package io.offlinesync.stomp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.StoppablePostgres;
import io.offlinesync.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * PostgreSQL goes away in the middle of pushes, and comes back.
 */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseOutageIntegrationTests {

	private static final int CLIENTS = 4;

	private static final int RECORDS = 4;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	Path directory;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicBoolean going = new AtomicBoolean(true);

	private final AtomicInteger committed = new AtomicInteger();

	private final AtomicInteger refused = new AtomicInteger();

	private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();

	@AfterEach
	void stop() {
		this.going.set(false);
		this.threads.shutdownNow();
	}

	@Test
	void nothingIsLostOrHalfAppliedAndServiceResumes(CapturedOutput output) {
		try (StoppablePostgres server = StoppablePostgres.start(this.directory)) {
			TestDatabase database = server.createDatabase("todo");
			database.jdbc().execute(DomainApplication.SCHEMA);
			try (ConfigurableApplicationContext context = DomainApplication.startWeb(database,
					"spring.datasource.hikari.connection-timeout=250", "logging.level.com.zaxxer.hikari=off",
					"logging.level.org.springframework.transaction=off")) {
				int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
				List<CompletableFuture<Map<String, String>>> clients = new ArrayList<>();
				for (int i = 0; i < CLIENTS; i++) {
					boolean remembered = i % 2 == 0;
					clients.add(CompletableFuture.supplyAsync(() -> write(port, remembered), this.threads));
				}
				CompletableFuture<Map<String, Boolean>> careless = CompletableFuture.supplyAsync(() -> writeOnce(port),
						this.threads);
				for (int outage = 0; outage < 3; outage++) {
					int before = this.committed.get();
					Awaitility.await().atMost(PATIENCE).until(() -> this.committed.get() > before + 50);
					if (outage == 1) {
						server.stopImmediately();
					}
					else {
						server.kill();
					}
					int toldBefore = this.refused.get();
					Awaitility.await().atMost(PATIENCE).until(() -> this.refused.get() > toldBefore + CLIENTS);
					assertUnavailable(port);
					server.start();
				}
				int before = this.committed.get();
				Awaitility.await().atMost(PATIENCE).until(() -> this.committed.get() > before + 50);
				this.going.set(false);
				Map<String, String> expected = new LinkedHashMap<>();
				clients.forEach((client) -> expected.putAll(client.join()));
				Map<String, Boolean> once = careless.join();
				assertThat(this.surprises).isEmpty();
				assertThat(output).doesNotContain("Internal error");
				Map<String, String> stored = stored(database);
				once.forEach((transaction, answered) -> {
					long there = IntStream.range(0, RECORDS)
						.filter((i) -> stored.remove(transaction + "-" + i) != null)
						.count();
					assertThat(there).as("%s, answered: %s", transaction, answered)
						.isIn(answered ? List.of((long) RECORDS) : List.of(0L, (long) RECORDS));
				});
				assertThat(once).containsValue(false).containsValue(true);
				assertThat(stored).containsExactlyInAnyOrderEntriesOf(expected);
			}
		}
	}

	/**
	 * Push one transaction after the other, each of several records with one body, and
	 * again whatever was not attempted.
	 * @return what has to be there, by uid
	 */
	private Map<String, String> write(int port, boolean remembered) {
		Map<String, String> acknowledged = new LinkedHashMap<>();
		String clientId = UUID.randomUUID().toString();
		String client = remembered ? "\"clientId\":\"%s\",".formatted(clientId) : "";
		try (StompTestClient session = StompTestClient.open(port).connect()) {
			for (int n = 0; this.going.get(); n++) {
				String body = clientId + " " + n;
				String push = "{%s\"transactions\":[{\"id\":\"%d\",\"mutations\":[%s]}]}".formatted(client, n,
						mutations(clientId, n, body));
				Optional<String> answer = push(session, push);
				while (answer.isEmpty()) {
					this.refused.incrementAndGet();
					answer = push(session, push);
				}
				if (remembered && n % 10 == 0) {
					// The first outcome again, unless the database is down again.
					assertThat(push(session, push)).isIn(answer, Optional.empty());
				}
				for (int i = 0; i < RECORDS; i++) {
					acknowledged.put(uid(clientId, n, i), body);
				}
				this.committed.incrementAndGet();
			}
		}
		return acknowledged;
	}

	/**
	 * Push one transaction after the other, and none of them again.
	 * @return whether each was said to be committed
	 */
	private Map<String, Boolean> writeOnce(int port) {
		Map<String, Boolean> answers = new LinkedHashMap<>();
		String client = UUID.randomUUID().toString();
		try (StompTestClient session = StompTestClient.open(port).connect()) {
			for (int n = 0; this.going.get(); n++) {
				answers.put(client + "-" + n, push(session, "{\"transactions\":[{\"id\":\"%d\",\"mutations\":[%s]}]}"
					.formatted(n, mutations(client, n, "once"))).isPresent());
			}
		}
		return answers;
	}

	/**
	 * Push, and say what became of it, if anything did.
	 */
	private Optional<String> push(StompTestClient session, String push) {
		StompFrame reply = session.ask("push", push);
		JsonNode result = reply.result().at("/transactions/0");
		String outcome = result.get("outcome").stringValue();
		if (!outcome.equals("committed") && !outcome.equals("not-attempted")) {
			this.surprises.add(reply.body());
			this.going.set(false);
			return Optional.of(outcome);
		}
		return outcome.equals("committed") ? Optional.of(result.toString()) : Optional.empty();
	}

	private static String mutations(String clientId, int n, String body) {
		List<String> mutations = new ArrayList<>();
		for (int i = 0; i < RECORDS; i++) {
			mutations.add("""
					{"table":"note","op":"update","uid":"%s","at":"2026-01-01T00:00:00.%03dZ","data":{"body":"%s"}}"""
				.formatted(uid(clientId, n, i), n % 1000, body));
		}
		return String.join(",", mutations);
	}

	private static String uid(String clientId, int n, int i) {
		return clientId + "-" + n + "-" + i;
	}

	private static void assertUnavailable(int port) {
		try (StompTestClient session = StompTestClient.open(port).connect()) {
			for (String path : List.of("hello", "todo/find-many", "todo/find-unique", "note/delete",
					"note/reconcile")) {
				String body = switch (path) {
					case "hello" -> "{}";
					case "note/delete" -> "{\"uid\":\"x\",\"deletedAt\":\"2026-01-01T00:00:00Z\"}";
					case "note/reconcile" -> "{\"where\":{},\"metadata\":{}}";
					default -> "{\"where\":{}}";
				};
				StompFrame reply = session.ask(path, body);
				assertThat(reply.errorCode()).as(path).isEqualTo("unavailable");
				assertThat(reply.error().get("retryable").booleanValue()).isTrue();
			}
		}
	}

	private static Map<String, String> stored(TestDatabase database) {
		Map<String, String> stored = new LinkedHashMap<>();
		database.jdbc()
			.query("select n.id, n.body from note n join offline_sync.sync_metadata m on m.table_name = 'note' "
					+ "and m.uid = n.id and m.updated_at is not null", (row) -> {
						stored.put(row.getString(1), row.getString(2));
					});
		return stored;
	}

}
