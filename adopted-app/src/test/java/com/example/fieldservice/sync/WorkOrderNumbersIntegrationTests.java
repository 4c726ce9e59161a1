package com.example.fieldservice.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static com.example.fieldservice.sync.SyncClient.create;
import static com.example.fieldservice.sync.SyncClient.delete;
import static com.example.fieldservice.sync.SyncClient.transaction;
import static com.example.fieldservice.sync.SyncClient.update;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that are offline and the server number orders at the same time, and never
 * alike.
 */
class WorkOrderNumbersIntegrationTests {

	private static final int EACH = 40;

	private static RunningApplication application;

	@BeforeAll
	static void start() {
		application = new OldDatabase().start();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	private static List<Long> numbers(String login, int count) {
		List<Long> numbers = new ArrayList<>();
		application.post(login, "/api/work-order-numbers?count=" + count, "")
			.forEach((number) -> numbers.add(number.longValue()));
		return numbers;
	}

	private static String order(String subject) {
		return "{\"customerNumber\":1,\"depot\":\"HH\",\"subject\":\"" + subject + "\"}";
	}

	@Test
	void twoClientsAndTheServerCreateOrdersAtTheSameTime() throws Exception {
		List<Long> toms = numbers("tom", EACH);
		List<Long> tinas = numbers("tina", EACH);
		// Offline, both write. The server goes on meanwhile.
		List<String> ofTom = toms.stream()
			.map((number) -> transaction(create("TBL_WO", number, order("Tom " + number), Instant.now())))
			.toList();
		List<String> ofTina = tinas.stream()
			.map((number) -> transaction(create("TBL_WO", number, order("Tina " + number), Instant.now())))
			.toList();
		ExecutorService threads = Executors.newFixedThreadPool(3);
		try (SyncClient tom = new SyncClient("tom", "TBL_WO").connect(application);
				SyncClient tina = new SyncClient("tina").connect(application)) {
			CompletableFuture<Void> server = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < EACH; i++) {
					application.createOrder("dora", "HH", "Dora " + i);
				}
			}, threads);
			CompletableFuture<Void> first = CompletableFuture.runAsync(() -> pushEach(tom, ofTom), threads);
			CompletableFuture<Void> second = CompletableFuture.runAsync(() -> pushEach(tina, ofTina), threads);
			CompletableFuture.allOf(server, first, second).get(60, TimeUnit.SECONDS);

			toms.forEach((number) -> assertThat(subject(number)).isEqualTo("Tom " + number));
			tinas.forEach((number) -> assertThat(subject(number)).isEqualTo("Tina " + number));
			assertThat(application.jdbc()
				.queryForList("select subj from \"TBL_WO\" where subj like 'Dora %' order by wo_no", String.class))
				.hasSize(EACH)
				.doesNotHaveDuplicates();
			Set<String> all = new HashSet<>(application.jdbc()
				.queryForList("select wo_no::text from \"TBL_WO\" where depot_cd = 'HH'", String.class));
			tom.until((client) -> client.uids("TBL_WO").equals(all));
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void pushEach(SyncClient client, List<String> transactions) {
		for (String transaction : transactions) {
			try {
				assertThat(client.push(transaction).get(0).get("outcome").asString()).isEqualTo("committed");
				// The answer was lost, and it is sent again.
				assertThat(client.push(transaction).get(0).get("outcome").asString()).isEqualTo("committed");
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private static String subject(Long number) {
		return application.jdbc().queryForObject("select subj from \"TBL_WO\" where wo_no = ?", String.class, number);
	}

	@Test
	void nobodyTakesANumberThatTheyWereNotGiven() throws Exception {
		long ofTina = numbers("tina", 1).get(0);
		long ahead = ofTina + 5;
		try (SyncClient tom = new SyncClient("tom", "TBL_WO").connect(application)) {
			assertThat(error(tom, create("TBL_WO", ofTina, order("Stolen"), Instant.now()))).isEqualTo("forbidden");
			assertThat(error(tom, create("TBL_WO", ahead, order("Ahead"), Instant.now()))).isEqualTo("forbidden");
			assertThat(error(tom, create("TBL_WO", -1, order("Negative"), Instant.now()))).isEqualTo("forbidden");
			// An update of what is not there creates it.
			assertThat(error(tom, update("TBL_WO", ahead, order("Ahead"), Instant.now()))).isEqualTo("forbidden");
			tom.push(transaction(delete("TBL_WO", ahead, Instant.now().plusSeconds(50))));
		}
		// Else one of these would have collided.
		List<Long> created = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			created.add(application.createOrder("dora", "HH", "Undisturbed"));
		}
		assertThat(created).contains(ahead);
		created.forEach((number) -> assertThat(subject(number)).isEqualTo("Undisturbed"));
	}

	@Test
	void aNumberIsUsedOnceOnly() throws Exception {
		long number = numbers("tom", 1).get(0);
		try (SyncClient tom = new SyncClient("tom", "TBL_WO").connect(application)) {
			String transaction = transaction(create("TBL_WO", number, order("Once"), Instant.now()));
			JsonNode first = tom.push(transaction).get(0);
			assertThat(first.get("outcome").asString()).isEqualTo("committed");
			assertThat(tom.push(transaction).get(0).get("xid")).isEqualTo(first.get("xid"));
			assertThat(application.jdbc()
				.queryForObject("select count(*) from \"TBL_WO\" where subj = 'Once'", Long.class)).isOne();
		}
	}

	@Test
	void nobodyIsGivenAnyNumberOfNumbers() {
		for (int count : List.of(0, 101)) {
			application.as("tom")
				.post()
				.uri("/api/work-order-numbers?count=" + count)
				.exchange()
				.expectStatus()
				.isBadRequest();
		}
	}

	private static String error(SyncClient client, String mutation) throws InterruptedException {
		JsonNode result = client.push(transaction(mutation)).get(0);
		assertThat(result.get("outcome").asString()).isEqualTo("rejected");
		return result.get("error").get("code").asString();
	}

}
