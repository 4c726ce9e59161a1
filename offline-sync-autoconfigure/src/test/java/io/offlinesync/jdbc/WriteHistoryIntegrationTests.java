package io.offlinesync.jdbc;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncException;
import io.offlinesync.SyncedRepository;
import io.offlinesync.WriteResult;
import io.offlinesync.jdbc.NaiveServer.Stamps;
import io.offlinesync.jdbc.WriteEngine.Mode;
import io.offlinesync.jdbc.model.Folder;
import io.offlinesync.jdbc.model.Item;
import io.offlinesync.jdbc.model.Memo;
import io.offlinesync.jdbc.model.ModelApplication;
import io.offlinesync.jdbc.model.Tally;
import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random histories on a real database and on a naive model of it, which must agree after
 * every transaction.
 */
class WriteHistoryIntegrationTests {

	private static final TypeReference<Map<String, Object>> ROW = new TypeReference<>() {
	};

	private static final Map<String, Class<?>> TYPES = Map.of("folder", Folder.class, "item", Item.class, "memo",
			Memo.class, "tally", Tally.class);

	private static final Duration SKEW = Duration.ofHours(2);

	private static final int TRANSACTIONS = 80;

	private static ConfigurableApplicationContext context;

	private static JdbcSyncService service;

	private static JdbcTemplate jdbc;

	private static JsonMapper mapper;

	private static SyncedTables tables;

	private static WriteEngine engine;

	// Ahead of the server's clock, so that the stamps that the server gives follow from
	// the records' own.
	private final Instant base = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusSeconds(3600);

	private final NaiveServer model = new NaiveServer(this.base.plusSeconds(100_000));

	private final List<Sent> history = new ArrayList<>();

	private Random random = new Random();

	private RandomWrites writes = new RandomWrites(this.random, this.base, 1);

