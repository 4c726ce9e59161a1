package io.offlinesync.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.SeenSnapshot;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writers that overlap, commit late and in any order, or not at all, and readers of every
 * habit. How long it goes on is set with {@code -Doffline-sync.test.seconds}.
 */
class FeedUnderWritersIntegrationTests {

	private static final int SECONDS = Integer.getInteger("offline-sync.test.seconds", 5);

	private static final int WRITERS = 8;

	private TestDatabase database;

	private ConfigurableApplicationContext application;

	private ExecutorService threads;

	private List<UUID> lists;

	@BeforeEach
	void start() {
		this.database = DomainApplication.database();
		this.database.jdbc().execute(RandomWriter.SCHEMA);
		this.application = DomainApplication.start(this.database, "offline-sync.feed.poll-interval=5ms",
				"spring.datasource.hikari.maximum-pool-size=20", "offline-sync.feed.idle-interval=1s");
		this.threads = Executors.newCachedThreadPool();
		this.lists = IntStream.range(0, 4).mapToObj((i) -> UUID.randomUUID()).toList();
		this.lists.forEach((list) -> this.database.jdbc().update("insert into todo_list values (?, 'List')", list));
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.application.close();
	}

	@Test
	void everyCompletePageEqualsTheDatabaseInItsSnapshot() throws Exception {
		List<UUID> records = RandomWriter.records(this.database, 50);
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
		List<Future<Integer>> writers = IntStream.range(0, WRITERS)
			.mapToObj((i) -> this.threads
				.submit(new RandomWriter(this.database, records, this.lists, i, end, (i % 2 == 0) ? 2 : 40)))
			.toList();
		ChangeFeed feed = this.application.getBean(ChangeFeed.class);
		List<Future<RandomReader>> readers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			List<UUID> own = this.lists.subList(i % 3, i % 3 + 1 + i % 2);
			readers.add(this.threads.submit(new RandomReader(feed, own, i, (i < 3) ? 0 : 2 * i - 5, end)));
		}
		int commits = 0;
		for (Future<Integer> writer : writers) {
			commits += writer.get();
		}
		List<History> history = history();
		int states = 0;
		for (Future<RandomReader> future : readers) {
			RandomReader reader = future.get();
			reader.finish();
			for (RandomReader.State state : reader.states()) {
				assertThat(state.versions()).as("at %s, resumed %s times", state.seen(), reader.resumed())
					.isEqualTo(expected(history, state.seen(), reader.lists()));
			}
			states += reader.states().size();
			assertThat(reader.model().duplicates()).isEmpty();
			assertThat(last(reader)).isEqualTo(expected(history, null, reader.lists()));
		}
		assertThat(commits).isGreaterThan(100);
		assertThat(states).isGreaterThan(100);
	}

	private static Map<UUID, Integer> last(RandomReader reader) {
		return reader.states().get(reader.states().size() - 1).versions();
	}

	private List<History> history() {
		return this.database.jdbc()
			.query("select xid::text, uid, n, list_uid from history order by uid, n",
					(row, index) -> new History(Long.parseLong(row.getString(1)), row.getObject(2, UUID.class),
							row.getInt(3), row.getObject(4, UUID.class)));
	}

	private static Map<UUID, Integer> expected(List<History> history, @Nullable SeenSnapshot seen, List<UUID> lists) {
		Map<UUID, History> last = new HashMap<>();
		history.stream()
			.filter((write) -> seen == null || seen.contains(write.xid()))
			.forEach((write) -> last.put(write.uid(), write));
		Map<UUID, Integer> expected = new TreeMap<>();
		last.values()
			.stream()
			.filter((write) -> write.list() != null && lists.contains(write.list()))
			.forEach((write) -> expected.put(write.uid(), write.version()));
		return expected;
	}

	@Test
	void nothingIsMissedAndNothingIsToldTwice() throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
		List<Future<Integer>> writers = IntStream.range(0, WRITERS)
			.mapToObj((i) -> this.threads.submit(new Inserter(this.database, this.lists.get(0), i, end)))
			.toList();
		ChangeFeed feed = this.application.getBean(ChangeFeed.class);
		List<Future<RandomReader>> readers = Stream.of(1, 1, 3, 0)
			.map((stay) -> this.threads.submit(new RandomReader(feed, this.lists.subList(0, 1), stay, stay, end)))
			.toList();
		int inserted = 0;
		for (Future<Integer> writer : writers) {
			inserted += writer.get();
		}
		for (Future<RandomReader> future : readers) {
			RandomReader reader = future.get();
			reader.finish();
			assertThat(reader.model().records("todo")).as("missed after %s visits", reader.resumed()).hasSize(inserted);
			assertThat(reader.model().changes()).as("told twice").isEqualTo(inserted);
		}
		assertThat(inserted).isGreaterThan(100);
	}

	/**
	 * A committed write.
	 */
	private record History(long xid, UUID uid, int version, @Nullable UUID list) {

	}

}
