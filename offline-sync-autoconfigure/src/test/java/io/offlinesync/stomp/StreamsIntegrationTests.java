package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.test.StompFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StreamsIntegrationTests {

	private static final int WINDOW = 3;

	private static final int STREAMS = 4;

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@SuppressWarnings("NullAway.Init")
	private StompTestClient client;

	private final FakeFeed feed = server.feed();

	@BeforeAll
	static void start() {
		server = TestServer.start("offline-sync.stomp.stream-window=" + WINDOW,
				"offline-sync.stomp.max-streams=" + STREAMS, "offline-sync.stomp.max-scopes=2");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connect() {
		this.client = server.connect();
	}

	@AfterEach
	void close() {
		this.client.close();
		this.feed.failures.clear();
		this.feed.opened.clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "client", "client-individual" })
	void pagesArriveInOrderWithTheirHeaders(String mode) {
		this.client.follow("s:1", "ack", mode, "cursor", "c");
		FakeFeed.Stream stream = this.feed.next();
		assertThat(stream.request.cursor()).isEqualTo("c");
		stream.offer(IntStream.range(0, 10).mapToObj((i) -> "{\"n\":" + i + ",\"t\":\"ä😀\"}").toArray(String[]::new));
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 10; i++) {
			StompFrame page = this.client.next();
			assertThat(page.command()).isEqualTo("MESSAGE");
			assertThat(page.body()).isEqualTo("{\"n\":" + i + ",\"t\":\"ä😀\"}");
			assertThat(page.headers()).containsEntry("destination", "/app/sync/changes")
				.containsEntry("subscription", "s:1")
				.containsEntry("content-type", "application/json")
				.containsKey("content-length");
			assertThat(page.headers().containsKey("ack")).isEqualTo(!mode.equals("auto"));
			ids.add(String.valueOf(page.header("message-id")));
			this.client.ack(page);
		}
		ids.add(String.valueOf(this.client.ask("hello", "{}").header("message-id")));
		assertThat(ids).hasSize(11);
	}

	@Test
	void waitsForNobodyWithoutAcknowledgements() {
		this.client.follow("s");
		this.feed.next().offer("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
		assertThat(bodies(10)).last().isEqualTo("9");
	}

	@Test
	void waitsForEachAcknowledgement() {
		this.client.follow("s", "ack", "client-individual");
		FakeFeed.Stream stream = this.feed.next();
		stream.offer("0", "1", "2", "3", "4");
		List<StompFrame> pages = pages(WINDOW);
		this.client.settle();
		assertThat(stream.wanted()).isFalse();
		this.client.ack(pages.get(1));
		assertThat(bodies(1)).containsExactly("3");
		this.client.ack(pages.get(1));
		this.client.settle();
		assertThat(stream.wanted()).isFalse();
		this.client.ack(pages.get(2));
		this.client.ack(pages.get(0));
		assertThat(bodies(1)).containsExactly("4");
		this.client.settle();
		assertThat(stream.wanted()).isTrue();
	}

	@Test
	void anAcknowledgementMayStandForAllBefore() {
		this.client.follow("s", "ack", "client");
		FakeFeed.Stream stream = this.feed.next();
		stream.offer("0", "1", "2", "3", "4", "5", "6", "7");
		List<StompFrame> pages = pages(WINDOW);
		this.client.settle();
		this.client.ack(pages.get(1));
		assertThat(bodies(2)).containsExactly("3", "4");
		this.client.ack(pages.get(0));
		this.client.settle();
		assertThat(stream.wanted()).isFalse();
	}

	@Test
	void acknowledgementsDoNotWaitForRequests() {
		CountDownLatch gate = new CountDownLatch(1);
		server.service().gate = gate;
		this.client.send("/app/sync/gated/find-unique", "{\"where\":{}}", "correlation-id", "gated");
		this.client.follow("s", "ack", "client", "receipt", "open");
		FakeFeed.Stream stream = this.feed.next();
		assertThat(this.client.next().header("receipt-id")).isEqualTo("open");
		for (int i = 0; i < 10; i++) {
			stream.offer(String.valueOf(i));
			this.client.ack(this.client.next());
		}
		this.client.frame("UNSUBSCRIBE", "id", "s");
		this.client.settle();
		assertThat(stream.closes).hasValue(1);
		gate.countDown();
		assertThat(this.client.next().header("correlation-id")).isEqualTo("gated");
	}

	@Test
	void aSessionFollowsSeveralStreamsEachAtItsPace() {
		this.client.follow("a", "ack", "client");
		FakeFeed.Stream a = this.feed.next();
		this.client.follow("b", "ack", "client");
		FakeFeed.Stream b = this.feed.next();
		a.offer("a1", "a2", "a3", "a4");
		assertThat(bodies(WINDOW)).containsExactly("a1", "a2", "a3");
		b.offer("b1", "b2");
		List<StompFrame> pages = pages(2);
		assertThat(pages).extracting((page) -> page.header("subscription")).containsOnly("b");
		this.client.ack(pages.get(1));
		this.client.settle();
		assertThat(a.wanted()).isFalse();
		assertThat(b.wanted()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{} | client | invalid-request
			[{"table":"todo","where":{}}] | never | invalid-request
			[{"table":"todo","where":{"a":{"like":1}}}] | client | invalid-where
			[{"table":"todo","where":{}},{"table":"todo","where":{}},{"table":"todo","where":{}}] | client | too-large
			[{"table":"unknown","where":{}}] | client | unknown-table
			[{"table":"broken","where":{}}] | client | internal-error
			""")
	void aStreamThatCannotStartSaysWhy(String scopes, String mode, String code) {
		this.feed.failures.put("unknown", () -> new SyncException(SyncErrorCode.UNKNOWN_TABLE, "No such table"));
		this.feed.failures.put("broken", () -> new IllegalStateException("SECRET"));
		for (int i = 0; i < 2; i++) {
			this.client.frame("SUBSCRIBE", "id", "s", "destination", "/app/sync/changes", "scopes", scopes, "ack", mode,
					"receipt", "r");
			StompFrame error = this.client.next();
			assertThat(error.headers()).containsEntry("subscription", "s");
			assertThat(error.errorCode()).isEqualTo(code);
			assertThat(error.body()).doesNotContain("SECRET");
			assertThat(this.client.next().header("receipt-id")).isEqualTo("r");
		}
		assertThat(this.feed.opened).isEmpty();
		this.client.follow("s");
		this.feed.next().offer("page");
		assertThat(bodies(1)).containsExactly("page");
	}

	@Test
	void aSubscriptionWithoutScopesSaysWhy() {
		this.client.frame("SUBSCRIBE", "id", "s", "destination", "/app/sync/changes");
		assertThat(this.client.next().errorMessage()).isEqualTo("scopes: this is required");
	}

	@Test
	void anIdInUseEndsTheSession() {
		this.client.follow("s");
		FakeFeed.Stream stream = this.feed.next();
		this.client.follow("s", "receipt", "r");
		StompFrame error = this.client.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.header("receipt-id")).isEqualTo("r");
		assertThat(error.errorCode()).isEqualTo("invalid-request");
		assertThat(this.client.closeCode()).isEqualTo(1002);
		Awaitility.await().until(() -> stream.closes.get() == 1);
	}

	@Test
	void theIdOfAStreamIsNotForReplies() {
		try (StompTestClient other = server.open()) {
			other.sendConnect();
			other.next();
			other.follow("s");
			other.frame("SUBSCRIBE", "id", "s", "destination", "/app/sync/replies");
			assertThat(other.next().command()).isEqualTo("ERROR");
		}
	}

	@Test
	void needsNoPlaceForReplies() {
		try (StompTestClient other = server.open()) {
			other.sendConnect();
			other.next();
			other.follow("s");
			this.feed.next().offer("page");
			assertThat(other.next().body()).isEqualTo("page");
		}
	}

	@Test
	void refusesMoreStreamsThanASessionMayHave() {
		IntStream.range(0, STREAMS).forEach((i) -> this.client.follow("s" + i));
		this.client.follow("more");
		assertThat(this.client.next().errorCode()).isEqualTo("too-large");
		this.client.frame("UNSUBSCRIBE", "id", "s0");
		this.client.follow("more", "receipt", "r");
		assertThat(this.client.next().header("receipt-id")).isEqualTo("r");
		assertThat(this.feed.opened).hasSize(STREAMS + 1);
	}

	@Test
	void aStreamThatFailsEndsWithOneMessageAndFreesItsId() {
		this.client.follow("s", "ack", "client-individual");
		FakeFeed.Stream stream = this.feed.next();
		stream.offer("0");
		this.client.ack(this.client.next());
		stream.fail(new SyncException(SyncErrorCode.UNAVAILABLE, "Not now"));
		stream.offer("lost");
		StompFrame error = this.client.next();
		assertThat(error.headers()).containsEntry("subscription", "s").containsKey("ack");
		assertThat(error.errorCode()).isEqualTo("unavailable");
		this.client.ack(error);
		this.client.follow("s");
		this.feed.next().offer("again");
		assertThat(bodies(1)).containsExactly("again");
	}

	@Test
	void aRefusedPageEndsTheStream() {
		this.client.follow("s", "ack", "client");
		FakeFeed.Stream stream = this.feed.next();
		stream.offer("0", "1");
		List<StompFrame> pages = pages(2);
		this.client.frame("NACK", "id", "unknown");
		this.client.frame("NACK");
		this.client.settle();
		assertThat(stream.closes).hasValue(0);
		this.client.frame("NACK", "id", String.valueOf(pages.get(0).header("ack")), "receipt", "r");
		assertThat(this.client.next().errorCode()).isEqualTo("invalid-request");
		assertThat(this.client.next().header("receipt-id")).isEqualTo("r");
		assertThat(stream.closes).hasValue(1);
	}

	@Test
	void unsubscribingEndsAStreamAtOnce() {
		this.client.follow("s");
		FakeFeed.Stream old = this.feed.next();
		this.client.frame("UNSUBSCRIBE", "id", "s");
		this.client.follow("s", "receipt", "r");
		FakeFeed.Stream stream = this.feed.next();
		assertThat(this.client.next().header("receipt-id")).isEqualTo("r");
		assertThat(old.closes).hasValue(1);
		old.offer("late");
		old.fail(new SyncException(SyncErrorCode.UNAVAILABLE, "Not now"));
		stream.offer("page");
		assertThat(bodies(1)).containsExactly("page");
		this.client.settle();
		assertThat(stream.closes).hasValue(0);
	}

	@Test
	void tellsWhenFramesWereDealtWith() {
		this.client.follow("s", "ack", "client-individual", "receipt", "1");
		assertThat(this.client.next().header("receipt-id")).isEqualTo("1");
		FakeFeed.Stream stream = this.feed.next();
		assertThat(stream.wanted()).isTrue();
		stream.offer("page");
		String id = String.valueOf(this.client.next().header("ack"));
		this.client.frame("ACK", "id", id, "receipt", "2");
		assertThat(this.client.next().header("receipt-id")).isEqualTo("2");
		this.client.frame("ACK", "receipt", "3");
		assertThat(this.client.next().header("receipt-id")).isEqualTo("3");
		this.client.frame("UNSUBSCRIBE", "id", "s", "receipt", "4");
		assertThat(this.client.next().header("receipt-id")).isEqualTo("4");
		assertThat(stream.closes).hasValue(1);
	}

	@Test
	void theEndOfASessionEndsItsStreamsOnce() {
		List<FakeFeed.Stream> streams = new ArrayList<>();
		try (StompTestClient polite = server.connect();
				StompTestClient lost = server.connect();
				StompTestClient wrong = server.connect();
				StompTestClient other = server.connect()) {
			for (StompTestClient each : List.of(polite, lost, wrong)) {
				each.follow("a");
				each.follow("b");
				streams.add(this.feed.next());
				streams.add(this.feed.next());
			}
			other.follow("s");
			FakeFeed.Stream stream = this.feed.next();
			polite.frame("DISCONNECT", "receipt", "bye");
			assertThat(polite.next().header("receipt-id")).isEqualTo("bye");
			assertThat(polite.closeCode()).isEqualTo(1000);
			lost.abort();
			wrong.raw("\0");
			assertThat(wrong.closeCode()).isEqualTo(1002);
			SyncWebSocketHandler handler = server.handler();
			Awaitility.await().until(() -> handler.sessionCount() == 2);
			assertThat(streams).allSatisfy((each) -> assertThat(each.closes).hasValue(1));
			assertThat(stream.closes).hasValue(0);
		}
	}

	@Test
	void aGoodbyeEndsStreamsBeforeTheLastAnswers() {
		CountDownLatch gate = new CountDownLatch(1);
		server.service().gate = gate;
		this.client.follow("s");
		FakeFeed.Stream stream = this.feed.next();
		this.client.send("/app/sync/gated/find-unique", "{\"where\":{}}", "correlation-id", "gated");
		this.client.frame("DISCONNECT");
		Awaitility.await().until(() -> stream.closes.get() == 1);
		stream.offer("late");
		gate.countDown();
		assertThat(this.client.next().header("correlation-id")).isEqualTo("gated");
		assertThat(this.client.closeCode()).isEqualTo(1000);
	}

	@Test
	void aServerThatStopsEndsAllStreams() {
		try (TestServer stopping = TestServer.start(); StompTestClient follower = stopping.connect()) {
			follower.follow("s");
			FakeFeed.Stream stream = stopping.feed().next();
			stopping.context().stop();
			assertThat(follower.closeCode()).isEqualTo(1001);
			assertThat(stream.closes).hasValue(1);
		}
	}

	private List<StompFrame> pages(int count) {
		return IntStream.range(0, count).mapToObj((i) -> this.client.next()).toList();
	}

	private List<String> bodies(int count) {
		return pages(count).stream().map(StompFrame::body).toList();
	}

}