	@BeforeAll
	static void start() {
		context = ModelApplication.start(ModelApplication.database(),
				"offline-sync.max-clock-skew=" + SKEW.toSeconds() + "s");
		service = context.getBean(JdbcSyncService.class);
		jdbc = context.getBean(JdbcTemplate.class);
		mapper = context.getBean(JsonMapper.class);
		SchemaNames schema = new SchemaNames("offline_sync");
		tables = new SyncedTablesFactory(jdbc, context.getBean(JdbcConverter.class), context.getBean(JdbcDialect.class),
				mapper, schema, UnknownFields.REFUSE, context.getBeanFactory())
			.create(TYPES.values());
		Tombstones tombstones = new Tombstones(jdbc, schema);
		engine = new WriteEngine(new MetadataStore(jdbc, schema), new VisibleRecords(tombstones), tombstones,
				EntityValidation.of(context.getBeanFactory()), SKEW, (type) -> false, context);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@RepeatedTest(30)
	void agreesWithTheModelAfterEveryTransaction(RepetitionInfo repetition) {
		boolean calm = repetition.getCurrentRepetition() % 2 == 0;
		long seed = System.nanoTime();
		this.random = new Random(seed);
		this.writes = new RandomWrites(this.random, this.base, 3 + this.random.nextInt(30));
		CaptureBypass.update(jdbc,
				"truncate folder, item, memo, tally, offline_sync.sync_metadata, offline_sync.sync_client");
		jdbc.update("update offline_sync.sync_state set forgotten = null");
		try {
			for (int i = 0; i < TRANSACTIONS; i++) {
				step(calm);
			}
			replay(calm);
		}
		catch (RuntimeException | AssertionError ex) {
			throw new AssertionError("Seed " + seed + ", after " + this.history.size() + " transactions: "
					+ this.history.subList(Math.max(0, this.history.size() - 2), this.history.size()), ex);
		}
	}

	private void step(boolean calm) {
		if (!calm && this.random.nextInt(15) == 0) {
			purge();
		}
		if (!calm && this.random.nextInt(15) == 0) {
			bypass();
		}
		switch (this.random.nextInt(9)) {
			case 0 -> single();
			case 7, 8 -> several();
			case 1 -> repository();
			case 2 -> singly();
			default -> push();
		}
	}

	private void push() {
		boolean remembered = this.random.nextInt(3) > 0;
		List<Mutation> mutations = this.writes.transaction(8, this.model, remembered);
		Sent sent = new Sent(UUID.randomUUID().toString(), remembered, mutations);
		this.history.add(sent);
		Map<String, String> before = stored().versions();
		TransactionResult result = push(sent);
		NaiveServer.Outcome expected = this.model.transact(mutations);
		if (expected.error() != null) {
			assertThat(result.outcome()).isEqualTo(TransactionResult.Outcome.REJECTED);
			assertThat(Objects.requireNonNull(result.error()).code()).isEqualTo(expected.error());
			assertThat(result.mutation()).isEqualTo(expected.mutation());
			this.history.remove(sent);
		}
		else {
			assertThat(result.error()).isNull();
			assertThat(result.outcome()).isEqualTo(TransactionResult.Outcome.COMMITTED);
		}
		assertThat(result.results().stream().map(MutationResult::outcome)).isEqualTo(expected.outcomes());
		checkRecords(mutations, result.results().stream().map(MutationResult::record).toList());
		checkTables(before);
	}

	private TransactionResult push(Sent sent) {
		return push(List.of(sent), sent.remembered()).get(0);
	}

	private static List<TransactionResult> push(List<Sent> transactions, boolean remembered) {
		List<TransactionResult> results = service.push(new Push(new User("u"), remembered ? "c" : null, null,
				transactions.stream().map((sent) -> new ClientTransaction(sent.id(), sent.mutations())).toList()));
		assertThat(results).hasSameSizeAs(transactions);
		return results;
	}

	/**
	 * Several transactions in one push, some of which were sent before: each finds the
	 * database as the one before it has left it, and is answered with records as it
	 * leaves them itself.
	 */
	private void several() {
		boolean remembered = this.random.nextInt(3) > 0;
		List<Sent> all = new ArrayList<>();
		List<Consumer<TransactionResult>> checks = new ArrayList<>();
		Set<RecordKey> touched = new HashSet<>();
		Map<String, String> before = StoredTables.read(jdbc).versions();
		List<Sent> old = this.history.stream().filter(Sent::remembered).toList();
		for (int i = this.random.nextInt(8); i >= 0; i--) {
			if (remembered && !old.isEmpty() && this.random.nextInt(4) == 0) {
				Sent again = this.writes.pick(old);
				all.add(again);
				List<Expected> records = expected(again.mutations());
				checks.add((result) -> {
					assertThat(result.outcome()).isEqualTo(TransactionResult.Outcome.COMMITTED);
					assertThat(result.results().stream().map(Expected::of)).isEqualTo(records);
				});
				continue;
			}
			List<Mutation> mutations = this.writes.transaction(3, this.model, remembered);
			Sent sent = new Sent(UUID.randomUUID().toString(), remembered, mutations);
			all.add(sent);
			NaiveServer.Outcome expected = this.model.transact(mutations);
			touched.addAll(this.model.touched());
			List<Expected> records = expected(mutations);
			checks.add((result) -> {
				assertThat((result.error() != null) ? result.error().code() : null).isEqualTo(expected.error());
				assertThat(result.mutation()).isEqualTo(expected.mutation());
				assertThat(result.results().stream().map(MutationResult::outcome)).isEqualTo(expected.outcomes());
				assertThat(result.results().stream().map(Expected::of)).isEqualTo(records);
			});
			if (expected.error() == null) {
				this.history.add(sent);
			}
		}
		List<TransactionResult> results = push(all, remembered);
		for (int i = 0; i < all.size(); i++) {
			checks.get(i).accept(results.get(i));
		}
		checkTables(before, touched);
	}

	private List<Expected> expected(List<Mutation> mutations) {
		return mutations.stream().map((mutation) -> {
			RecordKey key = new RecordKey(mutation.table(), mutation.uid());
			Stamps stamps = this.model.stamps(key);
			return new Expected(key.uid(), new RecordMetadata(stamps.created(), stamps.updated(), stamps.deleted()),
					this.model.value(key));
		}).toList();
	}

	private void single() {
		Mutation mutation = this.writes.mutation(this.model, false);
		Map<String, String> before = stored().versions();
		NaiveServer.Outcome expected = this.model.transact(List.of(mutation));
		try {
			MutationResult result = service.mutate(new User("u"), mutation).results().get(0);
			assertThat(expected.error()).isNull();
			assertThat(result.outcome()).isEqualTo(expected.outcomes().get(0));
			checkRecords(List.of(mutation), List.of(result.record()));
		}
		catch (SyncException ex) {
			assertThat(ex.code()).isEqualTo(expected.error());
		}
		checkTables(before);
	}

	/**
	 * The same writes one by one, each with its own statements.
	 */
	private void singly() {
		List<Mutation> mutations = this.writes.transaction(8, this.model, false);
		Map<String, String> before = stored().versions();
		NaiveServer.Outcome expected = this.model.transact(mutations);
		TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		try {
			AppliedWrites applied = transaction
				.execute((status) -> engine.apply(TransactionStart.read(jdbc, new SchemaNames("offline_sync")),
						RecordWrites.of(tables, mutations), new Mode(false, true, false), UserAccess.unlimited()));
			assertThat(expected.error()).isNull();
			List<MutationResult> results = applied.results()
				.stream()
				.<MutationResult>map(AppliedWrites.Result::toJson)
				.toList();
			assertThat(results.stream().map(MutationResult::outcome)).isEqualTo(expected.outcomes());
			checkRecords(mutations, results.stream().map(MutationResult::record).toList());
		}
		catch (RefusedWriteException ex) {
			assertThat(ex.index()).isEqualTo(expected.mutation());
		}
		catch (RuntimeException ex) {
			assertThat(Objects.requireNonNull(SqlErrors.translate(ex)).code()).isEqualTo(expected.error());
			assertThat(expected.mutation()).isNull();
		}
		checkTables(before);
	}

	/**
	 * Some writes by repositories, in a transaction of the caller.
	 */
	private void repository() {
		List<Mutation> mutations = this.writes.transaction(4, this.model, false)
			.stream()
			.map(WriteHistoryIntegrationTests::withoutChanged)
			.toList();
		Map<String, String> before = stored().versions();
		NaiveServer.Outcome expected = this.model.transact(mutations);
		List<MutationResult.Outcome> outcomes = new ArrayList<>();
		try {
			new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> mutations.forEach((mutation) -> {
					WriteResult<?> result = write(service.repository(TYPES.get(mutation.table())), mutation);
					outcomes.add(MutationResult.Outcome.valueOf(result.outcome().name()));
				}));
			assertThat(expected.error()).isNull();
			assertThat(outcomes).isEqualTo(expected.outcomes());
		}
		catch (SyncException ex) {
			assertThat(ex.code()).isEqualTo(expected.error());
			assertThat(outcomes.size()).isEqualTo(expected.mutation());
		}
		catch (RuntimeException ex) {
			// The caller commits.
			assertThat(Objects.requireNonNull(SqlErrors.translate(ex)).code()).isEqualTo(expected.error());
			assertThat(expected.mutation()).isNull();
		}
		checkTables(before);
	}

