package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.offlinesync.test.StompFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestLimitsIntegrationTests {

	private static final int RATE = 10;

	private static final int BURST = 2 * RATE;

	private static final String FIND = "SEND\ndestination:/app/sync/todo/find-unique\ncorrelation-id:%s\n\n{\"where\":{}}\0";

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@SuppressWarnings("NullAway.Init")
	private StompTestClient client;

	@BeforeAll
	static void start() {
		server = TestServer.start("offline-sync.stomp.max-requests-per-second=" + RATE,
				"offline-sync.stomp.max-waiting-requests=1000", "offline-sync.stomp.max-terms=2",
				"offline-sync.stomp.max-in-values=3", "offline-sync.stomp.max-streams=100");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connect() {
		server.service().calls.set(0);
		server.feed().opened.clear();
		this.client = server.connect();
	}

	@AfterEach
	void disconnect() {
		this.client.close();
	}

	@Test
	void answersWhatComesTooFastWithoutDoingIt() {
		int asked = BURST + 4 * RATE;
		find(asked);
		List<StompFrame> refused = new ArrayList<>();
		for (int i = 0; i < asked; i++) {
			StompFrame reply = this.client.next();
			if (reply.json().has("error")) {
				refused.add(reply);
			}
		}
		// A few more may be taken as time goes by.
		assertThat(refused).hasSizeBetween(asked - BURST - 2 * RATE, asked - BURST + 1);
		assertThat(server.service().calls).hasValue(asked - refused.size());
		assertThat(refused).allSatisfy((reply) -> {
			assertThat(reply.errorCode()).isEqualTo("unavailable");
			assertThat(reply.error().get("retryable").booleanValue()).isTrue();
			assertThat(reply.errorMessage()).isEqualTo(
					"A session has at most 10 requests and subscriptions per second: " + "wait before you try again");
			assertThat(reply.header("correlation-id")).isNotNull();
		});
		long pause = refused.get(refused.size() - 1).error().get("details").get("retryAfterMillis").longValue();
		assertThat(pause).isBetween(1000L, 5000L);
		Awaitility.await()
			.pollDelay(pause, TimeUnit.MILLISECONDS)
			.untilAsserted(() -> assertThat(this.client.ask("todo/find-unique", "{\"where\":{}}").json().has("error"))
				.isFalse());
	}

	@Test
	void aRefusedRequestIsConfirmed() {
		find(BURST);
		IntStream.range(0, BURST).forEach((i) -> this.client.next());
		Awaitility.await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> {
			this.client.send("/app/sync/todo/find-unique", "{\"where\":{}}", "receipt", "r");
			StompFrame reply = this.client.next();
			assertThat(this.client.next().header("receipt-id")).isEqualTo("r");
			return reply.json().has("error");
		});
	}

	@Test
	void aStreamThatIsOpenedTooFastEndsWithOneMessage() {
		int asked = BURST + RATE;
		StringBuilder frames = new StringBuilder();
		for (int i = 0; i < asked; i++) {
			frames.append(
					StompFrame
						.of("SUBSCRIBE", "", "id", "s" + i, "destination", "/app/sync/changes", "scopes",
								"[{\"table\":\"todo\",\"where\":{}}]", "receipt", "r" + i)
						.text());
		}
		this.client.raw(frames.toString());
		int refused = 0;
		for (int i = 0; i < asked; i++) {
			StompFrame next = this.client.next();
			if (next.command().equals("MESSAGE")) {
				refused++;
				assertThat(next.header("subscription")).isEqualTo("s" + i);
				assertThat(next.header("destination")).isEqualTo("/app/sync/changes");
				assertThat(next.errorCode()).isEqualTo("unavailable");
				next = this.client.next();
			}
			assertThat(next.header("receipt-id")).isEqualTo("r" + i);
		}
		assertThat(refused).isBetween(1, RATE + 1);
		assertThat(server.feed().opened).hasSize(asked - refused);
		assertThat(this.client.isClosed()).isFalse();
	}

	@Test
	void whoNeverWaitsIsDisconnected() {
		find(BURST + 30 * RATE);
		List<StompFrame> frames = new ArrayList<>();
		do {
			frames.add(this.client.next());
		}
		while (frames.get(frames.size() - 1).command().equals("MESSAGE"));
		StompFrame error = frames.get(frames.size() - 1);
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.errorCode()).isEqualTo("too-large");
		assertThat(error.errorMessage()).startsWith("A session has at most 10 requests and subscriptions per second")
			.contains("did not wait");
		assertThat(this.client.closeCode()).isEqualTo(1008);
		assertThat(frames).hasSizeLessThan(BURST + 15 * RATE);
		assertThat(server.service().calls.get()).isLessThan(BURST + 2 * RATE);
	}

	@Test
	void subscribingToRepliesAgainAndAgainIsNoWayAround() {
		StringBuilder frames = new StringBuilder();
		for (int i = 0; i < BURST + 30 * RATE; i++) {
			frames.append("UNSUBSCRIBE\nid:replies\n\n\0")
				.append("SUBSCRIBE\nid:replies\ndestination:/app/sync/replies\n\n\0");
		}
		this.client.raw(frames.toString());
		assertThat(this.client.next().errorCode()).isEqualTo("too-large");
		assertThat(this.client.closeCode()).isEqualTo(1008);
	}

	@Test
	void whatAClientConfirmsDoesNotCount() {
		this.client.raw("ACK\nid:x\n\n\0".repeat(BURST + 30 * RATE));
		assertThat(this.client.ask("hello", "{}").result()).isNotNull();
	}

	@Test
	void nobodyElseIsToldToWait() {
		find(BURST + 30 * RATE);
		try (StompTestClient other = server.connect()) {
			assertThat(other.ask("hello", "{}").result()).isNotNull();
		}
	}

	@Test
	void conditionsHaveLimits() {
		assertThat(this.client.ask("todo/find-many", "{\"where\":{\"a\":1,\"b\":{\"in\":[1,2,3]}}}").result())
			.isNotNull();
		for (String where : List.of("{\"a\":1,\"b\":2,\"c\":3}", "{\"a\":{\"in\":[1,2,3,4]}}")) {
			assertThat(this.client.ask("todo/find-unique", "{\"where\":" + where + "}").errorCode())
				.isEqualTo("too-large");
			assertThat(this.client.ask("todo/find-many", "{\"where\":" + where + "}").errorCode())
				.isEqualTo("too-large");
			assertThat(this.client.ask("todo/reconcile", "{\"metadata\":{},\"where\":" + where + "}").errorCode())
				.isEqualTo("too-large");
			this.client.frame("SUBSCRIBE", "id", "s", "destination", "/app/sync/changes", "scopes",
					"[{\"table\":\"todo\",\"where\":" + where + "}]");
			assertThat(this.client.next().errorCode()).isEqualTo("too-large");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whoAlwaysAsksForTooMuchHasToWait(boolean streams) {
		String where = "{\"a\":1,\"b\":2,\"c\":3}";
		List<String> codes = new ArrayList<>();
		for (int i = 0; i < BURST; i++) {
			if (streams) {
				this.client.frame("SUBSCRIBE", "id", "s" + i, "destination", "/app/sync/changes", "scopes",
						"[{\"table\":\"todo\",\"where\":" + where + "}]");
				codes.add(this.client.next().errorCode());
			}
			else {
				codes.add(this.client.ask("todo/find-many", "{\"where\":" + where + "}").errorCode());
			}
		}
		assertThat(codes).contains("too-large", "unavailable");
	}

	@Test
	void jsonNestsOnlySoDeep() {
		String uid = "{\"uid\":\"1\",\"createdAt\":\"2026-01-01T00:00:00Z\",\"data\":{\"a\":%s}}";
		assertThat(this.client.ask("todo/create", uid.formatted("[".repeat(30) + "]".repeat(30))).result()).isNotNull();
		StompFrame refused = this.client.ask("todo/create", uid.formatted("[".repeat(31) + "]".repeat(31)));
		assertThat(refused.errorCode()).isEqualTo("too-large");
		assertThat(refused.errorMessage()).startsWith("The body nests deeper than 32 levels");
	}

	/** In one message of the WebSocket, and so as fast as can be. */
	private void find(int times) {
		StringBuilder frames = new StringBuilder();
		IntStream.range(0, times).forEach((i) -> frames.append(FIND.formatted(i)));
		this.client.raw(frames.toString());
	}

}
