package io.offlinesync.stomp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncedRepository;
import io.offlinesync.WriteResult;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.jdbc.domain.Note;
import io.offlinesync.jdbc.domain.Todo;
import io.offlinesync.stomp.AppliedWritesModel.Applied;
import io.offlinesync.stomp.AppliedWritesModel.State;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sixteen threads write the same fifty records, over connections, through repositories
 * and in SQL.
 */
class ConcurrentWritersIntegrationTests {

	private static final long SEED = Long.getLong("offline-sync.test.seed", 20260101L);

	private static final int CLIENTS = 10;

	private static final int REPOSITORIES = 4;

	private static final int PLAIN = 2;

	private static final int ROUNDS = 40;

	/** Ahead of the server's clock: what cascades do is stamped after what is there. */
	private static final long START = System.currentTimeMillis() + Duration.ofHours(1).toMillis();

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** To-dos that are on no list. */
	private static final List<String> FREE = uids(20);

	private static final List<String> LISTS = uids(5);

	/** To-dos that are on one of the lists, and disappear with it. */
	private static final List<String> LISTED = uids(10);

	/** Notes, whose fields are merged, and which are never deleted. */
	private static final List<String> NOTES = uids(8);

	/** To-dos that SQL updates too. */
	private static final List<String> PLAINLY = uids(7);

	@SuppressWarnings("NullAway.Init")
	private static TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext application;

	private final AppliedWritesModel model = new AppliedWritesModel();

	private final AtomicInteger rejected = new AtomicInteger();

	@BeforeAll
	static void start() {
		database = DomainApplication.database().set("deadlock_timeout", "100ms");
		application = DomainApplication.startWeb(database, "spring.datasource.hikari.maximum-pool-size=16",
				"offline-sync.stomp.worker-threads=16", "offline-sync.max-clock-skew=1d");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	private static List<String> uids(int count) {
		Random random = new Random(SEED + count);
		List<String> uids = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			uids.add(new UUID(random.nextLong(), random.nextLong()).toString());
		}
		return uids;
	}

