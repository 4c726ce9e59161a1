package io.offlinesync.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.jdbc.model.ModelApplication;
import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.CountingDataSource;
import io.offlinesync.testsupport.User;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReconcileIntegrationTests {

	private static final Instant T1 = Instant.parse("2026-01-01T10:00:00.001Z");

	private static final Instant T2 = T1.plusMillis(1);

	private static final Instant T3 = T1.plusMillis(2);

	private static final RecordMetadata CREATED = new RecordMetadata(T1, null, null);

	private static final RecordMetadata DELETED = new RecordMetadata(T1, null, T2);

	private static final Where SCOPE = Where.eq("amount", 1);

	private static ConfigurableApplicationContext context;

	private static JdbcSyncService service;

	private static JdbcTemplate jdbc;

	@BeforeAll
	static void start() {
		context = ModelApplication.start(ModelApplication.database());
		service = context.getBean(JdbcSyncService.class);
		jdbc = context.getBean(JdbcTemplate.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@BeforeEach
	void empty() {
		CaptureBypass.update(jdbc, "truncate folder, item, memo, tally, offline_sync.sync_metadata");
	}

	private static ReconcileAnswer reconcile(String table, Where where, Map<String, RecordMetadata> client,
			@Nullable String after, @Nullable String upTo) {
		return service.reconcile(new User("u"),
				new ReconcileRequest(table, where, client, after, upTo, Long.MAX_VALUE));
	}

	private static ReconcileAnswer reconcile(Map<String, RecordMetadata> client) {
		return reconcile("item", SCOPE, client, null, null);
	}

	private static void items(int count, String metadata) {
		CaptureBypass.update(jdbc, "insert into item (uid, title, amount, done) select ('00000000-0000-0000-0000-' || "
				+ "lpad(i::text, 12, '0'))::uuid, 't', 1, false from generate_series(1, ?) i", count);
		jdbc.update("insert into offline_sync.sync_metadata select 'item', uid, " + metadata + " from item");
	}

	private static Map<String, RecordMetadata> held(int count, RecordMetadata metadata) {
		return IntStream.rangeClosed(1, count)
			.boxed()
			.collect(Collectors.toMap((i) -> new UUID(0, Long.parseLong(String.valueOf(i), 16)).toString(),
					(i) -> metadata));
	}

	private static void store(List<ReconcileCase> cases, Map<String, RecordMetadata> client) {
		new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> cases.forEach((one) -> one.store(jdbc, client)));
	}

	private static long count(String sql) {
		return Objects.requireNonNull(jdbc.queryForObject("select count(*) from " + sql, Long.class));
	}

	@Test
	void answersEveryCaseOfTheRulesInOneRequest() {
		List<ReconcileCase> cases = ReconcileCase.all();
		assertThat(cases).hasSizeGreaterThan(2000);
		Map<String, RecordMetadata> client = new LinkedHashMap<>();
		store(cases, client);
		List<String> answered = texts(reconcile(client));
		assertThat(answered).containsExactlyInAnyOrderElementsOf(
				cases.stream().map(ReconcileCase::answer).filter((text) -> !text.isEmpty()).toList());
		StoredTables stored = StoredTables.read(jdbc);
		cases.forEach((one) -> {
			RecordKey key = new RecordKey("item", one.uid());
			assertThat(stored.rows().containsKey(key)).as("row of " + one).isEqualTo(one.rowStays());
			NaiveServer.Stamps stamps = stored.stamps().getOrDefault(key, NaiveServer.Stamps.NONE);
			assertThat(new RecordMetadata(stamps.created(), stamps.updated(), stamps.deleted()))
				.as("metadata of " + one)
				.isEqualTo(one.metadataAfter());
		});

		// The same request again: what was deleted stays so, and nothing else happens.
		List<String> again = texts(reconcile(client));
		assertThat(StoredTables.read(jdbc).versions()).isEqualTo(stored.versions());
		assertThat(again).containsExactlyInAnyOrderElementsOf(answered);
	}

	@Test
	void agreesOnceBothSidesHaveDoneWhatItSays() {
		Map<String, RecordMetadata> client = new LinkedHashMap<>();
		store(ReconcileCase.all(), client);
		ReconcileAnswer answer = reconcile(client);
		Stream.concat(answer.addClient().stream(), answer.updateClient().stream())
			.forEach((record) -> client.put(record.uid(), record.metadata()));
		answer.deleteClient().forEach((deleted) -> client.remove(deleted.uid()));
		answer.leaveClient().forEach(client::remove);
		List<Mutation> mutations = Stream.concat(answer.addDatabase().stream(), answer.updateDatabase().stream())
			.map((held) -> new Mutation("item", Operation.CREATE, held.uid(),
					JsonMapper.shared().createObjectNode().put("title", "mine").put("amount", 1), null,
					held.metadata().time()))
			.toList();
		TransactionResult pushed = service
			.push(new Push(new User("u"), null, null, List.of(new ClientTransaction("t", mutations))))
			.get(0);
		pushed.results().forEach((one) -> {
			assertThat(one.outcome()).isEqualTo(MutationResult.Outcome.APPLIED);
			client.put(one.record().uid(), one.record().metadata());
		});
		// Without stamps nobody can tell whether two copies are the same.
		List<String> unstamped = client.keySet()
			.stream()
			.filter((uid) -> client.get(uid).time() == null)
			.map((uid) -> "updateClient " + uid)
			.toList();
		StoredTables stored = StoredTables.read(jdbc);
		assertThat(texts(reconcile(client))).containsExactlyInAnyOrderElementsOf(unstamped);
		assertThat(StoredTables.read(jdbc).versions()).isEqualTo(stored.versions());
	}

	private static List<String> texts(ReconcileAnswer answer) {
		List<String> texts = new ArrayList<>();
		answer.addClient().forEach((record) -> texts.add("addClient " + record.uid()));
		answer.updateClient().forEach((record) -> texts.add("updateClient " + record.uid()));
		answer.deleteClient()
			.forEach((deleted) -> texts.add("deleteClient " + deleted.uid() + ' ' + deleted.deletedAt()));
		answer.leaveClient().forEach((uid) -> texts.add("leaveClient " + uid));
		answer.addDatabase().forEach((held) -> texts.add("addDatabase " + held.uid() + ' ' + held.metadata()));
		answer.updateDatabase().forEach((held) -> texts.add("updateDatabase " + held.uid() + ' ' + held.metadata()));
		return texts;
	}

	@ParameterizedTest
	@ValueSource(strings = { "item", "memo", "tally" })
	void cutsRangesInTheOrderOfCodePoints(String table) {
		List<String> uids = switch (table) {
			case "item" -> Stream.of("00", "01", "7f", "80", "a0", "ff")
				.map((start) -> start + "000000-0000-0000-0000-000000000000")
				.toList();
			case "memo" -> List.of("", " ", "!", "%", "A", "B", "Z", "_", "a", "a!", "aa", "b", "ß", "é", "\ue000",
					"\uffff", "\ud83d\ude00", "__proto__", "1", "10", "2", "A".repeat(300));
			default -> List.of("-5", "-10", "0", "1", "10", "100", "2", "20", "9", "9223372036854775807");
		};
		String columns = Map.of("item", "uid, title, done", "memo", "id, title, color", "tally", "id, label, score")
			.get(table);
		String rest = Map.of("item", "'t', true", "memo", "'t', 't'", "tally", "'t', 1").get(table);
		uids.forEach((uid) -> jdbc.update("insert into " + table + " (" + columns + ") values (cast(? as "
				+ (table.equals("item") ? "uuid" : table.equals("tally") ? "bigint" : "text") + "), " + rest + ")",
				uid));
		List<String> bounds = new ArrayList<>(uids);
		bounds.addAll(List.of("0", "7", "7f000000-", "80000000-0000-0000-0000-00000000000", "zz", "A", "", "-", "1x",
				"é", "7F000000-0000-0000-0000-000000000000", "\udbff\udfff"));
		for (String after : bounds) {
			for (String upTo : bounds) {
				List<String> expected = uids.stream()
					.filter((uid) -> codePoints(uid, after) > 0 && codePoints(uid, upTo) <= 0)
					.toList();
				assertThat(reconcile(table, Where.all(), Map.of(), after, upTo).addClient()).as(after + " to " + upTo)
					.extracting(JsonRecord::uid)
					.containsExactlyInAnyOrderElementsOf(expected);
			}
		}
	}

	private static int codePoints(String left, String right) {
		return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
	}

	@Test
	void addsUpFromPieces() {
		Map<String, RecordMetadata> client = new LinkedHashMap<>();
		List<ReconcileCase> cases = ReconcileCase.all();
		store(cases, client);
		List<String> uids = cases.stream().map(ReconcileCase::uid).sorted().toList();
		List<String> pieces = new ArrayList<>();
		for (int from = 0; from < uids.size(); from += 100) {
			String after = (from == 0) ? null : uids.get(from - 1);
			String upTo = (from + 100 < uids.size()) ? uids.get(from + 99) : null;
			Map<String, RecordMetadata> own = new LinkedHashMap<>(client);
			own.keySet().retainAll(uids.subList(from, Math.min(from + 100, uids.size())));
			pieces.addAll(texts(reconcile("item", SCOPE, own, after, upTo)));
		}
		assertThat(pieces).containsExactlyInAnyOrderElementsOf(
				cases.stream().map(ReconcileCase::answer).filter((text) -> !text.isEmpty()).toList());
	}

	@Test
	void leavesWhatAForeignKeyKeeps() {
		CaptureBypass.update(jdbc, "insert into folder (uid, name, rank) select ('00000000-0000-0000-0000-' || "
				+ "lpad(i::text, 12, '0'))::uuid, 'f', 1 from generate_series(1, 1000) i");
		CaptureBypass.update(jdbc,
				"insert into tally (id, folder_uid, score) select 1, uid, 1 from folder where uid::text like '%777'");
		CountingDataSource statements = (CountingDataSource) context.getBean(DataSource.class);
		statements.take();
		ReconcileAnswer answer = reconcile("folder", Where.all(), held(1000, DELETED), null, null);
		assertThat(answer.leaveClient()).containsExactly("00000000-0000-0000-0000-000000000777");
		assertThat(answer.deleteClient()).hasSize(999);
		assertThat(count("folder")).isOne();
		assertThat(count("offline_sync.sync_metadata where deleted_at is not null")).isEqualTo(999);
		assertThat(count("offline_sync.sync_metadata")).isEqualTo(999);
		assertThat(statements.take()).hasSizeLessThan(200);
	}

	@Test
	void decidesDeletionsAgainWhenTheRecordChangedInBetween() throws SQLException {
		items(2, "timestamptz '2026-01-01T10:00:00.001Z'");
		ReconcileAnswer answer = whileLocked((connection) -> {
			connection.update("update item set title = 'changed' where uid::text like '%1'");
			connection.update("update offline_sync.sync_metadata set updated_at = '2026-01-01T10:00:00.003Z' "
					+ "where uid like '%1'");
			connection.update("update item set amount = 2 where uid::text like '%2'");
		}, held(2, DELETED));
		assertThat(answer.updateClient()).singleElement().satisfies((record) -> {
			assertThat(record.json()).contains("\"changed\"");
			assertThat(record.metadata()).isEqualTo(new RecordMetadata(T1, T3, null));
		});
		assertThat(answer.leaveClient()).containsExactly("00000000-0000-0000-0000-000000000002");
		assertThat(answer.deleteClient()).isEmpty();
		assertThat(count("item")).isEqualTo(2);
	}

	@Test
	void deletesNothingThatSomebodyElseDeletedInBetween() throws SQLException {
		items(1, "timestamptz '2026-01-01T10:00:00.001Z'");
		ReconcileAnswer answer = whileLocked((connection) -> {
			connection.update("delete from item");
			connection.update("update offline_sync.sync_metadata set deleted_at = '2026-01-01T10:00:00.003Z'");
		}, held(1, DELETED));
		assertThat(answer.deleteClient())
			.containsExactly(new ReconcileAnswer.Deleted("00000000-0000-0000-0000-000000000001", T3));
		assertThat(count("offline_sync.sync_metadata where deleted_at = '2026-01-01T10:00:00.003Z'")).isOne();
	}

	/**
	 * Reconcile while others hold the rows, who change them once the reconcile waits.
	 */
	private static ReconcileAnswer whileLocked(Consumer<JdbcTemplate> change, Map<String, RecordMetadata> client)
			throws SQLException {
		try (Connection connection = context.getBean(DataSource.class).getConnection()) {
			connection.setAutoCommit(false);
			JdbcTemplate other = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			other.execute("select from item for update");
			CompletableFuture<ReconcileAnswer> answer = CompletableFuture.supplyAsync(() -> reconcile(client));
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> count(
						"pg_stat_activity where wait_event_type = 'Lock' and query like '%for update%'") > 0);
			change.accept(other);
			connection.commit();
			return answer.join();
		}
	}

	@Test
	void deletesNothingAtAllIfAStampLiesAhead() {
		items(3, "timestamptz '2026-01-01T10:00:00.001Z'");
		Map<String, RecordMetadata> client = held(3, DELETED);
		client.put(client.keySet().iterator().next(), new RecordMetadata(T1, null, Instant.now().plusSeconds(3600)));
		refused(SyncErrorCode.CLOCK_AHEAD, SCOPE, client, Long.MAX_VALUE);
		assertThat(count("item")).isEqualTo(3);
	}

	@Test
	void deletesNothingIfTheAnswerDoesNotFit() {
		items(100, "timestamptz '2026-01-01T10:00:00.001Z'");
		Map<String, RecordMetadata> client = held(100, DELETED);
		refused(SyncErrorCode.TOO_LARGE, SCOPE, client, 10_000);
		assertThat(count("item")).isEqualTo(100);
		// Half deleted, half to be sent.
		client.keySet().removeIf((uid) -> Integer.parseInt(uid.substring(33)) % 2 == 0);
		refused(SyncErrorCode.TOO_LARGE, SCOPE, client, 16_000);
		assertThat(count("item")).isEqualTo(100);
		ReconcileAnswer answer = service.reconcile(new User("u"),
				new ReconcileRequest("item", SCOPE, client, null, null, 30_000));
		assertThat(answer.deleteClient()).hasSize(50);
		assertThat(answer.addClient()).hasSize(50);
	}

	@Test
	void refusesWhatItDoesNotKnow() {
		refused(SyncErrorCode.INVALID_WHERE, Where.eq("nothing", 1), Map.of(), Long.MAX_VALUE);
		refused(SyncErrorCode.INVALID_WHERE, Where.eq("amount", "x"), Map.of(), Long.MAX_VALUE);
		refused(SyncErrorCode.INVALID_REQUEST, SCOPE, Map.of("no uuid", CREATED), Long.MAX_VALUE);
		refused(SyncErrorCode.INVALID_REQUEST, SCOPE,
				held(1, new RecordMetadata(null, null, Instant.parse("+10000-01-01T00:00:00Z"))), Long.MAX_VALUE);
	}

	private static void refused(SyncErrorCode code, Where where, Map<String, RecordMetadata> client, long maxAnswer) {
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> service.reconcile(new User("u"),
					new ReconcileRequest("item", where, client, null, null, maxAnswer)))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
	}

	@Test
	void countsWhatTheAnswerTakesInBytes() {
		items(10, "timestamptz '2026-01-01T10:00:00.001Z'");
		CaptureBypass.update(jdbc, "update item set title = repeat('\u20ac', 1000) where amount = ?", 1);
		ReconcileRequest request = new ReconcileRequest("item", SCOPE, Map.of(), null, null, 35_000);
		assertThat(service.reconcile(new User("u"), request).addClient()).hasSize(10);
		refused(SyncErrorCode.TOO_LARGE, SCOPE, Map.of(), 30_000);
	}

	@Test
	void comparesStampsInMilliseconds() {
		items(1, "timestamptz '2026-01-01T10:00:00.001Z'");
		assertThat(texts(reconcile(held(1, new RecordMetadata(T1.plusNanos(999_999), null, null))))).isEmpty();
	}

	@Test
	void needsAsManyStatementsForManyRowsAsForFew() {
		CountingDataSource statements = (CountingDataSource) context.getBean(DataSource.class);
		Map<String, List<String>> few = new LinkedHashMap<>();
		for (int size : new int[] { 10, 5_000, 50_000 }) {
			empty();
			items(size, "timestamptz '2026-01-01T10:00:00.001Z'");
			Map<String, Map<String, RecordMetadata>> clients = new LinkedHashMap<>();
			clients.put("equal", held(size, CREATED));
			clients.put("empty", Map.of());
			clients.put("newer", held(size, new RecordMetadata(T1, T2, null)));
			clients.put("deleted", held(size, DELETED));
			clients.forEach((name, client) -> {
				statements.take();
				reconcile(client);
				List<String> taken = statements.take();
				assertThat(taken).as(name).isEqualTo(few.computeIfAbsent(name, (first) -> taken)).hasSizeLessThan(10);
			});
			assertThat(count("item")).isZero();
		}
	}

}
