package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.stomp.fuzz.FuzzedApplication;
import io.offlinesync.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Users who send as much as they can of what costs the server most, against a server with
 * its default limits, beside somebody who only wants to work. How long it goes on is set
 * with {@code -Doffline-sync.test.seconds}.
 */
class FloodsIntegrationTests {

	private static final long MILLIS = Integer.getInteger("offline-sync.test.seconds", 5) * 100L;

	private static final int FLOODERS = 4;

	private static final long SLOWEST_MILLIS = 10_000;

	private static final int LEAST = 20;

	private static final long GROWTH_MEGABYTES = 128;

	private static final long LEAK_MEGABYTES = 32;

	private static final String CONNECT = "CONNECT\naccept-version:1.2\nhost:x\ntoken:eve\nheart-beat:0,0\n\n\0";

	private static final String REPLIES = "SUBSCRIBE\nid:replies\ndestination:/app/sync/replies\n\n\0";

	private static final Pattern CODE = Pattern.compile("\"error\":\\{\"code\":\"([a-z-]+)\"");

	@SuppressWarnings("NullAway.Init")
	private static TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext application;

	private final AtomicInteger messages = new AtomicInteger();

	private final Queue<RawWebSocket> opened = new ConcurrentLinkedQueue<>();

	private final Map<String, AtomicInteger> told = new ConcurrentSkipListMap<>();

	@BeforeAll
	static void start() {
		database = ServerState.database();
		database.jdbc()
			.update("insert into note (id, body) select i, repeat('x', 1000) from generate_series(1, 2000) i");
		application = DomainApplication.startWeb(FuzzedApplication.class, database,
				"offline-sync.security.allow-anonymous=false", "offline-sync.stomp.connect-timeout=2s",
				"offline-sync.stomp.max-requests-per-second=100");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@EnumSource
	void aFloodCostsTheOthersLittleAndMemoryStaysBounded(Flood flood) throws Exception {
		ServerState server = new ServerState(application);
		ExecutorService threads = Executors.newFixedThreadPool(FLOODERS);
		byte[] message = flood.message();
		Neighbour.Figures figures;
		long before;
		long during;
		int held;
		try (Neighbour neighbour = Neighbour.start(server.port(), database.jdbc())) {
			before = ServerState.usedMegabytes();
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
			List<Future<List<RawWebSocket>>> flooding = IntStream.range(0, FLOODERS)
				.mapToObj((i) -> threads.submit(() -> flood(flood, message, end)))
				.toList();
			List<RawWebSocket> open = new ArrayList<>();
			for (Future<List<RawWebSocket>> each : flooding) {
				open.addAll(each.get());
			}
			held = server.sessions();
			during = ServerState.usedMegabytes();
			await(() -> assertThat(this.told.keySet()).as("what floods are told").containsAll(flood.told()));
			if (!flood.connects()) {
				await(() -> assertThat(server.sessions()).as("sessions").isEqualTo(neighbour.sessions()));
			}
			open.forEach(RawWebSocket::close);
			figures = neighbour.stop();
		}
		finally {
			threads.shutdownNow();
			this.opened.forEach(RawWebSocket::close);
		}
		server.awaitIdle();
		long after = ServerState.usedMegabytes();
		ServerState.report(
				"Flood %s: %d messages in %d sessions of %d ms; %s; heap %d MB before, %d during (%d open), %d after; told %s"
					.formatted(flood, this.messages.get(), this.opened.size(), MILLIS, figures, before, during, held,
							after, this.told));
		assertThat(figures.rounds()).as("rounds of the neighbour").isPositive();
		assertThat(figures.slowestAnswer()).isLessThan(SLOWEST_MILLIS);
		assertThat(figures.slowestPage()).isLessThan(SLOWEST_MILLIS);
		assertThat(during - before).as("growth during the flood").isLessThan(GROWTH_MEGABYTES);
		assertThat(after - before).as("growth after the flood").isLessThan(LEAK_MEGABYTES);
	}

	/**
	 * Tomcat would inflate them to the end, whatever was refused of them long before.
	 */
	@Test
	void nobodySendsBombs() {
		ServerState server = new ServerState(application);
		byte[] bomb = RawWebSocket.compress("SEND\n\n".getBytes(StandardCharsets.UTF_8), new byte[1024 * 1024], 4);
		assertThat(bomb).hasSizeLessThan(10_000);
		try (RawWebSocket socket = RawWebSocket.open(server.port(), this::count,
				"Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover")) {
			assertThat(socket.handshake().toLowerCase(Locale.ROOT)).doesNotContain("sec-websocket-extensions");
			socket.text(CONNECT);
			socket.send(RawWebSocket.FINAL | RawWebSocket.COMPRESSED | RawWebSocket.TEXT, bomb);
			// With what was not read, the connection may be reset before the code
			// arrives.
			assertThat(socket.closeCode()).isIn(1002, RawWebSocket.CUT);
		}
		server.awaitIdle();
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(30, TimeUnit.SECONDS).untilAsserted(assertion);
	}

	/** Send all the time, on a new connection whenever one was closed. */
	private List<RawWebSocket> flood(Flood flood, byte[] message, long end) {
		List<RawWebSocket> open = new ArrayList<>();
		while (System.nanoTime() < end) {
			if (open.size() >= flood.sessions()) {
				open.remove(0).close();
			}
			RawWebSocket socket = open(flood);
			this.opened.add(socket);
			open.add(socket);
			int sent = 0;
			while ((sent < LEAST || System.nanoTime() < end) && sent < flood.perSession()
					&& socket.send(flood.firstByte(), message)) {
				this.messages.incrementAndGet();
				sent++;
			}
			open.removeIf(RawWebSocket::isClosed);
		}
		return open;
	}

	private RawWebSocket open(Flood flood) {
		int port = ServerState.port(application);
		RawWebSocket socket = flood.reads() ? RawWebSocket.open(port, this::count) : RawWebSocket.connect(port);
		if (flood.connects()) {
			socket.text(CONNECT);
			socket.text(REPLIES);
		}
		return socket;
	}

	private void count(String text) {
		Matcher code = CODE.matcher(text);
		String outcome = code.find() ? code.group(1) : text.substring(0, Math.max(0, text.indexOf('\n')));
		this.told.computeIfAbsent(outcome, (any) -> new AtomicInteger()).incrementAndGet();
	}

}