	@Test
	void theEndStateIsWhatTheRulesSayOfTheStamps() throws Exception {
		PLAINLY.forEach((uid) -> database.jdbc()
			.update("insert into todo (uid, title, done, priority) values (?::uuid, 'plain', false, 0)", uid));
		List<Callable<Void>> writers = new ArrayList<>();
		for (int i = 0; i < CLIENTS + REPOSITORIES + PLAIN; i++) {
			Script script = new Script(i);
			writers.add((i < CLIENTS) ? () -> client(script)
					: (i < CLIENTS + REPOSITORIES) ? () -> repository(script) : () -> plain(script));
		}
		ExecutorService threads = Executors.newFixedThreadPool(writers.size());
		try {
			for (Future<Void> writer : threads.invokeAll(writers, 120, TimeUnit.SECONDS)) {
				writer.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.model.count()).as("seed %d", SEED).isGreaterThan(300);
		assertThat(this.rejected).as("seed %d", SEED).hasPositiveValue();
		FREE.forEach((uid) -> checkExactly("todo", uid));
		LISTS.forEach((uid) -> checkExactly("todo_list", uid));
		NOTES.forEach(this::checkFields);
		LISTED.forEach(this::checkListed);
		PLAINLY.forEach(this::checkPlain);
		assertThat(database.jdbc()
			.queryForList(
					"select * from offline_sync.sync_metadata where coalesce(created_at, updated_at, deleted_at) is null"))
			.as("no placeholder stays (seed %d)", SEED)
			.isEmpty();
	}

	// The writers

	private Void client(Script script) {
		int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		try (StompTestClient client = StompTestClient.open(port).connect()) {
			for (int round = 0; round < ROUNDS; round++) {
				if (script.random.nextInt(3) == 0) {
					single(client, script.write());
				}
				else {
					push(client, script);
				}
			}
		}
		return null;
	}

	private void single(StompTestClient client, Write write) {
		Map<String, Object> body = new HashMap<>(Map.of("uid", write.uid));
		if (write.applied.operation() == Operation.UPDATE) {
			body.put("changed", write.applied.changed());
		}
		if (write.applied.operation() != Operation.DELETE) {
			body.put("data", write.applied.data());
		}
		String operation = name(write.applied.operation());
		body.put(operation + (operation.endsWith("e") ? "dAt" : "edAt"), at(write));
		JsonNode json = client.ask(write.table + "/" + operation, JSON.writeValueAsString(body)).json();
		if (json.has("error")) {
			assertThat(json.at("/error/code")).as("%s seed %d", json, SEED).hasToString("\"constraint-violated\"");
			this.rejected.incrementAndGet();
		}
		else {
			answered(write, json.at("/result/outcome").stringValue());
		}
	}

	private void push(StompTestClient client, Script script) {
		List<List<Write>> transactions = new ArrayList<>();
		List<Object> body = new ArrayList<>();
		for (int i = script.random.nextInt(3); i >= 0; i--) {
			List<Write> writes = new ArrayList<>();
			for (int j = script.random.nextInt(6); j >= 0; j--) {
				writes.add(script.write());
			}
			transactions.add(writes);
			body.add(Map.of("id", "t" + i, "mutations",
					writes.stream().map(ConcurrentWritersIntegrationTests::json).toList()));
		}
		JsonNode results = client.ask("push", JSON.writeValueAsString(Map.of("transactions", body)))
			.result()
			.get("transactions");
		for (int i = 0; i < transactions.size(); i++) {
			JsonNode result = results.get(i);
			if (result.get("outcome").stringValue().equals("committed")) {
				for (int j = 0; j < transactions.get(i).size(); j++) {
					answered(transactions.get(i).get(j), result.get("results").get(j).get("outcome").stringValue());
				}
			}
			else {
				assertThat(result.at("/error/code").stringValue("none")).as("%s (seed %d)", result, SEED)
					.isEqualTo("constraint-violated");
				this.rejected.incrementAndGet();
			}
		}
	}

	private static Map<String, @Nullable Object> json(Write write) {
		Map<String, @Nullable Object> json = new HashMap<>();
		json.put("table", write.table);
		json.put("op", name(write.applied.operation()));
		json.put("uid", write.uid);
		json.put("at", at(write));
		if (write.applied.operation() != Operation.DELETE) {
			json.put("data", write.applied.data());
		}
		if (write.applied.operation() == Operation.UPDATE) {
			json.put("changed", write.applied.changed());
		}
		return json;
	}

	private static String name(Operation operation) {
		return switch (operation) {
			case CREATE -> "create";
			case UPDATE -> "update";
			case DELETE -> "delete";
		};
	}

	private static String at(Write write) {
		return Instant.ofEpochMilli(write.applied.at()).toString();
	}

	private void answered(Write write, String outcome) {
		if (outcome.equals("applied")) {
			this.model.applied(write.uid, write.applied);
		}
		else {
			assertThat(outcome).isEqualTo("superseded");
			this.model.superseded(write.uid, write.applied.at());
		}
	}

	private Void repository(Script script) {
		SyncedRepository<Todo> todos = repository(Todo.class);
		SyncedRepository<Note> notes = repository(Note.class);
		for (int round = 0; round < ROUNDS * 3; round++) {
			Write write = script.write();
			if (PLAINLY.contains(write.uid)) {
				// Without a stamp: the server's.
				WriteResult<Todo> result = todos.update(UUID.fromString(write.uid), Map.of("title", "served"));
				assertThat(result.outcome()).isEqualTo(WriteResult.Outcome.APPLIED);
				this.model.applied(write.uid, new Applied(Operation.UPDATE,
						Objects.requireNonNull(result.record().metadata().time()).toEpochMilli(), Map.of(), Set.of()));
			}
			else if (write.table.equals("todo")) {
				write(todos, write, UUID.fromString(write.uid));
			}
			else if (write.table.equals("note")) {
				write(notes, write, write.uid);
			}
		}
		return null;
	}

	private <T> void write(SyncedRepository<T> repository, Write write, Object id) {
		Instant at = Instant.ofEpochMilli(write.applied.at());
		try {
			if (write.applied.operation() == Operation.DELETE) {
				answered(write, repository.delete(id, at));
			}
			else {
				// What a repository changes is all it knows, so change everything.
				Applied whole = new Applied(Operation.UPDATE, write.applied.at(), write.applied.data(),
						write.applied.data().keySet());
				Map<String, @Nullable Object> changes = new HashMap<>(write.applied.data());
				changes.computeIfPresent("listUid", (key, uid) -> UUID.fromString((String) uid));
				answered(new Write(write.table, write.uid, whole), repository.update(id, changes, at));
			}
		}
		catch (SyncException ex) {
			assertThat(ex.code()).as("seed %d", SEED).isEqualTo(SyncErrorCode.CONSTRAINT_VIOLATED);
			this.rejected.incrementAndGet();
		}
	}

	private void answered(Write write, WriteResult<?> result) {
		answered(write, (result.outcome() == WriteResult.Outcome.APPLIED) ? "applied" : "superseded");
	}

	@SuppressWarnings("unchecked")
	private static <T> SyncedRepository<T> repository(Class<T> type) {
		return (SyncedRepository<T>) application
			.getBeanProvider(ResolvableType.forClassWithGenerics(SyncedRepository.class, type))
			.getObject();
	}

	/**
	 * The application's own transactions, which take rows in any order. Theirs may be the
	 * victims of deadlocks.
	 */
	private Void plain(Script script) {
		TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
		JdbcTemplate jdbc = new JdbcTemplate(Objects
			.requireNonNull(((JdbcTransactionManager) Objects.requireNonNull(transaction.getTransactionManager()))
				.getDataSource()));
		for (int round = 0; round < ROUNDS; round++) {
			List<String> uids = new ArrayList<>(PLAINLY);
			Collections.shuffle(uids, script.random);
			int value = round;
			try {
				transaction.executeWithoutResult((status) -> uids.subList(0, 4)
					.forEach((uid) -> jdbc.update("update todo set priority = ? where uid = ?::uuid", value, uid)));
			}
			catch (PessimisticLockingFailureException ex) {
				// The application's own matter.
			}
		}
		return null;
	}

	// The checks

	private State stored(String table, String uid) {
		String key = table.equals("note") ? "id" : "uid";
		Map<String, @Nullable Object> found = database.jdbc()
			.queryForMap(
					"""
							select (select to_jsonb(t)::text from %s t where t.%s::text = k.uid) as row,
							  extract(epoch from created_at) * 1000 as created, extract(epoch from updated_at) * 1000 as updated,
							  extract(epoch from deleted_at) * 1000 as deleted
							from (values (?)) k (uid) left join offline_sync.sync_metadata m on m.uid = k.uid and m.table_name = ?"""
						.formatted(table, key),
					uid, table);
		return new State(row((String) found.get("row")), millis(found.get("created")), millis(found.get("updated")),
				millis(found.get("deleted")));
	}

	private static @Nullable Long millis(@Nullable Object number) {
		return (number != null) ? ((Number) number).longValue() : null;
	}

	private static @Nullable Map<String, @Nullable Object> row(@Nullable String json) {
		if (json == null) {
			return null;
		}
		Map<String, @Nullable Object> row = new HashMap<>();
		JSON.readTree(json).properties().forEach((entry) -> {
			String name = entry.getKey().equals("list_uid") ? "listUid" : entry.getKey();
			if (!Set.of("uid", "id", "due_at").contains(name)) {
				row.put(name, JSON.treeToValue(entry.getValue(), Object.class));
			}
		});
		return row;
	}

	private void checkExactly(String table, String uid) {
		State expected = this.model.state(uid);
		assertThat(stored(table, uid)).as("%s %s (seed %d)", table, uid, SEED).isEqualTo(expected);
		checkNewest(uid, expected);
	}

	/** Whatever was superseded was superseded by something that is there. */
	private void checkNewest(String uid, State stored) {
		assertThat(stored.time()).as("%s (seed %d)", uid, SEED)
			.isGreaterThanOrEqualTo(this.model.newestSuperseded(uid));
	}

	/** Each field has the newest value, whatever the order. */
	private void checkFields(String uid) {
		assertThat(stored("note", uid).row()).as("note %s (seed %d)", uid, SEED).isEqualTo(this.model.state(uid).row());
	}

	/** A list that was deleted may have taken the row away after the newest write. */
	private void checkListed(String uid) {
		State expected = this.model.state(uid);
		State stored = stored("todo", uid);
		checkNewest(uid, stored);
		if (stored.row() == null && expected.row() != null) {
			expected = new State(null, expected.createdAt(), expected.updatedAt(),
					Objects.requireNonNull(expected.time()) + 1);
		}
		assertThat(stored).as("todo %s (seed %d)", uid, SEED).isEqualTo(expected);
	}

	/**
	 * Here nobody knows the order, but no row comes or goes, no newer stamp is lost, and
	 * both kinds of writers set their own fields only.
	 */
	private void checkPlain(String uid) {
		State stored = stored("todo", uid);
		Map<String, @Nullable Object> row = Objects.requireNonNull(stored.row());
		assertThat(stored.time()).as("todo %s (seed %d)", uid, SEED)
			.isGreaterThanOrEqualTo(this.model.state(uid).time());
		checkNewest(uid, stored);
		assertThat(row.get("title")).as("seed %d", SEED).isIn("served", "synced");
		assertThat((Integer) row.get("priority")).as("seed %d", SEED).isBetween(ROUNDS - 8, ROUNDS - 1);
	}

	/**
	 * A write.
	 *
	 * @param table the table
	 * @param uid the record
	 * @param applied what it does
	 */
	private record Write(String table, String uid, Applied applied) {

	}

	/**
	 * What one thread does.
	 */
	private static final class Script {

		private final Random random;

		private final int thread;

		private final Set<Long> used = new HashSet<>();

		Script(int thread) {
			this.thread = thread;
			this.random = new Random(SEED * 31 + thread);
		}

		Write write() {
			int choice = this.random.nextInt(20);
			if (choice < 9) {
				return new Write("todo", any(FREE), any(operation(), todo(null), stamp()));
			}
			if (choice < 13) {
				Map<String, @Nullable Object> data = todo(any(LISTS));
				return new Write("todo", any(LISTED), new Applied(operation(), stamp(), data, data.keySet()).bare());
			}
			if (choice < 15) {
				return new Write("todo_list", any(LISTS),
						any(operation(), Map.of("name", "List " + this.random.nextInt(100)), stamp()));
			}
			if (choice < 18) {
				return new Write("note", any(NOTES), any(Operation.UPDATE, note(), stamp()));
			}
			return new Write("todo", any(PLAINLY), new Applied(Operation.UPDATE, System.currentTimeMillis(),
					Map.of("title", "synced", "done", false), Set.of("title")));
		}

		private Applied any(Operation operation, Map<String, @Nullable Object> data, long at) {
			Set<String> changed = new HashSet<>();
			data.keySet().forEach((field) -> {
				if (this.random.nextBoolean()) {
					changed.add(field);
				}
			});
			return new Applied(operation, at, data, changed.isEmpty() ? data.keySet() : changed).bare();
		}

		private Operation operation() {
			int choice = this.random.nextInt(10);
			return (choice < 2) ? Operation.DELETE : (choice < 4) ? Operation.CREATE : Operation.UPDATE;
		}

		private Map<String, @Nullable Object> todo(@Nullable String list) {
			Map<String, @Nullable Object> data = new HashMap<>();
			// One in thirty is refused.
			data.put("title", (this.random.nextInt(30) == 0) ? "" : "Title " + this.random.nextInt(1000));
			data.put("done", this.random.nextBoolean());
			data.put("priority", this.random.nextInt(10));
			data.put("listUid", list);
			return data;
		}

		private Map<String, @Nullable Object> note() {
			Map<String, @Nullable Object> data = new HashMap<>();
			for (String field : List.of("title", "body", "color")) {
				data.put(field, field + this.random.nextInt(1000));
			}
			return data;
		}

		/** No two writes have the same. */
		private long stamp() {
			long at = START + this.random.nextInt(1_000_000) * 16L + this.thread;
			return this.used.add(at) ? at : stamp();
		}

		private String any(List<String> uids) {
			return uids.get(this.random.nextInt(uids.size()));
		}

	}

}
