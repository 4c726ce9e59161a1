package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.jdbc.TransactionResult.Outcome;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.Gate;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client sends a transaction again because it heard no answer, while the first one is
 * still under way on another node.
 */
class ExactlyOnceIntegrationTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final String FIRST = "first";

	private static final String SECOND = "second";

	@SuppressWarnings("NullAway.Init")
	private static TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext first;

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext second;

	private final String client = UUID.randomUUID().toString();

	private final String uid = UUID.randomUUID().toString();

	private final String list = UUID.randomUUID().toString();

	@BeforeAll
	static void start() {
		database = DomainApplication.database().set("lock_timeout", "20s");
		first = DomainApplication.start(database.as(FIRST));
		second = DomainApplication.start(database.as(SECOND));
	}

	@AfterAll
	static void stop() {
		first.close();
		second.close();
	}

	@Test
	void twoAtOnceGetOneOutcome() {
		// So far ahead that it gets another stamp whenever it is applied.
		Mutation mutation = create(null, "Milk", Instant.now().plusSeconds(3600));
		try (Gate gate = new Gate(database, FIRST, "after insert", "offline_sync.sync_client").shut()) {
			CompletableFuture<TransactionResult> one = pushLater(first, mutation);
			gate.awaitWaiting();
			CompletableFuture<TransactionResult> two = pushLater(second, mutation);
			Gate.awaitBlocked(database);
			gate.open();
			assertThat(done(one).outcome()).isEqualTo(Outcome.COMMITTED);
			assertThat(done(two)).isEqualTo(done(one));
		}
		assertThat(push(second, mutation)).isEqualTo(push(first, mutation));
	}

	@Test
	void twoAtOnceThatWriteNothingGetOneOutcome() {
		try (Gate gate = new Gate(database, FIRST, "after insert", "offline_sync.sync_client").shut()) {
			CompletableFuture<TransactionResult> one = pushLater(first);
			gate.awaitWaiting();
			CompletableFuture<TransactionResult> two = pushLater(second);
			Gate.awaitBlocked(database);
			gate.open();
			assertThat(done(two)).isEqualTo(done(one));
		}
	}

	@Test
	void twoAtOnceAreRefusedForOneReason() {
		Mutation mutation = create(null, "", Instant.now());
		try (Gate gate = new Gate(database, FIRST, "after insert", "offline_sync.sync_client").shut()) {
			CompletableFuture<TransactionResult> one = pushLater(first, mutation);
			gate.awaitWaiting();
			CompletableFuture<TransactionResult> two = pushLater(second, mutation);
			Gate.awaitBlocked(database);
			gate.open();
			assertThat(done(one).outcome()).isEqualTo(Outcome.REJECTED);
			assertThat(done(two).outcome()).isEqualTo(Outcome.REJECTED);
			assertThat(done(two).xid()).isNotNull().isEqualTo(done(one).xid());
		}
	}

	@Test
	void theSecondHearsWhatBecameOfTheFirstEvenIfItWouldBeRefusedItself() {
		database.jdbc().update("insert into todo_list (uid, name) values (?::uuid, 'a')", this.list);
		Mutation mutation = create(this.list, "Milk", Instant.now().plusSeconds(3600));
		try (Gate committing = new Gate(database, FIRST, "after insert", "offline_sync.sync_client").shut();
				Gate locking = new Gate(database, SECOND, "after insert", "offline_sync.sync_metadata")) {
			CompletableFuture<TransactionResult> one = pushLater(first, mutation);
			committing.awaitWaiting();
			CompletableFuture<TransactionResult> two = pushLater(second, mutation);
			Gate.awaitBlocked(database);
			locking.shut();
			committing.open();
			assertThat(done(one).outcome()).isEqualTo(Outcome.COMMITTED);
			locking.awaitWaiting();
			database.jdbc().update("delete from todo_list where uid = ?::uuid", this.list);
			locking.open();
			assertThat(done(two).outcome()).isEqualTo(Outcome.COMMITTED);
			assertThat(done(two).xid()).isEqualTo(done(one).xid());
		}
		assertThat(rows()).isZero();
	}

	@Test
	void anotherTransactionOfTheSameIdIsRefusedAndChangesNothing() {
		try (Gate gate = new Gate(database, FIRST, "after insert", "offline_sync.sync_client").shut()) {
			CompletableFuture<TransactionResult> one = pushLater(first, create(null, "Milk", Instant.EPOCH));
			gate.awaitWaiting();
			CompletableFuture<TransactionResult> two = pushLater(second, create(null, "Bread", Instant.now()));
			Gate.awaitBlocked(database);
			gate.open();
			assertThat(done(one).outcome()).isEqualTo(Outcome.COMMITTED);
			assertThat(done(two).outcome()).isEqualTo(Outcome.REJECTED);
			assertThat(Objects.requireNonNull(done(two).error()).code()).isEqualTo(SyncErrorCode.INVALID_REQUEST);
		}
		assertThat(database.jdbc().queryForObject("select title from todo where uid = ?::uuid", String.class, this.uid))
			.isEqualTo("Milk");
		assertThat(push(second, create(null, "Milk", Instant.EPOCH)).outcome()).isEqualTo(Outcome.COMMITTED);
	}

	@Test
	void usersDoNotSeeWhatOthersDidUnderTheSameId() {
		TransactionResult anna = push("anna", first, create(null, "Milk", Instant.EPOCH));
		TransactionResult bert = push("bert", first, create(null, "Bread", Instant.EPOCH.plusMillis(1)));
		TransactionResult nobody = push(null, first, create(null, "Salt", Instant.EPOCH.plusMillis(2)));
		assertThat(List.of(anna, bert, nobody)).extracting(TransactionResult::outcome).containsOnly(Outcome.COMMITTED);
		assertThat(List.of(anna, bert, nobody)).extracting(TransactionResult::xid).doesNotHaveDuplicates();
		assertThat(push("anna", second, create(null, "Milk", Instant.EPOCH)).xid()).isEqualTo(anna.xid());
	}

	@Test
	void whatFailsAtTheEndIsNotRememberedAsDone() {
		database.jdbc().execute("alter table todo alter constraint todo_list_fk deferrable initially deferred");
		try {
			Mutation orphan = create(this.list, "Milk", Instant.EPOCH);
			TransactionResult result = push(first, orphan);
			assertThat(result.outcome()).isEqualTo(Outcome.REJECTED);
			assertThat(push(second, orphan).outcome()).isEqualTo(Outcome.REJECTED);
			assertThat(push(second, orphan).xid()).isNotNull().isEqualTo(result.xid());
		}
		finally {
			database.jdbc().execute("alter table todo alter constraint todo_list_fk deferrable initially immediate");
		}
		assertThat(rows()).isZero();
	}

	@Test
	void whatIsLostOnItsWayIsDoneWhenItIsSentAgain() {
		Mutation mutation = create(null, "Milk", Instant.EPOCH);
		try (Gate gate = new Gate(database, FIRST, "after insert", "offline_sync.sync_client").shut()) {
			CompletableFuture<TransactionResult> one = pushLater(first, mutation);
			gate.awaitWaiting();
			database.jdbc()
				.queryForList(
						"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
								+ " and wait_event = 'advisory'");
			assertThat(done(one).outcome()).isEqualTo(Outcome.NOT_ATTEMPTED);
			assertThat(rows()).isZero();
			gate.open();
			assertThat(push(first, mutation).outcome()).isEqualTo(Outcome.COMMITTED);
		}
		assertThat(rows()).isOne();
	}

	@Test
	void aPurgeThatIsWaitedForCounts() {
		try (DatabaseSession session = new DatabaseSession(database)) {
			session.jdbc().execute("update offline_sync.sync_state set forgotten = '2000-01-01T00:00:00Z'");
			CompletableFuture<TransactionResult> one = pushLater(first, create(null, "Milk", Instant.EPOCH));
			Gate.awaitBlocked(database);
			session.commit();
			assertThat(Objects.requireNonNull(done(one).error()).code()).isEqualTo(SyncErrorCode.EXPIRED);
		}
		finally {
			database.jdbc().execute("update offline_sync.sync_state set forgotten = null");
		}
		assertThat(push(first, create(null, "Milk", Instant.EPOCH)).outcome()).as("refused once, refused for ever")
			.isEqualTo(Outcome.REJECTED);
	}

	private int rows() {
		return Objects.requireNonNull(database.jdbc()
			.queryForObject("select count(*) from todo where uid = ?::uuid", Integer.class, this.uid));
	}

	private Mutation create(@Nullable String listUid, String title, Instant at) {
		ObjectNode data = JSON.createObjectNode().put("title", title).put("done", false).put("listUid", listUid);
		return new Mutation("todo", Operation.CREATE, this.uid, data, null, at);
	}

	private CompletableFuture<TransactionResult> pushLater(ConfigurableApplicationContext node, Mutation... mutations) {
		return CompletableFuture.supplyAsync(() -> push(node, mutations));
	}

	private TransactionResult push(ConfigurableApplicationContext node, Mutation... mutations) {
		return push("anna", node, mutations);
	}

	private TransactionResult push(@Nullable String principal, ConfigurableApplicationContext node,
			Mutation... mutations) {
		return node.getBean(SyncService.class)
			.push(new Push(User.of(principal), this.client, null,
					List.of(new ClientTransaction("1", List.of(mutations)))))
			.get(0);
	}

	private static TransactionResult done(CompletableFuture<TransactionResult> push) {
		return push.orTimeout(20, TimeUnit.SECONDS).join();
	}

}
