package io.offlinesync.stomp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.offlinesync.Operation;
import io.offlinesync.SyncedRepository;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.jdbc.domain.Todo;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many writers of the same records, by every way there is.
 */
class ConcurrentWritesIntegrationTests {

	private static final int WRITERS = 16;

	private static final int ROUNDS = 40;

	private static final Instant BASE = Instant.parse("2026-01-01T00:00:00Z");

	private final List<UUID> uids = IntStream.range(0, 50).mapToObj((i) -> UUID.randomUUID()).toList();

	private final Map<UUID, Write> newest = new ConcurrentHashMap<>();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void theNewestWriteStandsAndNobodyHearsOfDeadlocks(boolean plainSqlToo) throws Exception {
		long seed = new Random().nextLong();
		TestDatabase database = DomainApplication.database();
		try (ConfigurableApplicationContext context = DomainApplication.startWeb(database,
				"spring.datasource.hikari.maximum-pool-size=20")) {
			ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 2);
			List<Future<?>> writers = new ArrayList<>();
			for (int i = 0; i < WRITERS; i++) {
				Random random = new Random(seed + i);
				int writer = i;
				writers.add(threads.submit(() -> {
					if (writer % 2 == 0) {
						writeThroughTheRepository(context, writer, random);
					}
					else {
						writeOverStomp(context, writer, random);
					}
				}));
			}
			if (plainSqlToo) {
				writers.add(threads.submit(() -> writePlainSql(database.jdbc(), new Random(seed - 1))));
			}
			threads.shutdown();
			for (Future<?> writer : writers) {
				writer.get(120, TimeUnit.SECONDS);
			}
			assertEndState(database.jdbc(), seed);
		}
	}

	private void writeThroughTheRepository(ConfigurableApplicationContext context, int writer, Random random) {
		SyncedRepository<Todo> todos = repository(context);
		for (int round = 0; round < ROUNDS; round++) {
			Write write = write(writer, round * 10, random);
			switch (write.operation()) {
				case CREATE -> todos.create(write.uid(), write.todo(), write.at());
				case UPDATE -> todos.update(write.uid(), write.fields(), write.at());
				default -> todos.delete(write.uid(), write.at());
			}
		}
	}

	private void writeOverStomp(ConfigurableApplicationContext context, int writer, Random random) {
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		try (StompTestClient client = StompTestClient.open(port).connect()) {
			for (int round = 0; round < ROUNDS; round++) {
				List<Write> writes = new ArrayList<>();
				for (int i = 0; i <= random.nextInt(6); i++) {
					writes.add(write(writer, round * 10 + i, random));
				}
				String mutations = writes.stream().map(Write::json).collect(Collectors.joining(","));
				JsonNode result = client
					.ask("push", "{\"transactions\":[{\"id\":\"" + round + "\",\"mutations\":[" + mutations + "]}]}")
					.result()
					.at("/transactions/0");
				assertThat(result.get("outcome").stringValue()).as(result.toString()).isEqualTo("committed");
			}
		}
	}

	/**
	 * Locks rows in whatever order it comes to them, and may be the one to give way.
	 */
	private void writePlainSql(JdbcTemplate jdbc, Random random) {
		TransactionTemplate transaction = new TransactionTemplate(
				new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
		for (int round = 0; round < ROUNDS; round++) {
			List<UUID> some = new ArrayList<>(this.uids);
			Collections.shuffle(some, random);
			try {
				transaction.executeWithoutResult((status) -> some.subList(0, 5)
					.forEach((uid) -> jdbc.update("update todo set due_at = now() where uid = ?", uid)));
			}
			catch (PessimisticLockingFailureException ex) {
				// A deadlock that PostgreSQL ended here is none that a client hears of.
			}
		}
	}

	private Write write(int writer, int number, Random random) {
		UUID uid = this.uids.get(random.nextInt(this.uids.size()));
		// No two writes have the same stamp, and those of a writer come in any order.
		Instant at = BASE.plusMillis((long) random.nextInt(1_000_000) * WRITERS * 1000 + number * WRITERS + writer);
		Operation operation = Operation.values()[random.nextInt(3)];
		Write write = new Write(uid, operation, "by " + writer + " no " + number, at);
		this.newest.merge(uid, write, (one, other) -> one.at().isAfter(other.at()) ? one : other);
		return write;
	}

	private void assertEndState(JdbcTemplate jdbc, long seed) {
		Map<UUID, String> titles = new HashMap<>();
		jdbc.query("select uid, title from todo", (row) -> {
			titles.put(row.getObject(1, UUID.class), row.getString(2));
		});
		Map<UUID, Instant> times = new HashMap<>();
		Map<UUID, Boolean> deleted = new HashMap<>();
		jdbc.query("select uid::uuid, coalesce(deleted_at, updated_at, created_at), deleted_at is not null "
				+ "from offline_sync.sync_metadata", (row) -> {
					times.put(row.getObject(1, UUID.class), row.getTimestamp(2).toInstant());
					deleted.put(row.getObject(1, UUID.class), row.getBoolean(3));
				});
		this.newest.forEach((uid, write) -> {
			assertThat(times.get(uid)).as("seed %d, %s", seed, write).isEqualTo(write.at());
			assertThat(deleted.get(uid)).as("seed %d, %s", seed, write)
				.isEqualTo(write.operation() == Operation.DELETE);
			assertThat(titles.get(uid)).as("seed %d, %s", seed, write)
				.isEqualTo((write.operation() != Operation.DELETE) ? write.title() : null);
		});
		assertThat(times).hasSameSizeAs(this.newest);
	}

	private static SyncedRepository<Todo> repository(ConfigurableApplicationContext context) {
		return context
			.<SyncedRepository<Todo>>getBeanProvider(
					ResolvableType.forClassWithGenerics(SyncedRepository.class, Todo.class))
			.getObject();
	}

	private record Write(UUID uid, Operation operation, String title, Instant at) {

		Todo todo() {
			return new Todo(this.uid, null, this.title);
		}

		Map<String, @Nullable Object> fields() {
			Map<String, @Nullable Object> fields = new HashMap<>();
			fields.put("title", this.title);
			fields.put("done", false);
			return fields;
		}

		String json() {
			String data = (this.operation == Operation.DELETE) ? ""
					: "\"data\":{\"title\":\"%s\",\"done\":false},".formatted(this.title);
			return "{\"table\":\"todo\",\"op\":\"%s\",\"uid\":\"%s\",%s\"at\":\"%s\"}"
				.formatted(this.operation.name().toLowerCase(Locale.ROOT), this.uid, data, this.at);
		}

	}

}
