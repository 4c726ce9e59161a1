package io.offlinesync.sample;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.offlinesync.SyncedRepository;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestException;
import io.offlinesync.test.SyncTestResult;
import io.offlinesync.test.SyncTestStream;
import io.offlinesync.test.SyncTestTransaction;
import io.offlinesync.test.SyncTestTransactionResult;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

import static io.offlinesync.test.StreamScope.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What docs/testing.md shows.
 */
class OfflineIntegrationTests extends RunningSample {

	@Autowired
	SyncedRepository<Todo> todos;

	@Autowired
	TodoRepository own;

	@Autowired
	TransactionTemplate transaction;

	private final UUID uid = UUID.randomUUID();

	private SyncTestClient connect(String user) {
		return SyncTestClient.connect("http://localhost:" + this.port,
				(options) -> options.connectHeader("user", user));
	}

	private static SyncTestStream follow(SyncTestClient client) {
		return client.follow(scope("todo", Map.of("listUid", HOUSEHOLD))).awaitComplete();
	}

	private static Todo todo(UUID uid, String title) {
		return new Todo(uid, UUID.fromString(HOUSEHOLD), title, null, false, 0, null, 99_000, null, null);
	}

	@Test
	void whatIsWrittenOfflineReachesTheOthersLater() {
		try (SyncTestClient ana = connect("ana"); SyncTestClient ben = connect("ben")) {
			SyncTestStream bens = follow(ben);
			ana.disconnect();
			SyncTestTransaction offline = ana.transaction().create("todo", this.uid, todo(this.uid, "Buy milk"));
			ana.reconnect();
			SyncTestTransactionResult pushed = ana.push(offline);
			assertThat(pushed.isCommitted()).isTrue();
			assertThat(bens.awaitRecord("todo", this.uid).as(Todo.class)).isEqualTo(todo(this.uid, "Buy milk"));
			// The answer was lost? Pushed again, it is recognised.
			assertThat(ana.push(offline)).isEqualTo(pushed);
		}
	}

	@Test
	void whoWasOfflineHearsWhatTheApplicationDidMeanwhile() {
		this.todos.create(this.uid, todo(this.uid, "Buy milk"));
		try (SyncTestClient ana = connect("ana")) {
			SyncTestStream anas = follow(ana);
			ana.disconnect();
			this.own.deleteById(this.uid);
			assertThat(anas.records("todo")).containsKey(this.uid.toString());
			ana.reconnect();
			assertThat(anas.awaitComplete().records("todo")).doesNotContainKey(this.uid.toString());
		}
	}

	@Test
	void theLaterWriteWinsWheneverItArrives() {
		this.todos.create(this.uid, todo(this.uid, "Buy milk"), Instant.parse("2026-01-01T10:00:00Z"));
		try (SyncTestClient ana = connect("ana"); SyncTestClient ben = connect("ben")) {
			ana.update("todo", this.uid, Map.of("title", "Buy oat milk"), Instant.parse("2026-01-01T12:00:00Z"));
			SyncTestResult late = ben.update("todo", this.uid, Map.of("title", "Buy soy milk"),
					Instant.parse("2026-01-01T11:00:00Z"));
			assertThat(late.outcome()).isEqualTo("superseded");
			assertThat(late.record().get("title")).isEqualTo("Buy oat milk");
		}
	}

	@Test
	void nobodyHearsOfWhatIsRolledBack() {
		try (SyncTestClient ana = connect("ana")) {
			SyncTestStream anas = follow(ana);
			anas.takeChanges();
			UUID next = UUID.randomUUID();
			this.transaction.executeWithoutResult((status) -> {
				this.todos.create(this.uid, todo(this.uid, "Never"));
				status.setRollbackOnly();
			});
			this.todos.create(next, todo(next, "Next"));
			anas.awaitRecord("todo", next);
			assertThat(anas.takeChanges()).extracting(StreamChange::key)
				.containsOnly(new StreamChange.Key("todo", next.toString()));
		}
	}

	@Test
	void nobodyMakesAListInTheNameOfAnother() {
		try (SyncTestClient ana = connect("ana")) {
			TodoList bens = new TodoList(this.uid, "Ben's", "#2f6f4f", "ben", null);
			assertThatExceptionOfType(SyncTestException.class).isThrownBy(() -> ana.create("todo_list", this.uid, bens))
				.satisfies((refused) -> assertThat(refused.code()).isEqualTo("forbidden"));
		}
	}

}
