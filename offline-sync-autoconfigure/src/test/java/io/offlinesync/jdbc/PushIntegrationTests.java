package io.offlinesync.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncedRecordEvent;
import io.offlinesync.Where;
import io.offlinesync.jdbc.TransactionResult.Outcome;
import io.offlinesync.jdbc.model.Item;
import io.offlinesync.jdbc.model.Memo;
import io.offlinesync.jdbc.model.ModelApplication;
import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.CountingDataSource;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PushIntegrationTests {

	private static final Instant T1 = Instant.parse("2026-01-01T10:00:00.001Z");

	private static final Instant T2 = T1.plusMillis(1);

	private static final JsonMapper JSON = JsonMapper.shared();

	private static ConfigurableApplicationContext context;

	private static JdbcSyncService service;

	private static JdbcTemplate jdbc;

	private final String uid = UUID.randomUUID().toString();

	private final String other = UUID.randomUUID().toString();

	@BeforeAll
	static void start() {
		context = ModelApplication.start(ModelApplication.database(), "spring.datasource.hikari.maximum-pool-size=3",
				"spring.datasource.hikari.data-source-properties.options=-c lock_timeout=300");
		service = context.getBean(JdbcSyncService.class);
		jdbc = context.getBean(JdbcTemplate.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	private static ObjectNode json(String json) {
		return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
	}

	private static Mutation create(String table, String uid, String json, Instant at) {
		return new Mutation(table, Operation.CREATE, uid, json(json), null, at);
	}

	private static Mutation update(String table, String uid, String json, @Nullable Set<String> changed, Instant at) {
		return new Mutation(table, Operation.UPDATE, uid, json(json), changed, at);
	}

	private static Mutation delete(String table, String uid, Instant at) {
		return new Mutation(table, Operation.DELETE, uid, null, null, at);
	}

	private static Mutation item(String uid, String title) {
		return create("item", uid, "{'title':'" + title + "'}", T1);
	}

	private static List<TransactionResult> push(@Nullable String client, List<List<Mutation>> transactions) {
		return service.push(new Push(new User("u"), client, null,
				IntStream.range(0, transactions.size())
					.mapToObj((i) -> new ClientTransaction("t" + i, transactions.get(i)))
					.toList()));
	}

	private static TransactionResult push(Mutation... mutations) {
		return push(null, List.of(List.of(mutations))).get(0);
	}

	private static TransactionResult refused(SyncErrorCode code, @Nullable Integer mutation, Mutation... mutations) {
		TransactionResult result = push(mutations);
		assertThat(result.outcome()).isEqualTo(Outcome.REJECTED);
		assertThat(error(result).code()).isEqualTo(code);
		assertThat(result.mutation()).isEqualTo(mutation);
		assertThat(result.results()).hasSize(mutations.length)
			.allSatisfy((one) -> assertThat(one.outcome()).isEqualTo(MutationResult.Outcome.REJECTED));
		return result;
	}

	private static SyncException error(TransactionResult result) {
		return Objects.requireNonNull(result.error());
	}

	private static long count(String sql, Object... parameters) {
		return Objects.requireNonNull(jdbc.queryForObject("select count(*) from " + sql, Long.class, parameters));
	}

	private static long metadata(String uid) {
		return count("offline_sync.sync_metadata where uid = ?", uid);
	}

	@Test
	void deletesAndCreatesOneRecordManyTimesInOneTransaction() {
		List<Mutation> mutations = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Instant at = T1.plusMillis(3 * i);
			mutations.add(create("item", this.uid, "{'title':'t" + i + "','amount':1}", at));
			mutations.add(update("item", this.uid, "{'title':'u" + i + "'}", null, at.plusMillis(1)));
			mutations.add(delete("item", this.uid, at.plusMillis(2)));
		}
		mutations.add(update("item", this.uid, "{'title':'last'}", null, T1.plusMillis(1000)));
		TransactionResult result = push(mutations.toArray(Mutation[]::new));
		assertThat(result.results()).hasSize(301)
			.allSatisfy((one) -> assertThat(one.outcome()).isEqualTo(MutationResult.Outcome.APPLIED));
		JsonRecord record = result.results().get(0).record();
		assertThat(record.json()).contains("\"last\"").contains("\"amount\":null");
		assertThat(record.metadata()).isEqualTo(new RecordMetadata(T1.plusMillis(3 * 99), T1.plusMillis(1000), null));
	}

	@Test
	void writesTablesInTheOrderOfTheClient() {
		String folder = UUID.randomUUID().toString();
		assertThat(push(create("folder", folder, "{'name':'a'}", T1),
				create("item", this.uid, "{'title':'t','folderUid':'" + folder + "'}", T1),
				create("folder", this.other, "{'name':'b','parentUid':'" + folder + "'}", T1),
				update("item", this.uid, "{'folderUid':'" + this.other + "'}", null, T2), delete("item", this.uid, T2),
				delete("folder", folder, T2))
			.outcome()).isEqualTo(Outcome.COMMITTED);
		assertThat(count("folder where uid::text in (?, ?)", folder, this.other)).isZero();
	}

	@Test
	void seesWhatACascadeTookInTheSameTransaction() {
		String folder = UUID.randomUUID().toString();
		String in = "{'title':'t','amount':1,'folderUid':'" + folder + "'}";
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		Instant later = now.plusSeconds(30);
		List<MutationResult> results = push(create("folder", folder, "{'name':'a'}", T1),
				create("item", this.uid, in, T1), create("item", this.other, in, T1), delete("folder", folder, T2),
				update("item", this.uid, "{'title':'again'}", null, later),
				update("item", this.other, "{'title':'late'}", null, T2))
			.results();
		assertThat(results.get(4).record().json()).contains("\"again\"").contains("\"amount\":null");
		assertThat(results.get(4).record().metadata()).isEqualTo(new RecordMetadata(T1, later, null));
		assertThat(results.get(5).outcome()).isEqualTo(MutationResult.Outcome.SUPERSEDED);
		assertThat(results.get(5).record().metadata().createdAt()).isEqualTo(T1);
		assertThat(results.get(5).record().metadata().deletedAt()).isBetween(now, later);
	}

	@Test
	void refusesAReferenceThatComesTooEarlyAndLeavesNothing() {
		TransactionResult result = refused(SyncErrorCode.CONSTRAINT_VIOLATED, 1, item(this.other, "before"),
				create("item", this.uid, "{'title':'t','folderUid':'" + this.other + "'}", T1),
				create("folder", this.other, "{'name':'late'}", T1));
		assertThat(error(result).details()).containsEntry("constraint", "item_folder_fk");
		assertThat(metadata(this.uid) + metadata(this.other)).isZero();
		assertThat(count("item where uid::text in (?, ?)", this.uid, this.other)).isZero();
	}

	@Test
	void reportsWhatFailsAtTheEndOnTheTransaction() {
		TransactionResult result = refused(SyncErrorCode.CONSTRAINT_VIOLATED, null,
				create("memo", this.uid, "{'folderUid':'" + this.other + "'}", T1), item(this.uid, "t"));
		assertThat(error(result).details()).containsEntry("constraint", "memo_folder_fk");
		assertThat(metadata(this.uid)).isZero();
		assertThat(refused(SyncErrorCode.CONSTRAINT_VIOLATED, null,
				create("memo", this.uid, "{'folderUid':'" + this.other + "'}", T1))
			.xid()).isNull();
		assertThat(push(create("memo", this.uid, "{'folderUid':'" + this.other + "'}", T1),
				create("folder", this.other, "{'name':'late enough'}", T1))
			.outcome()).isEqualTo(Outcome.COMMITTED);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 250, 499 })
	void namesTheMutationThatIsRefusedInABatch(int bad) {
		Mutation[] mutations = IntStream.range(0, 500)
			.mapToObj((i) -> item(UUID.randomUUID().toString(), (i == bad) ? "" : "t"))
			.toArray(Mutation[]::new);
		TransactionResult result = refused(SyncErrorCode.CONSTRAINT_VIOLATED, bad, mutations);
		assertThat(error(result).details()).containsEntry("constraint", "item_title_check");
		assertThat(count("item where uid = ?::uuid", mutations[0].uid())).isZero();
	}

	@Test
	void goesOnAfterARefusalAndRemembersIt() {
		List<List<Mutation>> transactions = List.of(List.of(item(this.uid, "")), List.of(),
				List.of(item(this.other, "t")));
		String client = UUID.randomUUID().toString();
		List<TransactionResult> first = push(client, transactions);
		assertThat(first).extracting(TransactionResult::outcome)
			.containsExactly(Outcome.REJECTED, Outcome.COMMITTED, Outcome.COMMITTED);
		assertThat(first).extracting(TransactionResult::xid).doesNotContainNull();
		assertThat(first.get(1).results()).isEmpty();
		List<TransactionResult> again = push(client, transactions);
		assertThat(again).usingRecursiveComparison().ignoringFieldsOfTypes(SyncException.class).isEqualTo(first);
		assertThat(error(again.get(0)).details()).isEqualTo(error(first.get(0)).details());
	}

	@Test
	void tellsOfRefusedRecordsWhatIsThere() {
		push(item(this.other, "there"));
		List<MutationResult> results = refused(SyncErrorCode.UNKNOWN_TABLE, 2,
				update("item", this.other, "{'title':'new'}", null, T2), delete("item", this.uid, T2),
				delete("nothing", "x", T2), delete("item", "no uuid", T2))
			.results();
		assertThat(results.get(0).record().json()).contains("\"there\"");
		assertThat(results.get(0).record().metadata().createdAt()).isEqualTo(T1);
		assertThat(results.subList(1, 4)).extracting((one) -> one.record().uid())
			.containsExactly(this.uid, "x", "no uuid");
		assertThat(results.subList(1, 4)).allSatisfy((one) -> {
			assertThat(one.record().json()).isNull();
			assertThat(one.record().metadata()).isEqualTo(RecordMetadata.NONE);
		});
	}

	@Test
	void stopsAtWhatMaySucceedLater() throws SQLException {
		push(item(this.uid, "locked"));
		List<List<Mutation>> transactions = List.of(List.of(item(this.other, "t")),
				List.of(delete("item", this.uid, T2)), List.of(update("item", this.other, "{'title':'u'}", null, T2)));
		String client = UUID.randomUUID().toString();
		try (Connection connection = context.getBean(DataSource.class).getConnection()) {
			connection.setAutoCommit(false);
			connection.createStatement().execute("select from item where uid = '" + this.uid + "' for update");
			assertThat(push(client, transactions)).extracting(TransactionResult::outcome)
				.containsExactly(Outcome.COMMITTED, Outcome.NOT_ATTEMPTED, Outcome.NOT_ATTEMPTED);
			connection.rollback();
		}
		assertThat(count("item where title = 'u' and uid::text = ?", this.other)).isZero();
		assertThat(push(client, transactions)).extracting(TransactionResult::outcome).containsOnly(Outcome.COMMITTED);
		assertThat(count("item where title = 'u' and uid::text = ?", this.other)).isOne();
	}

	@Test
	void setsOnlyWhatIsChangedOnALiveRecordAndUsesAllOfItToCreate() {
		push(create("item", this.uid, "{'title':'a','amount':1,'done':true}", T1));
		String copy = "{'title':'b','amount':2,'done':false}";
		assertThat(push(update("item", this.uid, copy, Set.of("amount"), T2),
				update("item", this.other, copy, Set.of("amount"), T2))
			.results()).extracting((one) -> one.record().json().replaceAll(".*\"title\"", "\"title\""))
			.containsExactly("\"title\":\"a\",\"amount\":2,\"price\":null,\"done\":true}",
					"\"title\":\"b\",\"amount\":2,\"price\":null,\"done\":false}");
		refused(SyncErrorCode.INVALID_REQUEST, 0, update("item", this.uid, "{}", Set.of("amount"), T2));
		refused(SyncErrorCode.INVALID_REQUEST, 0,
				update("item", this.uid, "{'uid':'" + this.uid + "'}", Set.of("uid"), T2));
	}

	@Test
	void rewritesNoRowThatStaysAsItIs() {
		push(item(this.uid, "t"));
		String version = jdbc.queryForObject("select xmin::text from item where uid::text = ?", String.class, this.uid);
		assertThat(push(update("item", this.uid, "{'title':'t'}", null, T2)).results().get(0).record().metadata())
			.isEqualTo(new RecordMetadata(T1, T2, null));
		assertThat(jdbc.queryForObject("select xmin::text from item where uid::text = ?", String.class, this.uid))
			.isEqualTo(version);
	}

	@Test
	void removesAStaleRowAndBuriesALostOne() {
		push(item(this.uid, "t"), delete("item", this.uid, T2), item(this.other, "t"));
		CaptureBypass.update(jdbc, "insert into item (uid, title, done) values (?::uuid, 'stale', true)", this.uid);
		CaptureBypass.update(jdbc, "delete from item where uid::text = ?", this.other);
		List<MutationResult> results = push(update("item", this.uid, "{'title':'u'}", null, T2),
				update("item", this.other, "{'title':'u'}", null, T1))
			.results();
		assertThat(results).allSatisfy((one) -> {
			assertThat(one.outcome()).isEqualTo(MutationResult.Outcome.SUPERSEDED);
			assertThat(one.record().json()).isNull();
		});
		assertThat(results.get(0).record().metadata()).isEqualTo(new RecordMetadata(T1, null, T2));
		assertThat(results.get(1).record().metadata()).isEqualTo(new RecordMetadata(T1, null, T1));
		assertThat(count("item where uid::text = ?", this.uid)).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "{'title':'t'}, 2026-01-01T00:00:00.000999999Z, 2026-01-01T00:00:00Z",
			"{'title':'t'}, 1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999Z",
			"{'title':'t'}, 0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z" })
	void truncatesStamps(String json, Instant at, Instant stored) {
		assertThat(push(create("item", this.uid, json, at)).results().get(0).record().metadata().createdAt())
			.isEqualTo(stored);
		assertThat(
				jdbc.queryForObject("select created_at = ?::timestamptz from offline_sync.sync_metadata where uid = ?",
						Boolean.class, stored.toString(), this.uid))
			.isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1000000000-01-01T00:00:00Z", "0000-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z",
			"+1000000000-12-31T23:59:59.999999999Z" })
	void refusesStampsThatCannotBeStored(Instant at) {
		refused(SyncErrorCode.INVALID_REQUEST, 0, delete("item", this.uid, at));
		assertThat(metadata(this.uid)).isZero();
	}

	@Test
	void replacesAStampTooFarAheadOnlyForAClientThatIsRemembered() {
		Instant ahead = Instant.now().plusSeconds(3600);
		assertThat(error(refused(SyncErrorCode.CLOCK_AHEAD, 1, item(this.other, "t"), delete("item", this.uid, ahead)))
			.details()).containsKey("serverTime");
		Mutation mutation = create("item", this.uid, "{'title':'t'}", ahead);
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> service.mutate(new User("u"), mutation))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.CLOCK_AHEAD));
		String client = UUID.randomUUID().toString();
		TransactionResult first = push(client, List.of(List.of(mutation))).get(0);
		assertThat(first.results().get(0).record().metadata().createdAt()).isBefore(ahead.minusSeconds(3000));
		assertThat(push(client, List.of(List.of(mutation))).get(0)).isEqualTo(first);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "folder | {'name':'NAME'} | CONSTRAINT_VIOLATED",
					"item | {'title':'t','price':10000} | CONSTRAINT_VIOLATED",
					"item | {'title':'t','amount':2147483648} | INVALID_REQUEST",
					"item | {'title':'t','done':null} | INVALID_REQUEST", "item | {'title':null} | CONSTRAINT_VIOLATED",
					"item | {'title':'a\\u0000b'} | CONSTRAINT_VIOLATED",
					"item | {'title':'t','nothing':1} | INVALID_REQUEST" })
	void refusesValuesThatDoNotFitAndGoesOn(String table, String json, SyncErrorCode code) {
		String data = json.replace("NAME", "n".repeat(41));
		refused(code, 1, item(this.other, "t"), create(table, this.uid, data, T1));
		assertThat(push(item(this.other, "t")).outcome()).isEqualTo(Outcome.COMMITTED);
		assertThat(metadata(this.uid)).isZero();
	}

	@Test
	void storesHugeValues() {
		String title = "ä\ud83d\ude00".repeat(500_000);
		JsonRecord record = push(item(this.uid, title)).results().get(0).record();
		assertThat(JSON.readTree(record.json()).get("title").asString()).isEqualTo(title);
		assertThat(push(item(this.uid, title)).results().get(0).record()).isEqualTo(record);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000", "a\u0000", "\ud800", "a\udc00b" })
	void refusesTextThatTheDatabaseCannotHold(String text) {
		ObjectNode title = JSON.createObjectNode().put("title", text);
		TransactionResult result = push(new Mutation("memo", Operation.CREATE, this.uid, title, null, T1));
		assertThat(result.outcome()).isEqualTo(Outcome.REJECTED);
		assertThat(metadata(this.uid)).isZero();
		refused(SyncErrorCode.INVALID_REQUEST, 0, create("memo", text, "{}", T1));
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> service.repository(Item.class)
			.create(UUID.fromString(this.uid), new Item(UUID.fromString(this.uid), null, null, text, 1, null, true),
					T1));
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> service.repository(Memo.class).update(this.uid, Map.of("title", text), T1));
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> service.repository(Memo.class).findMany(Where.eq("title", text)));
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> service.repository(Memo.class).findMany(Where.all(), 1, text));
		assertThat(count("memo where id = ?", this.uid)).isZero();
	}

	@Test
	void publishesWhatEachMutationDid() {
		List<String> events = new ArrayList<>();
		ApplicationListener<ApplicationEvent> listener = (event) -> {
			if (event instanceof PayloadApplicationEvent<?> payload
					&& payload.getPayload() instanceof SyncedRecordEvent<?> written
					&& written.record().uid().equals(this.uid)) {
				events.add(written.getClass().getSimpleName() + ' '
						+ ((written.record().value() instanceof Memo memo) ? memo.title() : "gone"));
			}
		};
		context.addApplicationListener(listener);
		push(create("memo", this.uid, "{'title':'a'}", T1), update("memo", this.uid, "{'title':'b'}", null, T2),
				update("memo", this.uid, "{'title':'late'}", null, T1), delete("memo", this.uid, T2),
				create("memo", this.uid, "{'title':'c'}", T2.plusMillis(1)));
		context.removeApplicationListener(listener);
		assertThat(events).containsExactly("RecordCreatedEvent a", "RecordUpdatedEvent b", "RecordDeletedEvent gone",
				"RecordCreatedEvent c");
	}

	@Test
	void needsAsManyStatementsForAThousandMutationsAsForTen() {
		CountingDataSource statements = (CountingDataSource) context.getBean(DataSource.class);
		List<String> few = null;
		for (int size : new int[] { 10, 100, 1000 }) {
			List<List<Mutation>> transactions = new ArrayList<>(
					List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
			for (int i = 0; i < size; i++) {
				String item = UUID.randomUUID().toString();
				transactions.get(0).add(item(item, "t"));
				transactions.get(1).add(update("item", item, "{'title':'u'}", null, T2));
				transactions.get(2).add(delete("item", item, T2));
			}
			statements.take();
			assertThat(push(UUID.randomUUID().toString(), transactions)).extracting(TransactionResult::outcome)
				.containsOnly(Outcome.COMMITTED);
			List<String> taken = statements.take();
			few = (few != null) ? few : taken;
			assertThat(taken).isEqualTo(few).hasSizeLessThan(30);
		}
	}

}
