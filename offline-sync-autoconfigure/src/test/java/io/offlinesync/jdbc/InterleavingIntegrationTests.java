package io.offlinesync.jdbc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.offlinesync.Operation;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.Gate;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What others may do between any two statements of a write. Two nodes write to one
 * database, and the write of one of them is held up on its way.
 */
class InterleavingIntegrationTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/**
	 * Ahead of the server's clock, so that the stamps of captured writes follow from
	 * those that are there.
	 */
	private static final Instant START = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600);

	private static final String SKEW = "offline-sync.max-clock-skew=2h";

	private static final String HELD_UP = "held_up";

	@SuppressWarnings("NullAway.Init")
	private static TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext heldUp;

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext other;

	private final String uid = UUID.randomUUID().toString();

	@BeforeAll
	static void start() {
		database = DomainApplication.database().set("deadlock_timeout", "2s").set("lock_timeout", "20s");
		other = DomainApplication.start(database, SKEW);
		heldUp = DomainApplication.start(database.as(HELD_UP), SKEW);
	}

	@AfterAll
	static void stop() {
		heldUp.close();
		other.close();
	}

	// A write that looked for the row in vain, and is about to put a placeholder.

	@ParameterizedTest
	@CsvSource({ "CREATE, 10, superseded, theirs created=20", "CREATE, 20, superseded, theirs created=20",
			"CREATE, 30, applied, ours created=30", "UPDATE, 10, superseded, theirs created=20",
			"UPDATE, 30, applied, theirs/1 created=20 updated=30", "DELETE, 10, superseded, theirs created=20",
			"DELETE, 20, applied, none created=20 deleted=20", "DELETE, 30, applied, none created=20 deleted=30" })
	void othersCreateTheRecordMeanwhile(Operation operation, int at, String outcome, String state) {
		try (Gate gate = new Gate(database, HELD_UP, "before insert", "offline_sync.sync_metadata").shut()) {
			CompletableFuture<String> ours = writeHeldUp(operation, at);
			gate.awaitWaiting();
			assertThat(write(other, mutation(Operation.CREATE, 20, "theirs", null))).isEqualTo("applied");
			gate.open();
			assertThat(done(ours)).isEqualTo(outcome);
		}
		assertThat(state()).isEqualTo(state);
	}

	@ParameterizedTest
	@CsvSource({ "CREATE, 10, superseded, none created=20 deleted=21",
			"CREATE, 21, superseded, none created=20 deleted=21", "CREATE, 30, applied, ours created=30",
			"UPDATE, 30, applied, ours/1 created=20 updated=30", "DELETE, 10, superseded, none created=20 deleted=21",
			"DELETE, 30, applied, none created=20 deleted=30" })
	void othersCreateAndDeleteTheRecordMeanwhile(Operation operation, int at, String outcome, String state) {
		try (Gate gate = new Gate(database, HELD_UP, "before insert", "offline_sync.sync_metadata").shut()) {
			CompletableFuture<String> ours = writeHeldUp(operation, at);
			gate.awaitWaiting();
			write(other, mutation(Operation.CREATE, 20, "theirs", null));
			write(other, mutation(Operation.DELETE, 21, "theirs", null));
			gate.open();
			assertThat(done(ours)).isEqualTo(outcome);
		}
		assertThat(state()).isEqualTo(state);
	}

	@Test
	void othersCreateOneOfTwoRecordsMeanwhile() {
		String second = UUID.randomUUID().toString();
		try (Gate gate = new Gate(database, HELD_UP, "before insert", "offline_sync.sync_metadata").shut()) {
			CompletableFuture<TransactionResult> ours = CompletableFuture
				.supplyAsync(() -> push(heldUp, mutation(Operation.CREATE, 10, "ours", null),
						mutation(Operation.CREATE, 10, "ours", null, second)));
			gate.awaitWaiting();
			write(other, mutation(Operation.CREATE, 20, "theirs", null));
			gate.open();
			assertThat(ours.orTimeout(20, TimeUnit.SECONDS).join().results()).extracting(MutationResult::outcome)
				.containsExactly(MutationResult.Outcome.SUPERSEDED, MutationResult.Outcome.APPLIED);
		}
		assertThat(state()).isEqualTo("theirs created=20");
		assertThat(state(second)).isEqualTo("ours created=10");
	}

	@ParameterizedTest
	@CsvSource({ "CREATE, applied, ours created=30", "UPDATE, applied, plain/1 created=now updated=30" })
	void plainSqlInsertsTheRowMeanwhile(Operation operation, String outcome, String state) {
		try (Gate gate = new Gate(database, HELD_UP, "before insert", "offline_sync.sync_metadata").shut()) {
			CompletableFuture<String> ours = writeHeldUp(operation, 30);
			gate.awaitWaiting();
			insertRow(database.jdbc(), "plain");
			gate.open();
			assertThat(done(ours)).isEqualTo(outcome);
		}
		assertThat(state()).isEqualTo(state);
	}

	// A write that looked for the row in vain, and waits for the metadata.

	@ParameterizedTest
	@CsvSource({ "CREATE, 24, superseded, theirs created=25", "UPDATE, 24, superseded, theirs created=25",
			"DELETE, 24, superseded, theirs created=25", "CREATE, 30, applied, ours created=30",
			"UPDATE, 30, applied, theirs/1 created=25 updated=30", "DELETE, 30, applied, none created=25 deleted=30" })
	void aDeletedRecordComesBackMeanwhile(Operation operation, int at, String outcome, String state) {
		write(other, mutation(Operation.DELETE, 20, "", null));
		try (DatabaseSession session = new DatabaseSession(database)) {
			lockMetadata(session);
			CompletableFuture<String> ours = writeHeldUp(operation, at);
			Gate.awaitBlocked(database);
			insertRow(session.jdbc(), "theirs");
			setMetadata(session, "created_at", 25, "deleted_at", null);
			session.commit();
			assertThat(done(ours)).isEqualTo(outcome);
		}
		assertThat(state()).isEqualTo(state);
	}

	@Test
	void aRowThatWasDeletedComesBackUncapturedMeanwhile() {
		write(other, mutation(Operation.DELETE, 20, "", null));
		try (DatabaseSession session = new DatabaseSession(database)) {
			lockMetadata(session);
			CompletableFuture<String> ours = writeHeldUp(Operation.UPDATE, 30);
			Gate.awaitBlocked(database);
			CaptureBypass.run(database.jdbc(), (jdbc) -> insertRow(jdbc, "stale"));
			session.commit();
			assertThat(done(ours)).isEqualTo("applied");
		}
		assertThat(state()).as("made anew, since what the row holds was deleted").isEqualTo("ours/1 updated=30");
	}

	// A write that waits for the row.

	@ParameterizedTest
	@CsvSource({ "UPDATE, 15, superseded, theirs created=10 updated=20",
			"UPDATE, 30, applied, theirs/1 created=10 updated=30",
			"DELETE, 15, superseded, theirs created=10 updated=20",
			"CREATE, 15, superseded, theirs created=10 updated=20" })
	void theMetadataIsThatOfTheRowThatWasWaitedFor(Operation operation, int at, String outcome, String state) {
		write(other, mutation(Operation.CREATE, 10, "first", null));
		try (DatabaseSession session = new DatabaseSession(database)) {
			session.jdbc().update("update todo set title = 'theirs' where uid = ?::uuid", this.uid);
			setMetadata(session, "updated_at", 20, "deleted_at", null);
			CompletableFuture<String> ours = writeHeldUp(operation, at);
			Gate.awaitBlocked(database);
			session.commit();
			assertThat(done(ours)).isEqualTo(outcome);
		}
		assertThat(state()).isEqualTo(state);
	}

	@ParameterizedTest
	@CsvSource({ "CREATE, 15, superseded, none created=10 deleted=20",
			"CREATE, 20, superseded, none created=10 deleted=20", "CREATE, 30, applied, ours created=30",
			"UPDATE, 15, superseded, none created=10 deleted=20", "UPDATE, 30, applied, ours/1 created=10 updated=30",
			"DELETE, 15, superseded, none created=10 deleted=20", "DELETE, 30, applied, none created=10 deleted=30" })
	void othersDeleteTheRecordMeanwhile(Operation operation, int at, String outcome, String state) {
		write(other, mutation(Operation.CREATE, 10, "first", null));
		try (DatabaseSession session = new DatabaseSession(database)) {
			session.jdbc().update("delete from todo where uid = ?::uuid", this.uid);
			setMetadata(session, "deleted_at", 20, "updated_at", null);
			CompletableFuture<String> ours = writeHeldUp(operation, at);
			Gate.awaitBlocked(database);
			session.commit();
			assertThat(done(ours)).isEqualTo(outcome);
		}
		assertThat(state()).isEqualTo(state);
	}

	@ParameterizedTest
	@CsvSource({ "CREATE, 25, superseded, theirs created=30", "UPDATE, 25, superseded, theirs created=30",
			"DELETE, 25, superseded, theirs created=30", "UPDATE, 35, applied, theirs/1 created=30 updated=35",
			"CREATE, 35, applied, ours created=35", "DELETE, 35, applied, none created=30 deleted=35" })
	void othersDeleteAndCreateTheRecordMeanwhile(Operation operation, int at, String outcome, String state) {
		write(other, mutation(Operation.CREATE, 10, "first", null));
		try (DatabaseSession session = new DatabaseSession(database)) {
			session.jdbc().update("delete from todo where uid = ?::uuid", this.uid);
			CompletableFuture<String> ours = writeHeldUp(operation, at);
			Gate.awaitBlocked(database);
			insertRow(session.jdbc(), "theirs");
			setMetadata(session, "created_at", 30, "deleted_at", null);
			session.commit();
			assertThat(done(ours)).isEqualTo(outcome);
		}
		assertThat(state()).isEqualTo(state);
	}

	@Test
	void plainSqlDeletesTheRowMeanwhile() {
		insertRow(database.jdbc(), "plain");
		try (DatabaseSession session = new DatabaseSession(database)) {
			session.jdbc().update("delete from todo where uid = ?::uuid", this.uid);
			CompletableFuture<String> ours = writeHeldUp(Operation.UPDATE, 30);
			Gate.awaitBlocked(database);
			session.commit();
			assertThat(done(ours)).isEqualTo("applied");
		}
		assertThat(state()).isEqualTo("ours/1 created=now updated=30");
	}

	// Placeholders.

	@Test
	void aPlaceholderThatOthersTakeAwayIsPutAgain() {
		try (DatabaseSession session = new DatabaseSession(database)) {
			session.jdbc()
				.update("insert into offline_sync.sync_metadata (table_name, uid) values ('todo', ?)", this.uid);
			CompletableFuture<String> ours = writeHeldUp(Operation.CREATE, 10);
			Gate.awaitBlocked(database);
			session.jdbc().update("delete from offline_sync.sync_metadata where uid = ?", this.uid);
			session.commit();
			assertThat(done(ours)).isEqualTo("applied");
		}
		assertThat(state()).isEqualTo("ours created=10");
	}

	@Test
	void metadataThatIsPurgedWhileItIsWaitedForIsLockedNevertheless() {
		try (Gate before = new Gate(database, HELD_UP, "before insert", "offline_sync.sync_metadata");
				Gate after = new Gate(database, HELD_UP, "after insert", "offline_sync.sync_metadata").shut();
				DatabaseSession session = new DatabaseSession(database)) {
			session.jdbc()
				.update("insert into offline_sync.sync_metadata (table_name, uid, deleted_at) values ('todo', ?, ?::timestamptz)",
						this.uid, at(1).toString());
			CompletableFuture<String> ours = writeHeldUp(Operation.DELETE, 5);
			Gate.awaitBlocked(database);
			session.commit();
			after.awaitWaiting();
			database.jdbc().update("delete from offline_sync.sync_metadata where uid = ?", this.uid);
			before.shut();
			after.open();
			before.awaitWaiting();
			write(other, mutation(Operation.DELETE, 10, "", null));
			before.open();
			assertThat(done(ours)).isEqualTo("superseded");
		}
		assertThat(state()).isEqualTo("none deleted=10");
	}

	// Collisions.

	@Test
	void aDeadlockWithPlainSqlIsNotTheClientsProblem() {
		String second = UUID.randomUUID().toString();
		write(other, mutation(Operation.CREATE, 10, "first", null));
		write(other, mutation(Operation.CREATE, 10, "second", null, second));
		List<String> uids = new ArrayList<>(List.of(this.uid, second));
		uids.sort(null);
		try (DatabaseSession session = new DatabaseSession(database)) {
			// The push, which waits for longer, is the one to give way.
			session.jdbc().execute("set local deadlock_timeout = '20s'");
			session.jdbc().update("update todo set title = 'plain' where uid = ?::uuid", uids.get(1));
			CompletableFuture<TransactionResult> push = CompletableFuture
				.supplyAsync(() -> push(heldUp, mutation(Operation.UPDATE, 30, "ours", Set.of("priority"), uids.get(1)),
						mutation(Operation.UPDATE, 30, "ours", Set.of("priority"), uids.get(0))));
			Gate.awaitBlocked(database);
			session.jdbc().update("update todo set title = 'plain' where uid = ?::uuid", uids.get(0));
			session.commit();
			assertThat(push.orTimeout(20, TimeUnit.SECONDS).join().outcome())
				.isEqualTo(TransactionResult.Outcome.COMMITTED);
		}
		assertThat(state(uids.get(0))).isEqualTo("plain/1 created=10 updated=30");
		assertThat(state(uids.get(1))).isEqualTo("plain/1 created=10 updated=30");
	}

	/**
	 * A transaction that is executed one by one, to find out which of its writes the
	 * database refuses, must not take its locks in the client's order.
	 */
	@Test
	void everythingIsLockedBeforeAnythingIsWritten() {
		List<String> uids = new ArrayList<>(List.of(this.uid, UUID.randomUUID().toString()));
		uids.sort(null);
		uids.forEach((each) -> write(other, mutation(Operation.CREATE, 10, "first", null, each)));
		database.jdbc().execute("""
				create sequence written_too_early;
				create function written_too_early() returns trigger language plpgsql as $$ begin
				  if exists (select from todo where uid in ('%s', '%s')
				      and mod(pg_current_xact_id()::text::bigint, 4294967296)
				        not in (xmin::text::bigint, xmax::text::bigint)) then
				    perform nextval('written_too_early');
				  end if;
				  return new;
				end $$;
				create trigger written_too_early before update on todo
				for each row execute function written_too_early()""".formatted(uids.get(0), uids.get(1)));
		try {
			TransactionResult result = push(other, mutation(Operation.UPDATE, 20, "good", Set.of("title"), uids.get(1)),
					mutation(Operation.UPDATE, 20, "", Set.of("title"), uids.get(0)));
			assertThat(result.outcome()).isEqualTo(TransactionResult.Outcome.REJECTED);
			assertThat(result.mutation()).isOne();
			assertThat(database.jdbc().queryForObject("select is_called from written_too_early", Boolean.class))
				.isFalse();
		}
		finally {
			database.jdbc()
				.execute(
						"drop trigger written_too_early on todo; drop function written_too_early; drop sequence written_too_early");
		}
	}

	@ParameterizedTest
	@CsvSource({ "10, 20", "20, 10" })
	void twoCreatesOfOneRecordAtOnce(int first, int second) {
		try (Gate gate = new Gate(database, HELD_UP, "after insert", "todo").shut()) {
			CompletableFuture<String> ours = writeHeldUp(Operation.CREATE, first);
			gate.awaitWaiting();
			CompletableFuture<String> theirs = CompletableFuture
				.supplyAsync(() -> write(other, mutation(Operation.CREATE, second, "theirs", null)));
			Gate.awaitBlocked(database);
			gate.open();
			assertThat(done(ours)).isEqualTo("applied");
			assertThat(done(theirs)).isEqualTo((second > first) ? "applied" : "superseded");
		}
		assertThat(state()).isEqualTo((second > first) ? "theirs created=20" : "ours created=20");
	}

	private static Instant at(int millis) {
		return START.plusMillis(millis);
	}

	private static SyncService service(ConfigurableApplicationContext context) {
		return context.getBean(SyncService.class);
	}

	private CompletableFuture<String> writeHeldUp(Operation operation, int at) {
		Mutation mutation = mutation(operation, at, "ours", Set.of("priority"));
		return CompletableFuture.supplyAsync(() -> write(heldUp, mutation));
	}

	private static String write(ConfigurableApplicationContext context, Mutation mutation) {
		return service(context).mutate(null, mutation)
			.results()
			.get(0)
			.outcome()
			.name()
			.toLowerCase(java.util.Locale.ROOT);
	}

	private static TransactionResult push(ConfigurableApplicationContext context, Mutation... mutations) {
		return service(context)
			.push(new Push(null, null, null, List.of(new ClientTransaction("1", List.of(mutations)))))
			.get(0);
	}

	private static String done(CompletableFuture<String> write) {
		return write.orTimeout(20, TimeUnit.SECONDS).join();
	}

	private Mutation mutation(Operation operation, int at, String title, @Nullable Set<String> changed) {
		return mutation(operation, at, title, changed, this.uid);
	}

	private static Mutation mutation(Operation operation, int at, String title, @Nullable Set<String> changed,
			String uid) {
		ObjectNode data = null;
		if (operation != Operation.DELETE) {
			data = JSON.createObjectNode().put("title", title).put("done", false);
			if (operation == Operation.UPDATE) {
				data.put("priority", 1);
			}
		}
		return new Mutation("todo", operation, uid, data, (operation == Operation.UPDATE) ? changed : null, at(at));
	}

	private void insertRow(JdbcTemplate jdbc, String title) {
		jdbc.update("insert into todo (uid, title, done) values (?::uuid, ?, false)", this.uid, title);
	}

	private void lockMetadata(DatabaseSession session) {
		session.jdbc().queryForList("select 1 from offline_sync.sync_metadata where uid = ? for update", this.uid);
	}

	private void setMetadata(DatabaseSession session, String column, int at, String cleared, @Nullable Integer none) {
		session.jdbc()
			.update("update offline_sync.sync_metadata set %s = ?::timestamptz, %s = null where uid = ?"
				.formatted(column, cleared), at(at).toString(), this.uid);
	}

	private String state() {
		return state(this.uid);
	}

	/**
	 * Title and priority of the row, and the stamps as milliseconds, or as now if they
	 * follow from nothing.
	 */
	private static String state(String uid) {
		Map<String, @Nullable Object> found = database.jdbc()
			.queryForMap(
					"""
							select coalesce((select title || coalesce('/' || priority, '') from todo where uid = k.uid::uuid), 'none')
							  || coalesce(' created=' || extract(epoch from created_at - s) * 1000, '')
							  || coalesce(' updated=' || extract(epoch from updated_at - s) * 1000, '')
							  || coalesce(' deleted=' || extract(epoch from deleted_at - s) * 1000, '') as state
							from (values (?, ?::timestamptz)) k (uid, s) left join offline_sync.sync_metadata m on m.uid = k.uid""",
					uid, START.toString());
		return String.valueOf(found.get("state")).replaceAll("\\.0+\\b", "").replaceAll("=-\\d+", "=now");
	}

}