	private static Mutation withoutChanged(Mutation mutation) {
		if (mutation.changed() == null) {
			return mutation;
		}
		return new Mutation(mutation.table(), mutation.operation(), mutation.uid(),
				Objects.requireNonNull(mutation.data()).deepCopy().retain(mutation.changed()), null, mutation.at());
	}

	private static <T> WriteResult<T> write(SyncedRepository<T> repository, Mutation mutation) {
		Instant at = mutation.at();
		String uid = mutation.uid();
		if (mutation.operation() == Operation.DELETE) {
			return (at != null) ? repository.delete(uid, at) : repository.delete(uid);
		}
		Map<String, Object> values = mapper.convertValue(mutation.data(), ROW);
		if (mutation.operation() == Operation.UPDATE) {
			return (at != null) ? repository.update(uid, values, at) : repository.update(uid, values);
		}
		values.put(StoredTables.id(mutation.table()), uid);
		@SuppressWarnings("unchecked")
		T entity = (T) mapper.convertValue(values, TYPES.get(mutation.table()));
		return (at != null) ? repository.create(uid, entity, at) : repository.create(uid, entity);
	}

	/**
	 * Tombstones up to a time are removed, as retention will do.
	 */
	private void purge() {
		Instant upTo = this.writes.instant();
		this.model.purge(upTo);
		jdbc.update("update offline_sync.sync_state set forgotten = ?", Timestamp.from(upTo));
		jdbc.update("delete from offline_sync.sync_metadata where deleted_at <= ?", Timestamp.from(upTo));
	}

	/**
	 * Row and metadata come to disagree.
	 */
	private void bypass() {
		String table = this.writes.pick(List.of("item", "memo", "tally"));
		RecordKey key = new RecordKey(table, this.writes.pick(RandomWrites.UIDS.get(table)));
		String id = StoredTables.id(table) + "::text = ?";
		if (this.model.rows().containsKey(key)) {
			if (this.random.nextBoolean()) {
				CaptureBypass.update(jdbc, "delete from " + table + " where " + id, key.uid());
				this.model.rows().remove(key);
			}
			else {
				jdbc.update("delete from offline_sync.sync_metadata where table_name = ? and uid = ?", table,
						key.uid());
				this.model.stamps().remove(key);
			}
			return;
		}
		Map<String, Object> row = stored().rows().get(key);
		assertThat(row).isNull();
		CaptureBypass.update(jdbc, switch (table) {
			case "item" -> "insert into item (uid, title, done) values (?::uuid, 'x', true)";
			case "memo" -> "insert into memo (id, title) values (?, 'x')";
			default -> "insert into tally (id, score, label) values (?::bigint, 3, 'x')";
		}, key.uid());
		this.model.rows().put(key, stored().rows().get(key));
	}

