package com.example.fieldservice.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestStream;
import io.offlinesync.test.SyncTestTransaction;
import io.offlinesync.test.SyncTestTransactionResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.offlinesync.test.StreamScope.scope;
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

	private static Map<String, Object> order(String subject) {
		return Map.of("customerNumber", 1, "depot", "HH", "subject", subject);
	}

	@Test
	void twoClientsAndTheServerCreateOrdersAtTheSameTime() throws Exception {
		List<Long> toms = numbers("tom", EACH);
		List<Long> tinas = numbers("tina", EACH);
		ExecutorService threads = Executors.newFixedThreadPool(3);
		try (SyncTestClient tom = application.connect("tom"); SyncTestClient tina = application.connect("tina")) {
			SyncTestStream orders = tom.follow(scope("TBL_WO")).awaitComplete();
			// Offline, both write. The server goes on meanwhile.
			tom.disconnect();
			tina.disconnect();
			List<SyncTestTransaction> ofTom = toms.stream()
				.map((number) -> tom.transaction().create("TBL_WO", number, order("Tom " + number)))
				.toList();
			List<SyncTestTransaction> ofTina = tinas.stream()
				.map((number) -> tina.transaction().create("TBL_WO", number, order("Tina " + number)))
				.toList();
			tom.reconnect();
			tina.reconnect();
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
			orders.await((copy) -> copy.records("TBL_WO").keySet().equals(all));
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void pushEach(SyncTestClient client, List<SyncTestTransaction> transactions) {
		for (SyncTestTransaction transaction : transactions) {
			assertThat(client.push(transaction).outcome()).isEqualTo("committed");
			// The answer was lost, and it is sent again.
			assertThat(client.push(transaction).outcome()).isEqualTo("committed");
		}
	}

	private static String subject(Long number) {
		return application.jdbc().queryForObject("select subj from \"TBL_WO\" where wo_no = ?", String.class, number);
	}

	@Test
	void nobodyTakesANumberThatTheyWereNotGiven() {
		long ofTina = numbers("tina", 1).get(0);
		long ahead = ofTina + 5;
		try (SyncTestClient tom = application.connect("tom")) {
			assertForbidden(tom, tom.transaction().create("TBL_WO", ofTina, order("Stolen")));
			assertForbidden(tom, tom.transaction().create("TBL_WO", ahead, order("Ahead")));
			assertForbidden(tom, tom.transaction().create("TBL_WO", -1, order("Negative")));
			// An update of what is not there creates it.
			assertForbidden(tom, tom.transaction().update("TBL_WO", ahead, order("Ahead")));
			tom.push(tom.transaction().delete("TBL_WO", ahead, Instant.now().plusSeconds(50)));
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
	void aNumberIsUsedOnceOnly() {
		long number = numbers("tom", 1).get(0);
		try (SyncTestClient tom = application.connect("tom")) {
			SyncTestTransaction transaction = tom.transaction().create("TBL_WO", number, order("Once"));
			SyncTestTransactionResult first = tom.push(transaction);
			assertThat(first.isCommitted()).isTrue();
			assertThat(tom.push(transaction)).isEqualTo(first);
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

	private static void assertForbidden(SyncTestClient client, SyncTestTransaction transaction) {
		SyncTestTransactionResult result = client.push(transaction);
		assertThat(result.outcome()).isEqualTo("rejected");
		assertThat(result.error().code()).isEqualTo("forbidden");
	}

}
