package io.offlinesync.stomp;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StreamScope;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestTransaction;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writers in SQL and over the wire, and clients of every habit that follow them. How long
 * it goes on is set with {@code -Doffline-sync.test.seconds}.
 */
class LiveUnderLoadIntegrationTests {

	private static final int SECONDS = Integer.getInteger("offline-sync.test.seconds", 5);

	private static final long SEED = Long.getLong("offline-sync.test.seed", 20260101L);

	private static final int BULK = 400;

	private final List<UUID> lists = IntStream.range(0, 4).mapToObj((i) -> UUID.randomUUID()).toList();

	private final List<UUID> records = IntStream.range(0, 60).mapToObj((i) -> UUID.randomUUID()).toList();

	@SuppressWarnings("NullAway.Init")
	private TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private ConfigurableApplicationContext application;

	@SuppressWarnings("NullAway.Init")
	private ExecutorService threads;

	private long end;

	@BeforeEach
	void start() {
		this.database = DomainApplication.database();
		this.application = DomainApplication.startWeb(this.database, "offline-sync.feed.poll-interval=10ms",
				"offline-sync.feed.idle-interval=1s", "spring.datasource.hikari.maximum-pool-size=20");
		this.threads = Executors.newCachedThreadPool();
		this.lists.forEach((list) -> jdbc().update("insert into todo_list values (?, 'List')", list));
		jdbc().update(
				"insert into todo (uid, list_uid, title, done, priority)"
						+ " select gen_random_uuid(), ?, 'bulk', false, 0 from generate_series(1, ?)",
				this.lists.get(0), BULK);
		this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.application.close();
	}

	private JdbcTemplate jdbc() {
		return this.application.getBean(JdbcTemplate.class);
	}

	private int port() {
		return this.application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@Test
	void everyoneEndsEqualAndNothingGoesBack() throws Exception {
		List<Callable<Integer>> writers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Random random = new Random(SEED + i);
			writers.add(() -> writeSql(random));
			writers.add(() -> push(random));
		}
		writers.add(this::writeInBulk);
		List<Future<Integer>> writing = writers.stream().map(this.threads::submit).toList();
		List<Future<Follower>> following = Stream.of(Habit.values())
			.flatMap((habit) -> IntStream.range(0, 3).mapToObj((i) -> new Follower(habit, i)))
			.map(this.threads::submit)
			.toList();
		for (Future<Integer> writer : writing) {
			assertThat(writer.get()).as("written (seed %d)", SEED).isPositive();
		}
		for (Future<Follower> future : following) {
			Follower follower = future.get();
			follower.finish();
			assertThat(follower.model.duplicates()).isEmpty();
		}
	}

	private int writeSql(Random random) throws SQLException {
		int written = 0;
		try (Connection connection = this.database.dataSource().getConnection()) {
			connection.setAutoCommit(false);
			while (System.nanoTime() < this.end) {
				try {
					for (UUID uid : choose(random)) {
						write(connection, random, uid);
					}
					LockSupport.parkNanos((long) (random.nextDouble() * 20_000_000));
					connection.commit();
					written++;
				}
				catch (SQLException ex) {
					// A deadlock with somebody who takes other locks.
					connection.rollback();
				}
			}
		}
		return written;
	}

	private TreeSet<UUID> choose(Random random) {
		TreeSet<UUID> chosen = new TreeSet<>();
		for (int i = random.nextInt(4); i >= 0; i--) {
			chosen.add(this.records.get(random.nextInt(this.records.size())));
		}
		return chosen;
	}

	private void write(Connection connection, Random random, UUID uid) throws SQLException {
		UUID list = this.lists.get(random.nextInt(this.lists.size()));
		if (random.nextInt(10) < 3) {
			execute(connection, "delete from todo where uid = ?", uid);
		}
		else if (random.nextBoolean()) {
			execute(connection, "update todo set list_uid = ?, priority = ? where uid = ?", list, random.nextInt(1000),
					uid);
		}
		else {
			execute(connection,
					"insert into todo (uid, list_uid, title, done) values (?, ?, 'sql', false)"
							+ " on conflict (uid) do update set list_uid = excluded.list_uid, title = excluded.title",
					uid, list);
		}
	}