	/**
	 * What was committed is sent again. Nothing changes, whether it is remembered under a
	 * client's name or stamps alone tell.
	 */
	private void replay(boolean calm) {
		List<Sent> remembered = this.history.stream().filter(Sent::remembered).toList();
		repeat(remembered);
		if (calm) {
			List<Sent> stamped = this.history.stream().map(Sent::anonymous).filter(Sent::recognised).toList();
			repeat(stamped);
		}
	}

	private void repeat(List<Sent> transactions) {
		StoredTables before = stored();
		Long logged = jdbc.queryForObject("select count(*) from offline_sync.sync_change", Long.class);
		for (Sent sent : transactions) {
			assertThat(push(sent).outcome()).isEqualTo(TransactionResult.Outcome.COMMITTED);
			assertThat(stored()).isEqualTo(before);
		}
		assertThat(jdbc.queryForObject("select count(*) from offline_sync.sync_change", Long.class)).isEqualTo(logged);
	}

	/**
	 * What is stored, as the model has it, to which the server's clock is one stamp.
	 */
	private static StoredTables stored() {
		return StoredTables.read(jdbc, WriteHistoryIntegrationTests::past);
	}

	private static @Nullable Instant past(@Nullable Instant stamp) {
		return (stamp != null && stamp.isBefore(Instant.now())) ? NaiveServer.NOW : stamp;
	}

	private void checkRecords(List<Mutation> mutations, List<JsonRecord> records) {
		for (int i = 0; i < mutations.size(); i++) {
			RecordKey key = new RecordKey(mutations.get(i).table(), mutations.get(i).uid());
			JsonRecord record = records.get(i);
			assertThat(record.uid()).isEqualTo(key.uid());
			Stamps stamps = this.model.stamps(key);
			RecordMetadata metadata = record.metadata();
			assertThat(new Stamps(past(metadata.createdAt()), past(metadata.updatedAt()), past(metadata.deletedAt()),
					stamps.times()))
				.isEqualTo(stamps);
			assertThat(value(key, record.json())).as(key.toString()).isEqualTo(this.model.value(key));
		}
	}

	private static @Nullable Map<String, Object> value(RecordKey key, @Nullable String json) {
		if (json == null) {
			return null;
		}
		Map<String, Object> value = mapper.readValue(json, ROW);
		assertThat(String.valueOf(value.remove(StoredTables.id(key.table())))).isEqualTo(key.uid());
		return value;
	}

	private void checkTables(Map<String, String> before) {
		checkTables(before, this.model.touched());
	}

	private void checkTables(Map<String, String> before, Set<RecordKey> touched) {
		StoredTables stored = stored();
		assertThat(stored.rows()).isEqualTo(this.model.rows());
		assertThat(stored.stamps()).isEqualTo(this.model.stamps());
		touched.forEach((key) -> List.of("row ", "metadata ").forEach((kind) -> {
			before.remove(kind + key);
			stored.versions().remove(kind + key);
		}));
		assertThat(stored.versions()).isEqualTo(before);
	}

	/**
	 * A record that is answered.
	 */
	private record Expected(String uid, RecordMetadata metadata, @Nullable Map<String, Object> value) {

		static Expected of(MutationResult result) {
			JsonRecord record = result.record();
			Map<String, Object> value = (record.json() != null) ? mapper.readValue(record.json(), ROW) : null;
			if (value != null) {
				List.of("uid", "id").forEach(value::remove);
			}
			RecordMetadata metadata = record.metadata();
			return new Expected(record.uid(), new RecordMetadata(past(metadata.createdAt()), past(metadata.updatedAt()),
					past(metadata.deletedAt())), value);
		}

	}

	/**
	 * A transaction that was sent.
	 */
	private record Sent(String id, boolean remembered, List<Mutation> mutations) {

		Sent anonymous() {
			return new Sent(this.id, false, this.mutations);
		}

		/**
		 * Whether stamps tell a repetition: those of the server do not, nor does a
		 * resolver whose records were deleted in between.
		 */
		boolean recognised() {
			return this.mutations.stream()
				.allMatch((mutation) -> mutation.at() != null && mutation.at().isBefore(Instant.now().plus(SKEW))
						&& !mutation.table().equals("tally"));
		}

		@Override
		public String toString() {
			return this.mutations.stream().map(Mutation::toString).collect(Collectors.joining("\n", "\n", ""));
		}

	}

}
