package io.offlinesync.stomp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.offlinesync.test.StompFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StalledStreamsIntegrationTests {

	private static final String FILLER = "x".repeat(32_000);

	private static final String ENDLESS = "endless";

	private static final int STALLED = 200;

	private static final int READERS = 20;

	private static final int ROUNDS = 300;

	@Test
	void aClientThatDoesNotReadIsDropped() {
		try (TestServer server = TestServer.start("offline-sync.stomp.send-timeout=500ms");
				StompTestClient stalled = unread(server);
				StompTestClient other = server.connect()) {
			server.feed().onRequest = (stream) -> stream.offer(page());
			stalled.follow("s");
			FakeFeed.Stream stream = server.feed().next();
			Awaitility.await().until(() -> server.handler().sessionCount() == 1);
			assertThat(stream.closes).hasValue(1);
			assertThat(stream.requests).as("bounded by the buffers of the network").hasValueLessThan(1000);
			assertThat(other.ask("hello", "{}").result()).isNotNull();
		}
	}

	@Test
	void clientsThatDoNotReadDelayNobodyElse() {
		try (TestServer server = TestServer.start()) {
			List<StompTestClient> readers = new ArrayList<>();
			List<FakeFeed.Stream> read = new ArrayList<>();
			for (int i = 0; i < READERS; i++) {
				StompTestClient client = server.connect();
				client.follow("s", "ack", "client-individual");
				readers.add(client);
				read.add(server.feed().next());
			}
			read(readers, read);
			long alone = read(readers, read);
			server.feed().onRequest = (stream) -> {
				if (ENDLESS.equals(stream.request.cursor())) {
					stream.offer(page());
				}
			};
			List<StompTestClient> stalled = new ArrayList<>();
			List<FakeFeed.Stream> unread = new ArrayList<>();
			for (int i = 0; i < STALLED; i++) {
				StompTestClient client = unread(server);
				client.follow("s", "cursor", ENDLESS, "ack", (i % 2 == 0) ? "auto" : "client");
				stalled.add(client);
				unread.add(server.feed().next());
			}
			awaitStandstill(unread);
			assertThat(read(readers, read)).isLessThan(Math.max(3 * alone, Duration.ofMillis(200).toNanos()));
			assertThat(server.handler().sessionCount()).isEqualTo(READERS + STALLED);
			assertThat(unread).allSatisfy((stream) -> assertThat(stream.closes).hasValue(0));
			stalled.forEach(StompTestClient::close);
			readers.forEach(StompTestClient::close);
		}
	}

	private static void awaitStandstill(List<FakeFeed.Stream> streams) {
		AtomicInteger before = new AtomicInteger();
		Awaitility.await().pollInterval(Duration.ofMillis(300)).until(() -> {
			int requests = streams.stream().mapToInt((stream) -> stream.requests.get()).sum();
			return before.getAndSet(requests) == requests;
		});
	}

	/** How long pages take, in nanoseconds: the 99th percentile. */
	private static long read(List<StompTestClient> clients, List<FakeFeed.Stream> streams) {
		List<Long> times = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			streams.forEach((stream) -> stream.offer(page()));
			for (StompTestClient client : clients) {
				StompFrame page = client.next();
				times.add(System.nanoTime() - page.json().get("at").longValue());
				client.ack(page);
			}
		}
		times.sort(null);
		return times.get(times.size() * 99 / 100);
	}

	private static String page() {
		return "{\"at\":" + System.nanoTime() + ",\"filler\":\"" + FILLER + "\"}";
	}

	private static StompTestClient unread(TestServer server) {
		StompTestClient client = StompTestClient.open("ws://localhost:" + server.port() + "/offline-sync", false);
		client.sendConnect("heart-beat", "0,0");
		return client;
	}

}