	private static void execute(Connection connection, String sql, Object... arguments) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			for (int i = 0; i < arguments.length; i++) {
				statement.setObject(i + 1, arguments[i]);
			}
			statement.executeUpdate();
		}
	}

	/** Often enough that a client that goes on late finds more than is kept for it. */
	private int writeInBulk() {
		int written = 0;
		while (System.nanoTime() < this.end) {
			jdbc().update("update todo set priority = priority + 1 where title = 'bulk'");
			written++;
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
		}
		return written;
	}

	private int push(Random random) {
		int written = 0;
		try (SyncTestClient client = SyncTestClient.connect("http://localhost:" + port())) {
			while (System.nanoTime() < this.end) {
				SyncTestTransaction transaction = client.transaction();
				choose(random).forEach((uid) -> write(transaction, random, uid));
				client.push(transaction);
				written++;
			}
		}
		return written;
	}

	private void write(SyncTestTransaction transaction, Random random, UUID uid) {
		Instant at = Instant.now().plusMillis(random.nextInt(50));
		int operation = random.nextInt(4);
		if (operation == 0) {
			transaction.delete("todo", uid, at);
			return;
		}
		Map<String, Object> data = Map.of("listUid", this.lists.get(random.nextInt(this.lists.size())), "title", "push",
				"done", random.nextBoolean());
		if (operation == 1) {
			transaction.create("todo", uid, data, at);
		}
		else {
			transaction.update("todo", uid, data, at);
		}
	}

	private enum Habit {

		AUTO("auto"), CLIENT("client"), INDIVIDUAL("client-individual"), SLOW("client"), COMING_AND_GOING("client");

		private final String ack;

		Habit(String ack) {
			this.ack = ack;
		}

	}

	private final class Follower implements Callable<Follower> {

		private final Habit habit;

		private final Random random;

		private final List<UUID> followed;

		private final StreamModel model;

		private StreamClient client;

		Follower(Habit habit, int number) {
			this.habit = habit;
			this.random = new Random(SEED + habit.ordinal() * 10 + number);
			this.followed = LiveUnderLoadIntegrationTests.this.lists.subList(0, number + 1);
			this.model = new StreamModel(Progress.byTime(),
					this.followed.stream()
						.map((list) -> StreamScope.of("todo", "{\"listUid\":\"" + list + "\"}"))
						.toArray(StreamScope[]::new));
			this.client = open();
		}

		private StreamClient open() {
			return StreamClient.over(StompTestClient.open(port()).connect(), this.model, this.habit.ack);
		}

		@Override
		public Follower call() {
			while (System.nanoTime() < LiveUnderLoadIntegrationTests.this.end) {
				int pages = (this.habit == Habit.COMING_AND_GOING) ? this.random.nextInt(30) : Integer.MAX_VALUE;
				while (pages-- > 0 && System.nanoTime() < LiveUnderLoadIntegrationTests.this.end) {
					this.client.poll(100);
					if (this.habit == Habit.SLOW && this.random.nextInt(20) == 0) {
						pause();
					}
				}
				if (this.habit == Habit.COMING_AND_GOING) {
					this.client.close();
					this.client = open();
				}
			}
			return this;
		}

		private void pause() {
			this.client.withhold();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(this.random.nextInt(1500)));
			while (this.client.poll(1) != null) {
				// What the window allows.
			}
			this.client.acknowledge();
		}

		void finish() {
			this.client.untilHolds("todo",
					new SyncedRows(jdbc()).todos("list_uid = any(?)", (Object) this.followed.toArray(UUID[]::new)));
			this.client.close();
		}

	}

}
