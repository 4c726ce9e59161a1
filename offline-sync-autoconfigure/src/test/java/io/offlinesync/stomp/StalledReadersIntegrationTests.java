package io.offlinesync.stomp;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that never read, more than the server has threads, beside clients that do.
 */
class StalledReadersIntegrationTests {

	private static final int STALLED = 100;

	private static final int READERS = 20;

	private static final int ROUNDS = 60;

	private static final long GENEROUS = Duration.ofMillis(100).toNanos();

	/**
	 * A page that waits to be written, one that was read ahead, and what the network
	 * takes.
	 */
	private static final long BYTES_PER_STALLED = 1_000_000;

	private static final UUID LIST = UUID.randomUUID();

	@Test
	void clientsThatNeverReadCostTheOthersNothing() {
		TestDatabase database = DomainApplication.database();
		try (ConfigurableApplicationContext application = DomainApplication.startWeb(database,
				"offline-sync.feed.poll-interval=10ms", "server.tomcat.threads.max=20")) {
			JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
			jdbc.update("insert into todo_list values (?, 'List')", LIST);
			jdbc.update("insert into todo (uid, title, done)"
					+ " select gen_random_uuid(), repeat('x', 2000) || i, false from generate_series(1, 20000) i");
			SyncWebSocketHandler handler = (SyncWebSocketHandler) application.getBean(StompEndpoint.class).handler();
			int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			List<StreamClient> readers = new ArrayList<>();
			for (int i = 0; i < READERS; i++) {
				StreamClient reader = StreamClient.open(port,
						new StreamModel(Progress.byTime(), StreamScope.of("todo", "{\"listUid\":\"" + LIST + "\"}")));
				reader.untilComplete();
				readers.add(reader);
			}
			read(readers, jdbc);
			long alone = best(readers, jdbc, Long.MAX_VALUE);
			Map<String, Long> threads = threads();
			long heap = usedHeap();
			List<StompTestClient> stalled = new ArrayList<>();
			for (int i = 0; i < STALLED; i++) {
				StompTestClient client = StompTestClient.open("ws://localhost:" + port + "/offline-sync", false);
				client.sendConnect("heart-beat", "0,0");
				client.follow("s", "ack", (i % 2 == 0) ? "auto" : "client-individual");
				stalled.add(client);
			}
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> handler.sessionCount() == READERS + STALLED);
			long limit = Math.max(3 * alone, GENEROUS);
			assertThat(best(readers, jdbc, limit)).as("alone %d", alone).isLessThanOrEqualTo(limit);
			jdbc.update("update todo set done = not done where list_uid is null");
			assertThat(best(readers, jdbc, limit)).as("alone %d", alone).isLessThanOrEqualTo(limit);
			assertThat(handler.sessionCount()).isEqualTo(READERS + STALLED);
			assertThat(usedHeap() - heap).isLessThan(STALLED * BYTES_PER_STALLED);
			assertNoMore(threads, threads());
			stalled.forEach(StompTestClient::close);
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> handler.sessionCount() == READERS);
			read(readers, jdbc);
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(usedHeap() - heap).isLessThan(20_000_000L));
			readers.forEach(StreamClient::close);
		}
	}

	private static long best(List<StreamClient> readers, JdbcTemplate jdbc, long enough) {
		long best = read(readers, jdbc);
		for (int i = 0; i < 2 || (best > enough && i < 5); i++) {
			best = Math.min(best, read(readers, jdbc));
		}
		return best;
	}

	/** How long changes take to the readers, in nanoseconds: the 99th percentile. */
	private static long read(List<StreamClient> readers, JdbcTemplate jdbc) {
		List<Long> times = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			String uid = UUID.randomUUID().toString();
			long written = System.nanoTime();
			jdbc.update("insert into todo (uid, list_uid, title, done) values (?::uuid, ?, 'x', false)", uid, LIST);
			for (StreamClient reader : readers) {
				StreamPage page = reader.next();
				while (page.changes().stream().noneMatch((change) -> change.key().uid().equals(uid))) {
					page = reader.next();
				}
				times.add(System.nanoTime() - written);
			}
		}
		times.sort(null);
		return times.get(times.size() * 99 / 100);
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/** How many threads the server has, by their names without numbers. */
	private static Map<String, Long> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map((thread) -> thread.getName().replaceAll("\\d+", "#"))
			.filter((name) -> name.startsWith("offline-sync") || name.startsWith("http-nio"))
			.collect(Collectors.groupingBy((name) -> name, TreeMap::new, Collectors.counting()));
	}

	private static void assertNoMore(Map<String, Long> before, Map<String, Long> after) {
		long more = after.values().stream().mapToLong(Long::longValue).sum()
				- before.values().stream().mapToLong(Long::longValue).sum();
		assertThat(more).as("threads %s, before %s", after, before).isLessThan(STALLED / 3);
	}

}
