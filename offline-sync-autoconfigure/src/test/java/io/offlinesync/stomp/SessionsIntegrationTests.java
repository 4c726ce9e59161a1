package io.offlinesync.stomp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.offlinesync.RecordMetadata;
import io.offlinesync.jdbc.JsonRecord;
import io.offlinesync.test.StompFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionsIntegrationTests {

	private static final int WAITING = 1000;

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start("offline-sync.stomp.heartbeat=100ms", "offline-sync.stomp.connect-timeout=2s",
				"offline-sync.stomp.send-timeout=2s", "offline-sync.stomp.max-waiting-requests=" + WAITING,
				"offline-sync.stomp.worker-threads=4");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void open() {
		CountDownLatch gate = server.service().gate;
		if (gate != null) {
			gate.countDown();
		}
		server.service().gate = null;
		server.service().todos.clear();
		server.service().mutations.clear();
	}

	@Test
	void sendsHeartbeats() {
		try (StompTestClient client = server.connect("heart-beat", "0,50");
				StompTestClient other = server.connect("heart-beat", "0,0")) {
			Awaitility.await().until(() -> client.heartbeats() > 5);
			assertThat(other.heartbeats()).isZero();
			assertThat(client.isClosed()).isFalse();
		}
	}

	@Test
	void missesClientsThatDoNotSendTheHeartbeatsTheyPromised() {
		try (StompTestClient silent = server.connect("heart-beat", "400,0");
				StompTestClient lively = server.connect("heart-beat", "400,0")) {
			Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> {
				lively.raw("\n");
				return silent.isClosed();
			});
			assertThat(silent.closeCode()).isEqualTo(4500);
			assertThat(lively.ask("hello", "{}").result()).isNotNull();
		}
	}

	@Test
	void waitsForAConnectFrameOnlyForSoLong() {
		try (StompTestClient silent = server.open();
				StompTestClient slow = server.open();
				StompTestClient connected = server.connect()) {
			slow.part("CONNECT\naccept-version:1.2", true);
			assertThat(silent.closeCode()).isEqualTo(4408);
			assertThat(slow.closeCode()).isEqualTo(4408);
			assertThat(connected.ask("hello", "{}").result()).isNotNull();
		}
	}

	@Test
	void answersInOrderAndNeverMixesSessions() throws Exception {
		int clients = 8;
		int requests = 600;
		ExecutorService threads = Executors.newFixedThreadPool(clients);
		List<Future<?>> done = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			String name = "echo" + i + "-";
			done.add(threads.submit(() -> {
				try (StompTestClient client = server.connect()) {
					for (int request = 0; request < requests; request++) {
						client.send("/app/sync/todo/find-unique", "{\"where\":{\"uid\":\"" + name + request + "\"}}",
								"correlation-id", name + request);
					}
					for (int request = 0; request < requests; request++) {
						StompFrame reply = client.next();
						assertThat(reply.header("correlation-id")).isEqualTo(name + request);
						assertThat(reply.result().get("uid").stringValue()).isEqualTo(name + request);
					}
					assertThat(client.poll(10)).isNull();
				}
			}));
		}
		for (Future<?> each : done) {
			each.get();
		}
		threads.shutdown();
	}

	@Test
	void aSessionWaitsForItselfOnly() {
		CountDownLatch gate = closeGate();
		try (StompTestClient slow = server.connect(); StompTestClient quick = server.connect()) {
			slow.send("/app/sync/gated/find-unique", "{\"where\":{}}", "correlation-id", "1");
			slow.send("/app/sync/hello", "{}", "correlation-id", "2");
			// What is no request does not wait for its turn.
			slow.frame("ACK", "id", "x", "receipt", "r");
			assertThat(slow.next().header("receipt-id")).isEqualTo("r");
			assertThat(quick.ask("hello", "{}").result()).isNotNull();
			assertThat(slow.poll(50)).isNull();
			gate.countDown();
			assertThat(slow.next().header("correlation-id")).isEqualTo("1");
			assertThat(slow.next().header("correlation-id")).isEqualTo("2");
		}
	}

	@Test
	void refusesMoreRequestsThanMayWait() {
		CountDownLatch gate = closeGate();
		try (StompTestClient client = server.connect()) {
			client.send("/app/sync/gated/find-unique", "{\"where\":{}}", "correlation-id", "gated");
			Awaitility.await().until(() -> server.service().calls.get() > 0);
			for (int i = 0; i <= WAITING; i++) {
				client.send("/app/sync/hello", "{}", "correlation-id", String.valueOf(i), "receipt", "r" + i);
			}
			StompFrame refused = client.next();
			assertThat(refused.header("correlation-id")).isEqualTo(String.valueOf(WAITING));
			assertThat(refused.errorCode()).isEqualTo("unavailable");
			assertThat(client.next().header("receipt-id")).isEqualTo("r" + WAITING);
			gate.countDown();
			assertThat(client.next().header("correlation-id")).isEqualTo("gated");
			assertThat(client.next().header("correlation-id")).isEqualTo("0");
		}
	}

	@Test
	void disconnectsAfterTheLastAnswer() {
		try (StompTestClient client = server.connect()) {
			IntStream.range(0, 20).forEach((i) -> client.send("/app/sync/hello", "{}"));
			client.frame("DISCONNECT", "receipt", "bye");
			IntStream.range(0, 20).forEach((i) -> assertThat(client.next().result()).isNotNull());
			assertThat(client.next().header("receipt-id")).isEqualTo("bye");
			assertThat(client.closeCode()).isEqualTo(1000);
		}
	}

	@Test
	void doesWhatAClientAskedForBeforeItSaidGoodbye() {
		CountDownLatch gate = closeGate();
		try (StompTestClient client = server.connect()) {
			client.send("/app/sync/gated/find-unique", "{\"where\":{}}");
			for (int i = 0; i < 3; i++) {
				client.send("/app/sync/todo/create",
						"{\"uid\":\"" + i + "\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"}");
			}
			client.frame("DISCONNECT");
			client.abort();
			SyncWebSocketHandler handler = handler();
			Awaitility.await().until(() -> handler.sessionCount() == 0);
			gate.countDown();
			Awaitility.await().until(() -> server.service().todos.size() == 3);
		}
	}

	@Test
	void forgetsWhatAClientThatIsGoneWasWaitingFor() {
		CountDownLatch gate = closeGate();
		SyncWebSocketHandler handler = (SyncWebSocketHandler) server.context().getBean(StompEndpoint.class).handler();
		try (StompTestClient client = server.connect(); StompTestClient other = server.connect()) {
			client.send("/app/sync/gated/find-unique", "{\"where\":{}}");
			client.send("/app/sync/todo/create", "{\"uid\":\"1\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"}");
			client.frame("ACK", "id", "x", "receipt", "r");
			client.next();
			int sessions = handler.sessionCount();
			client.abort();
			Awaitility.await().until(() -> handler.sessionCount() < sessions);
			gate.countDown();
			IntStream.range(0, 10).forEach((i) -> other.ask("hello", "{}"));
			assertThat(server.service().mutations).isEmpty();
		}
	}

	@Test
	void dropsClientsThatDoNotReadAndDelaysNobodyElse() {
		server.service().todos.put("1", new JsonRecord("1", '"' + "x".repeat(1_000_000) + '"', RecordMetadata.NONE));
		List<StompTestClient> stalled = IntStream.range(0, 10).mapToObj((i) -> {
			StompTestClient client = StompTestClient.open("ws://localhost:" + server.port() + "/offline-sync", false);
			client.sendConnect();
			client.frame("SUBSCRIBE", "id", "replies", "destination", "/app/sync/replies");
			IntStream.range(0, 50).forEach((j) -> client.send("/app/sync/todo/find-many", "{\"where\":{}}"));
			return client;
		}).toList();
		SyncWebSocketHandler handler = (SyncWebSocketHandler) server.context().getBean(StompEndpoint.class).handler();
		try (StompTestClient client = server.connect()) {
			List<Long> times = new ArrayList<>();
			Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> {
				long before = System.nanoTime();
				client.ask("hello", "{}");
				times.add(System.nanoTime() - before);
				return handler.sessionCount() == 1;
			});
			// Whoever waits for a stalled client waits until it is dropped.
			assertThat(times).hasSizeGreaterThan(10)
				.allSatisfy((time) -> assertThat(time).isLessThan(Duration.ofSeconds(2).toNanos()));
		}
		stalled.forEach(StompTestClient::close);
	}

	@Test
	void tellsClientsToGoWhenItStops() {
		try (TestServer stopping = TestServer.start();
				StompTestClient client = stopping.connect();
				StompTestClient busy = stopping.connect()) {
			CountDownLatch gate = new CountDownLatch(1);
			stopping.service().gate = gate;
			stopping.service().onRead = gate::countDown;
			busy.send("/app/sync/gated/find-unique", "{\"where\":{}}");
			stopping.context().stop();
			assertThat(client.closeCode()).isEqualTo(1001);
			assertThat(busy.closeCode()).isEqualTo(1001);
			gate.countDown();
			stopping.context().start();
			try (StompTestClient again = stopping.connect()) {
				assertThat(again.ask("hello", "{}").result()).isNotNull();
			}
		}
	}

	private static SyncWebSocketHandler handler() {
		return (SyncWebSocketHandler) server.context().getBean(StompEndpoint.class).handler();
	}

	private static CountDownLatch closeGate() {
		server.service().calls.set(0);
		server.service().gate = new CountDownLatch(1);
		return Objects.requireNonNull(server.service().gate);
	}

}
