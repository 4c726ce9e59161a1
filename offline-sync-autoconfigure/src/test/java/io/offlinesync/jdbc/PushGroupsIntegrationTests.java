package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.offlinesync.Operation;
import io.offlinesync.RecordCreatedEvent;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.jdbc.TransactionResult.Outcome;
import io.offlinesync.jdbc.model.ModelApplication;
import io.offlinesync.testsupport.CountingDataSource;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.Gate;
import io.offlinesync.testsupport.TestDatabase;
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

import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transactions of one push that share a database transaction, and those that do not.
 */
class PushGroupsIntegrationTests {

	private static final Instant T1 = Instant.parse("2026-01-01T10:00:00.001Z");

	private static final Instant T2 = T1.plusMillis(1);

	private static final String NODE = "node";

	private static TestDatabase database;

	private static ConfigurableApplicationContext context;

	private final String client = UUID.randomUUID().toString();

	@BeforeAll
	static void start() {
		database = ModelApplication.database();
		context = ModelApplication.start(database.as(NODE));
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	private static String uid() {
		return UUID.randomUUID().toString();
	}

	private static Mutation write(String table, Operation operation, String uid, String json, Instant at) {
		ObjectNode data = (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
		return new Mutation(table, operation, uid, data, null, at);
	}

	private static Mutation item(String title) {
		return write("item", Operation.CREATE, uid(), "{'title':'" + title + "'}", T1);
	}

	private static Mutation delete(String table, String uid) {
		return new Mutation(table, Operation.DELETE, uid, null, null, T2);
	}

	private static List<ClientTransaction> items(int count) {
		return IntStream.range(0, count).mapToObj((i) -> transaction(item("t" + i))).toList();
	}

	private static ClientTransaction transaction(Mutation... mutations) {
		return new ClientTransaction(uid(), List.of(mutations));
	}

	private List<TransactionResult> push(ClientTransaction... transactions) {
		return push(List.of(transactions));
	}

	private List<TransactionResult> push(List<ClientTransaction> transactions) {
		return context.getBean(SyncService.class).push(new Push(new User("u"), this.client, null, transactions));
	}

	private static List<@Nullable String> xids(List<TransactionResult> results) {
		return results.stream().map(TransactionResult::xid).toList();
	}

	private static long rows(List<ClientTransaction> transactions) {
		String[] uids = transactions.stream()
			.flatMap((transaction) -> transaction.mutations().stream())
			.map(Mutation::uid)
			.toArray(String[]::new);
		return Objects.requireNonNull(database.jdbc()
			.queryForObject("select count(*) from item where uid::text = any(?)", Long.class, (Object) uids));
	}

	private static @Nullable String json(TransactionResult result) {
		return result.results().get(0).record().json();
	}

	@Test
	void fiveHundredTransactionsTakeNoMoreStatementsThanTwo() {
		CountingDataSource statements = (CountingDataSource) context.getBean(DataSource.class);
		statements.take();
		push(items(2));
		List<String> few = statements.take();
		List<ClientTransaction> transactions = items(500);
		List<TransactionResult> results = push(transactions);
		assertThat(statements.take()).isEqualTo(few).hasSizeLessThan(12);
		assertThat(results).extracting(TransactionResult::id)
			.isEqualTo(transactions.stream().map(ClientTransaction::id).toList());
		assertThat(new HashSet<>(xids(results))).hasSize(1).doesNotContainNull();
		assertThat(results).allSatisfy((result) -> assertThat(result.results()).hasSize(1));
	}

	@Test
	void aGroupIsBounded() {
		List<TransactionResult> results = push(IntStream.range(0, 9)
			.mapToObj((i) -> transaction(
					items(100).stream().map((one) -> one.mutations().get(0)).toArray(Mutation[]::new)))
			.toList());
		assertThat(xids(results.subList(0, 5))).containsOnly(results.get(0).xid());
		assertThat(xids(results.subList(5, 9))).containsOnly(results.get(5).xid()).doesNotContain(results.get(0).xid());
	}

	@ParameterizedTest
	@CsvSource({ "0, 200", "1, 200", "250, 200", "498, 200" })
	void oneThatTheDatabaseRefusesCostsFewStatementsAndNobodyElse(int bad, int most) {
		List<ClientTransaction> transactions = new ArrayList<>(items(499));
		transactions.set(bad, transaction(item("fine"), item("")));
		CountingDataSource statements = (CountingDataSource) context.getBean(DataSource.class);
		statements.take();
		List<TransactionResult> results = push(transactions);
		assertThat(statements.take()).hasSizeLessThan(most);
		assertRefused(transactions, results, bad, SyncErrorCode.CONSTRAINT_VIOLATED);
		assertThat(results.get(bad).mutation()).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "0, 120", "1, 120", "250, 120", "498, 30" })
	void oneThatTheLibraryRefusesCostsFewStatementsAndNobodyElse(int bad, int most) {
		List<ClientTransaction> transactions = new ArrayList<>(items(499));
		transactions.set(bad, transaction(item("fine"), write("item", Operation.CREATE, uid(), "{'nothing':1}", T1)));
		CountingDataSource statements = (CountingDataSource) context.getBean(DataSource.class);
		statements.take();
		List<TransactionResult> results = push(transactions);
		assertThat(statements.take()).hasSizeLessThan(most);
		assertRefused(transactions, results, bad, SyncErrorCode.INVALID_REQUEST);
		assertThat(results.get(bad).mutation()).isOne();
	}

	private void assertRefused(List<ClientTransaction> transactions, List<TransactionResult> results, int bad,
			SyncErrorCode code) {
		for (int i = 0; i < transactions.size(); i++) {
			assertThat(results.get(i).id()).isEqualTo(transactions.get(i).id());
			assertThat(results.get(i).outcome()).isEqualTo((i == bad) ? Outcome.REJECTED : Outcome.COMMITTED);
		}
		assertThat(Objects.requireNonNull(results.get(bad).error()).code()).isEqualTo(code);
		assertThat(rows(transactions)).isEqualTo(transactions.size() - 1);
		List<TransactionResult> again = push(transactions);
		assertThat(xids(again)).isEqualTo(xids(results));
		assertThat(again).extracting(TransactionResult::outcome)
			.isEqualTo(results.stream().map(TransactionResult::outcome).toList());
	}

	@Test
	void allMayBeRefused() {
		List<TransactionResult> results = push(IntStream.range(0, 40).mapToObj((i) -> transaction(item(""))).toList());
		assertThat(results).extracting(TransactionResult::outcome).containsOnly(Outcome.REJECTED);
		assertThat(new HashSet<>(xids(results))).hasSize(40);
	}

	@Test
	void aPushOfWhichHalfWasAppliedBeforeIsAnsweredAsIfItCameInOnce() {
		List<ClientTransaction> transactions = items(10);
		List<TransactionResult> half = new ArrayList<>();
		for (int i = 0; i < 10; i += 2) {
			half.addAll(push(transactions.get(i)));
		}
		List<TransactionResult> whole = push(transactions);
		for (int i = 0; i < 10; i += 2) {
			assertThat(whole.get(i)).isEqualTo(half.get(i / 2));
		}
		assertThat(push(transactions)).isEqualTo(whole);
		assertThat(rows(transactions)).isEqualTo(10);
	}

	@Test
	void eachIsAnsweredWithTheRecordAsItLeavesIt() {
		String uid = uid();
		ClientTransaction first = transaction(write("item", Operation.CREATE, uid, "{'title':'a'}", T1));
		List<TransactionResult> results = push(first, transaction(item("between")),
				transaction(write("item", Operation.UPDATE, uid, "{'title':'b'}", T2)), first,
				transaction(write("item", Operation.UPDATE, uid, "{'title':'late'}", T1)),
				transaction(delete("item", uid)));
		assertThat(json(results.get(0))).contains("\"a\"");
		assertThat(json(results.get(2))).contains("\"b\"");
		assertThat(json(results.get(3))).as("again, with today's record").contains("\"b\"");
		assertThat(results.get(3).xid()).isEqualTo(results.get(0).xid());
		assertThat(results.get(4).results().get(0).outcome()).isEqualTo(MutationResult.Outcome.SUPERSEDED);
		assertThat(json(results.get(4))).contains("\"b\"");
		assertThat(json(results.get(5))).isNull();
		assertThat(results.get(1).xid()).isEqualTo(results.get(0).xid());
	}

	@Test
	void anIdThatIsUsedTwiceForDifferentThingsIsRefusedTheSecondTime() {
		ClientTransaction first = transaction(item("a"));
		ClientTransaction second = new ClientTransaction(first.id(), List.of(item("b")));
		ClientTransaction third = transaction(item("c"));
		CountingDataSource statements = (CountingDataSource) context.getBean(DataSource.class);
		statements.take();
		assertThat(push(first, second, third)).extracting(TransactionResult::outcome)
			.containsExactly(Outcome.COMMITTED, Outcome.REJECTED, Outcome.COMMITTED);
		assertThat(statements.take()).hasSizeLessThan(40);
		assertThat(push(transaction(item("d")), second, transaction(item("e")))).extracting(TransactionResult::outcome)
			.containsExactly(Outcome.COMMITTED, Outcome.REJECTED, Outcome.COMMITTED);
		assertThat(rows(List.of(first, second, third))).isEqualTo(2);
	}

	@Test
	void whatADeferredConstraintRefusesIsNotMendedByALaterTransaction() {
		String folder = uid();
		List<TransactionResult> results = push(
				transaction(write("memo", Operation.CREATE, uid(), "{'folderUid':'" + folder + "'}", T1)),
				transaction(write("folder", Operation.CREATE, folder, "{'name':'late'}", T1)));
		assertThat(results).extracting(TransactionResult::outcome).containsExactly(Outcome.REJECTED, Outcome.COMMITTED);
	}

	@Test
	void whatReferredTooEarlyIsNotMendedByALaterTransaction() {
		String parent = uid();
		List<TransactionResult> results = push(
				transaction(write("folder", Operation.CREATE, uid(), "{'name':'f'}", T1)),
				transaction(write("folder", Operation.CREATE, uid(), "{'name':'f','parentUid':'" + parent + "'}", T1)),
				transaction(write("folder", Operation.CREATE, parent, "{'name':'late'}", T1)));
		assertThat(results).extracting(TransactionResult::outcome)
			.containsExactly(Outcome.COMMITTED, Outcome.REJECTED, Outcome.COMMITTED);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aDeletionThatReachesOthersDoesNotChangeWhatTheyWereTold(boolean stale) {
		String folder = uid();
		String item = uid();
		push(transaction(write("folder", Operation.CREATE, folder, "{'name':'f'}", T1)),
				transaction(write("item", Operation.CREATE, item, "{'title':'t','folderUid':'" + folder + "'}", T1)));
		if (stale) {
			database.jdbc()
				.update("update offline_sync.sync_metadata set deleted_at = created_at + interval '1 hour' where uid = ?",
						folder);
		}
		List<TransactionResult> results = push(transaction(write("item", Operation.UPDATE, item, "{'title':'u'}", T2)),
				stale ? transaction(write("folder", Operation.UPDATE, folder, "{'name':'g'}", T2))
						: transaction(delete("folder", folder)),
				transaction(item("after")));
		assertThat(json(results.get(0))).contains("\"u\"");
		assertThat(json(results.get(1))).isNull();
		assertThat(database.jdbc().queryForObject("select count(*) from item where uid::text = ?", Long.class, item))
			.isZero();
	}

	@Test
	void aListenerThatMayRefuseSeesEachTransactionByItself() {
		List<Long> seen = new ArrayList<>();
		List<ClientTransaction> transactions = items(4);
		ApplicationListener<PayloadApplicationEvent<RecordCreatedEvent<?>>> listener = (event) -> {
			seen.add(rows(transactions));
			if (seen.size() == 3) {
				throw new IllegalStateException("Enough");
			}
		};
		context.addApplicationListener(listener);
		List<TransactionResult> results = push(transactions);
		context.removeApplicationListener(listener);
		assertThat(seen).as("what was committed before").containsExactly(0L, 1L, 2L, 2L);
		assertThat(results).extracting(TransactionResult::outcome)
			.containsExactly(Outcome.COMMITTED, Outcome.COMMITTED, Outcome.REJECTED, Outcome.COMMITTED);
	}

	@Test
	void aGroupThatMeetsAnInsertionOfOthersIsBegunAnew() {
		List<ClientTransaction> transactions = items(3);
		String uid = transactions.get(1).mutations().get(0).uid();
		try (DatabaseSession session = new DatabaseSession(database)) {
			// Captured, it would be newer than what is pushed.
			session.jdbc().execute("set local session_replication_role = replica");
			session.jdbc().update("insert into item (uid, title, done) values (?::uuid, 'sql', true)", uid);
			CompletableFuture<List<TransactionResult>> push = CompletableFuture.supplyAsync(() -> push(transactions));
			Gate.awaitBlocked(database);
			session.commit();
			List<TransactionResult> results = push.orTimeout(20, TimeUnit.SECONDS).join();
			assertThat(results).extracting(TransactionResult::outcome).containsOnly(Outcome.COMMITTED);
			assertThat(Set.copyOf(xids(results))).hasSize(1);
			assertThat(json(results.get(1))).contains("t1");
		}
	}

	@Test
	void aGroupWhoseConnectionIsLostIsAppliedOnce() {
		List<ClientTransaction> transactions = items(3);
		try (Gate gate = new Gate(database, NODE, "after insert", "offline_sync.sync_client").shut()) {
			CompletableFuture<List<TransactionResult>> push = CompletableFuture.supplyAsync(() -> push(transactions));
			gate.awaitWaiting();
			assertThat(rows(transactions)).isZero();
			database.jdbc()
				.queryForList(
						"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
								+ " and wait_event = 'advisory'");
			gate.open();
			assertThat(push.orTimeout(20, TimeUnit.SECONDS).join()).extracting(TransactionResult::outcome)
				.containsOnly(Outcome.COMMITTED);
		}
		assertThat(rows(transactions)).isEqualTo(3);
	}

	@Test
	void twoPushesOfTheSameTransactionsAtOnceGetOneOutcome() {
		List<ClientTransaction> transactions = items(3);
		try (Gate gate = new Gate(database, NODE, "after insert", "offline_sync.sync_client").shut()) {
			CompletableFuture<List<TransactionResult>> one = CompletableFuture.supplyAsync(() -> push(transactions));
			gate.awaitWaiting();
			CompletableFuture<List<TransactionResult>> two = CompletableFuture.supplyAsync(() -> push(transactions));
			Gate.awaitBlocked(database);
			gate.open();
			assertThat(two.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(one.join());
		}
		assertThat(push(transactions)).extracting(TransactionResult::outcome).containsOnly(Outcome.COMMITTED);
	}

}
