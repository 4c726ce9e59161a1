package io.offlinesync.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.User;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Several nodes on one database.
 */
class NodesIntegrationTests {

	private static final String NO_POLLING = "offline-sync.feed.poll-interval=60s";

	private static final String LISTENING = "from pg_stat_activity where query like 'listen %' and pid <> pg_backend_pid()"
			+ " and datname = current_database()";

	private TestDatabase database;

	private JdbcTemplate jdbc;

	private Todos todos;

	@BeforeEach
	void create() {
		this.database = DomainApplication.database();
		this.jdbc = this.database.jdbc();
		this.todos = Todos.create(this.jdbc);
	}

	private ConfigurableApplicationContext start(String... properties) {
		String[] all = new String[properties.length + 2];
		all[0] = "spring.datasource.hikari.maximum-pool-size=5";
		all[1] = "spring.datasource.hikari.connection-timeout=500";
		System.arraycopy(properties, 0, all, 2, properties.length);
		return DomainApplication.start(this.database, all);
	}

	private FeedClient follow(ConfigurableApplicationContext node) {
		FeedClient client = FeedClient.open(node.getBean(ChangeFeed.class), this.todos.follow());
		client.untilComplete();
		return client;
	}

	private void write(ConfigurableApplicationContext node) {
		node.getBean(JdbcSyncService.class)
			.mutate(new User("ana"), this.todos.create(UUID.randomUUID(), Instant.now()));
	}

	private void assertHears(FeedClient... clients) {
		for (FeedClient client : clients) {
			while (!this.todos.isHeldBy(client.model())) {
				client.next();
			}
		}
	}

	private int listening() {
		return Objects.requireNonNull(this.jdbc.queryForObject("select count(*) " + LISTENING, Integer.class));
	}

	private void awaitListening(int nodes) {
		Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> listening() == nodes);
	}

	@Test
	void nodesWakeEachOther() {
		try (ConfigurableApplicationContext one = start(NO_POLLING);
				ConfigurableApplicationContext other = start(NO_POLLING);
				FeedClient here = follow(one);
				FeedClient there = follow(other)) {
			awaitListening(2);
			Duration fastest = Duration.ofDays(1);
			for (int i = 0; i < 6; i++) {
				long begin = System.nanoTime();
				write((i % 2 == 0) ? one : other);
				assertHears(here, there);
				Duration taken = Duration.ofNanos(System.nanoTime() - begin);
				fastest = (taken.compareTo(fastest) < 0) ? taken : fastest;
			}
			assertThat(fastest).isLessThan(Duration.ofSeconds(1));
		}
	}

	@Test
	void aNodeThatLostItsConnectionListensAgainAndHearsWhatItMissed() {
		try (ConfigurableApplicationContext one = start(NO_POLLING);
				ConfigurableApplicationContext other = start(NO_POLLING);
				FeedClient there = follow(other)) {
			awaitListening(2);
			write(one);
			assertHears(there);
			this.jdbc.queryForList("select pg_terminate_backend(pid) " + LISTENING);
			write(one);
			assertHears(there);
			awaitListening(2);
			write(one);
			assertHears(there);
		}
	}

	@Test
	void pollingAloneWillDo() {
		String[] properties = { "offline-sync.feed.listen=false", "offline-sync.feed.poll-interval=200ms" };
		try (ConfigurableApplicationContext one = start(properties);
				ConfigurableApplicationContext other = start(properties);
				FeedClient here = follow(one);
				FeedClient there = follow(other)) {
			write(one);
			assertHears(here, there);
			write(other);
			assertHears(here, there);
			assertThat(listening()).isZero();
		}
	}

	@Test
	void nothingIsLeftOfAFeedThatWasStopped() {
		Set<Thread> before = threads();
		try (ConfigurableApplicationContext node = start(NO_POLLING)) {
			DefaultChangeFeed feed = node.getBean(DefaultChangeFeed.class);
			Todos todos = this.todos;
			for (int i = 0; i < 5; i++) {
				awaitListening(1);
				try (FeedClient client = FeedClient.open(feed, todos.follow())) {
					client.untilComplete();
					write(node);
					assertHears(client);
				}
				feed.stop();
				Awaitility.await()
					.untilAsserted(() -> assertThat(newThreads(before)).isSubsetOf("offline-sync-purge-1"));
				awaitListening(0);
				assertThatExceptionOfType(SyncException.class).isThrownBy(() -> FeedClient.open(feed, todos.follow()))
					.satisfies((error) -> assertThat(error.code()).isEqualTo(SyncErrorCode.UNAVAILABLE));
				write(node);
				feed.start();
			}
			awaitListening(1);
		}
		Awaitility.await().untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
		Awaitility.await()
			.until(() -> this.jdbc
				.queryForList("select pid from pg_stat_activity"
						+ " where datname = current_database() and pid <> pg_backend_pid()")
				.isEmpty());
	}

	@Test
	void whoReadsWhileTheServerStopsIsToldToComeAgain() {
		this.jdbc.update("""
				insert into todo (uid, list_uid, title, done)
				select gen_random_uuid(), ?, 'many', false from generate_series(1, 1000)""", this.todos.list());
		Set<Thread> before = threads();
		try (ConfigurableApplicationContext node = start(NO_POLLING);
				DatabaseSession lock = new DatabaseSession(this.database)) {
			DefaultChangeFeed feed = node.getBean(DefaultChangeFeed.class);
			lock.jdbc().execute("lock table todo");
			try (FeedClient client = FeedClient.open(feed, this.todos.follow())) {
				client.poll(0);
				Awaitility.await()
					.pollInterval(Duration.ofMillis(20))
					.until(() -> !this.jdbc.queryForList("select 1 from pg_locks where not granted").isEmpty());
				CompletableFuture<Void> stop = CompletableFuture.runAsync(feed::stop);
				Awaitility.await().until(() -> !newThreads(before).contains("offline-sync-tail"));
				lock.commit();
				assertThatExceptionOfType(AssertionError.class).isThrownBy(client::untilComplete)
					.havingCause()
					.isInstanceOfSatisfying(SyncException.class,
							(error) -> assertThat(error.code()).isEqualTo(SyncErrorCode.UNAVAILABLE));
				stop.join();
			}
		}
	}

	private static Set<Thread> threads() {
		Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		threads.removeIf((thread) -> !thread.getName().startsWith("offline-sync-"));
		return threads;
	}

	private static Set<String> newThreads(Set<Thread> before) {
		Set<String> names = new HashSet<>();
		threads().stream()
			.filter((thread) -> !before.contains(thread))
			.forEach((thread) -> names.add(thread.getName()));
		return names;
	}

	@Test
	void whoFollowsHearsEverythingOnceTheDatabaseIsBack() {
		try (ConfigurableApplicationContext node = start("offline-sync.feed.poll-interval=20ms");
				FeedClient live = follow(node)) {
			write(node);
			assertHears(live);
			this.database.allowConnections(false);
			ChangeFeed feed = node.getBean(ChangeFeed.class);
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> {
				try (FeedClient reading = FeedClient.open(feed, this.todos.follow())) {
					reading.untilComplete();
				}
			})
				.havingCause()
				.isInstanceOfSatisfying(SyncException.class,
						(error) -> assertThat(error.code()).isEqualTo(SyncErrorCode.UNAVAILABLE));
			this.database.allowConnections(true);
			this.todos.insert("by somebody else");
			assertHears(live);
			Awaitility.await().ignoreExceptions().until(() -> {
				write(node);
				return true;
			});
			assertHears(live);
			assertThat(live.model().repeats()).isZero();
		}
	}

}
