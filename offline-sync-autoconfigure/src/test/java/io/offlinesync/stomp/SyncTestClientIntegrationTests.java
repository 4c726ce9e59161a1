package io.offlinesync.stomp;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamChange.Kind;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestException;
import io.offlinesync.test.SyncTestReconciliation;
import io.offlinesync.test.SyncTestRecord;
import io.offlinesync.test.SyncTestResult;
import io.offlinesync.test.SyncTestStream;
import io.offlinesync.test.SyncTestTransaction;
import io.offlinesync.test.SyncTestTransactionResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static io.offlinesync.test.StreamScope.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * The client for tests, against a server and its database.
 */
class SyncTestClientIntegrationTests {

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext application;

	@SuppressWarnings("NullAway.Init")
	private static JdbcTemplate jdbc;

	private final UUID list = UUID.randomUUID();

	private final UUID uid = UUID.randomUUID();

	@SuppressWarnings("NullAway.Init")
	private SyncTestClient client;

	@BeforeAll
	static void start() {
		application = DomainApplication.startWeb(DomainApplication.database(), "offline-sync.feed.poll-interval=20ms");
		jdbc = application.getBean(JdbcTemplate.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void connect() {
		jdbc.update("insert into todo_list values (?, 'List')", this.list);
		this.client = SyncTestClient.connect(url());
	}

	@AfterEach
	void disconnect() {
		this.client.close();
	}

	private static String url() {
		return "http://localhost:" + application.getEnvironment().getRequiredProperty("local.server.port");
	}

	private Map<String, Object> todo(String title) {
		return Map.of("listUid", this.list, "title", title, "done", false);
	}

	private void insert(UUID id, String title) {
		jdbc.update("insert into todo (uid, list_uid, title, done) values (?, ?, ?, false)", id, this.list, title);
	}

	private SyncTestStream follow() {
		return this.client.follow(scope("todo", Map.of("listUid", this.list))).awaitComplete();
	}

	@Test
	void readsAndWrites() {
		SyncTestResult created = this.client.create("todo", this.uid, todo("Milk"));
		assertThat(created.isApplied()).isTrue();
		assertThat(created.record().as(Line.class)).isEqualTo(new Line(this.uid, "Milk", false));
		assertThat(created.record().time()).isCloseTo(Instant.now(), within(Duration.ofMinutes(1)));
		assertThat(this.client.findUnique("todo", Map.of("uid", this.uid))).contains(created.record());
		SyncTestResult updated = this.client.update("todo", this.uid, "{\"done\":true}");
		assertThat(updated.record().as(Line.class)).isEqualTo(new Line(this.uid, "Milk", true));
		assertThat(this.client.findMany("todo", "{\"listUid\":\"" + this.list + "\"}"))
			.containsExactly(updated.record());
		assertThat(this.client.delete("todo", this.uid).record().value()).isNull();
		assertThat(this.client.findUnique("todo", Map.of("uid", this.uid))).isEmpty();
		String own = this.client.create("todo", todo("Bread")).record().uid();
		assertThat(jdbc.queryForObject("select title from todo where uid = ?::uuid", String.class, own))
			.isEqualTo("Bread");
		assertThat(this.client.hello().get("tables").toString()).contains("todo_list");
	}

	@Test
	void findsMoreThanOnePage() {
		jdbc.update("insert into todo (uid, list_uid, title, done)"
				+ " select gen_random_uuid(), ?, 'many', false from generate_series(1, 2500)", this.list);
		List<SyncTestRecord> found = this.client.findMany("todo", Map.of("listUid", this.list));
		assertThat(found).hasSize(2500).extracting(SyncTestRecord::uid).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void aWriteIsLaterThanWhatWasWrittenBefore() {
		insert(this.uid, "first");
		for (int round = 0; round < 50; round++) {
			assertThat(this.client.update("todo", this.uid, Map.of("title", "mine " + round)).isApplied()).isTrue();
			jdbc.update("update todo set title = ? where uid = ?", "theirs " + round, this.uid);
		}
	}

	@Test
	void aWriteOfBeforeIsSuperseded() {
		insert(this.uid, "newer");
		SyncTestResult late = this.client.update("todo", this.uid, Map.of("title", "older"), Instant.EPOCH);
		assertThat(late.outcome()).isEqualTo("superseded");
		assertThat(late.isApplied()).isFalse();
		assertThat(late.record().get("title")).isEqualTo("newer");
		assertThat(this.client.delete("todo", this.uid, Instant.EPOCH).isApplied()).isFalse();
		assertThat(this.client.create("todo", this.uid, todo("x"), Instant.EPOCH).isApplied()).isFalse();
	}

	@Test
	void whatTheServerRefusesIsAnException() {
		assertThatExceptionOfType(SyncTestException.class).isThrownBy(() -> this.client.create("todo", todo("")))
			.withMessageStartingWith("constraint-violated: ")
			.satisfies((refused) -> {
				assertThat(refused.code()).isEqualTo("constraint-violated");
				assertThat(refused.details().get("constraint").stringValue()).isEqualTo("todo_title_check");
				assertThat(refused.error().retryable()).isFalse();
			});
		assertThatExceptionOfType(SyncTestException.class)
			.isThrownBy(() -> this.client.request("todo/find-many", "no JSON"))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo("invalid-request"));
	}

	@Test
	void transactionsAreAppliedWhollyOrNotAtAll() {
		UUID other = UUID.randomUUID();
		SyncTestTransaction good = this.client.transaction()
			.create("todo_list", other, Map.of("name", "Other"))
			.create("todo", this.uid, todo("Milk"))
			.update("todo", this.uid, Map.of("listUid", other));
		SyncTestTransaction bad = this.client.transaction()
			.delete("todo_list", other)
			.update("todo_list", this.list, Map.of("name", "x".repeat(81)));
		List<SyncTestTransactionResult> results = this.client.push(List.of(good, bad));
		assertThat(results.get(0).isCommitted()).isTrue();
		assertThat(results.get(0).error()).isNull();
		assertThat(results.get(0).results()).hasSize(3).allMatch(SyncTestResult::isApplied);
		assertThat(results.get(1).outcome()).isEqualTo("rejected");
		assertThat(results.get(1).mutation()).isOne();
		assertThat(results.get(1).error()).isNotNull()
			.satisfies((error) -> assertThat(error.code()).isEqualTo("constraint-violated"));
		assertThat(jdbc.queryForList("select list_uid from todo where uid = ?", UUID.class, this.uid))
			.containsExactly(other);
		assertThat(this.client.push(List.of(good, bad))).isEqualTo(results);
	}

	@Test
	void aStreamKeepsItsCopyUpToDate() {
		SyncTestStream stream = follow();
		UUID other = UUID.randomUUID();
		insert(this.uid, "Milk");
		insert(other, "Bread");
		assertThat(stream.awaitRecord("todo", this.uid).as(Line.class)).isEqualTo(new Line(this.uid, "Milk", false));
		stream.await((copy) -> copy.records("todo").size() == 2);
		SyncTestResult updated = this.client.update("todo", this.uid, Map.of("title", "Oat milk"));
		assertThat(stream.awaitSeen(updated).record("todo", this.uid).get("title")).isEqualTo("Oat milk");
		assertThat(stream.isComplete()).isTrue();
		stream.takeChanges();
		jdbc.update("update todo set list_uid = null where uid = ?", this.uid);
		stream.awaitGone("todo", this.uid);
		jdbc.update("delete from todo where uid = ?", other);
		stream.awaitGone("todo", other);
		assertThat(stream.takeChanges()).extracting(StreamChange::kind).containsExactly(Kind.LEFT, Kind.DELETED);
		assertThat(stream.takeChanges()).isEmpty();
		assertThat(stream.records("todo")).isEmpty();
	}

	@Test
	void aResetVoidsWhatTheCopyHeld() {
		insert(this.uid, "before");
		SyncTestStream stream = follow();
		UUID after = UUID.randomUUID();
		jdbc.update("truncate todo");
		insert(after, "after");
		stream.awaitGone("todo", this.uid).awaitRecord("todo", after);
		assertThat(stream.awaitComplete().records("todo")).containsOnlyKeys(after.toString());
	}

	@Test
	void manyPagesAreAcknowledgedAsTheyCome() {
		jdbc.update(
				"insert into todo (uid, list_uid, title, done)"
						+ " select gen_random_uuid(), ?, repeat('x', 200), false from generate_series(1, 20000)",
				this.list);
		assertThat(follow().records("todo")).hasSize(20_000);
	}

	@Test
	void whoWasOfflineGoesOnWhereTheyStopped() {
		insert(this.uid, "before");
		SyncTestStream stream = follow();
		String cursor = stream.cursor();
		this.client.disconnect();
		SyncTestTransaction offline = this.client.transaction().create("todo", todo("written offline"));
		UUID meanwhile = UUID.randomUUID();
		insert(meanwhile, "meanwhile");
		assertThatExceptionOfType(SyncTestException.class).isThrownBy(() -> this.client.push(offline))
			.satisfies((lost) -> assertThat(lost.code()).isEqualTo(SyncTestException.DISCONNECTED));
		assertThatExceptionOfType(SyncTestException.class).isThrownBy(() -> stream.awaitRecord("todo", meanwhile))
			.satisfies((lost) -> assertThat(lost.code()).isEqualTo(SyncTestException.DISCONNECTED));
		assertThat(stream.records("todo")).containsOnlyKeys(this.uid.toString());
		stream.takeChanges();

		this.client.reconnect();
		SyncTestTransactionResult pushed = this.client.push(offline);
		stream.awaitSeen(pushed);
		String own = pushed.results().get(0).record().uid();
		assertThat(stream.records("todo")).containsOnlyKeys(this.uid.toString(), meanwhile.toString(), own);
		assertThat(stream.takeChanges()).extracting((change) -> change.key().uid())
			.containsOnly(meanwhile.toString(), own);

		SyncTestStream other = this.client.followFrom(cursor, scope("todo", Map.of("listUid", this.list)))
			.awaitComplete();
		assertThat(other.records("todo")).containsOnlyKeys(meanwhile.toString(), own);
	}

	@Test
	void whoIsOfflineBeginsToFollowNothing() {
		this.client.disconnect();
		// More than a session may have.
		for (int i = 0; i < 20; i++) {
			assertThatExceptionOfType(SyncTestException.class).isThrownBy(() -> this.client.follow(scope("todo")))
				.satisfies((lost) -> assertThat(lost.code()).isEqualTo(SyncTestException.DISCONNECTED));
		}
		this.client.reconnect();
		follow();
	}

	@Test
	void whoWasThrownOutComesBack() {
		SyncTestStream stream = follow();
		assertThatExceptionOfType(SyncTestException.class)
			.isThrownBy(() -> this.client.request("hello", "{\"a\":\"" + "x".repeat(1024 * 1024) + "\"}"));
		assertThat(stream.awaitError()).isEqualTo(this.client.awaitDisconnected());
		this.client.reconnect();
		stream.awaitSeen(this.client.create("todo", this.uid, todo("Milk")));
		assertThat(stream.record("todo", this.uid).get("title")).isEqualTo("Milk");
	}

	@Test
	void whatIsOlderThanWhatWasWrittenMeanwhileLoses() {
		insert(this.uid, "before");
		this.client.disconnect();
		SyncTestTransaction offline = this.client.transaction()
			.update("todo", this.uid, Map.of("title", "offline"), Instant.now().minusSeconds(60));
		this.client.reconnect();
		SyncTestTransactionResult pushed = this.client.push(offline);
		assertThat(pushed.isCommitted()).isTrue();
		assertThat(pushed.results().get(0).outcome()).isEqualTo("superseded");
		assertThat(pushed.results().get(0).record().get("title")).isEqualTo("before");
	}

	@Test
	void comparesWhatBothSidesHave() {
		insert(this.uid, "theirs");
		SyncTestStream stream = follow();
		Map<String, UUID> where = Map.of("listUid", this.list);
		assertThat(this.client.reconcile("todo", where, stream.records("todo").values()).isEmpty()).isTrue();
		SyncTestRecord own = new SyncTestRecord(UUID.randomUUID().toString(), null, Instant.now(), null, null);
		SyncTestReconciliation difference = this.client.reconcile("todo", where, List.of(own));
		assertThat(difference.isEmpty()).isFalse();
		assertThat(difference.addClient()).containsExactlyElementsOf(stream.records("todo").values());
		assertThat(difference.addDatabase()).extracting(SyncTestRecord::uid).containsExactly(own.uid());
		Collection<SyncTestRecord> before = stream.records("todo").values();
		stream.awaitSeen(this.client.delete("todo", this.uid));
		assertThat(this.client.reconcile("todo", where, before).deleteClient()).singleElement().satisfies((deleted) -> {
			assertThat(deleted.uid()).isEqualTo(this.uid.toString());
			assertThat(deleted.deletedAt()).isNotNull();
		});
	}

	@Test
	void aStreamThatCannotStartSaysWhy() {
		SyncTestStream stream = this.client.follow(scope("todo", Map.of("nothing", 1)));
		assertThat(stream.awaitError().code()).isEqualTo("invalid-where");
		assertThatExceptionOfType(SyncTestException.class).isThrownBy(stream::awaitComplete)
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo("invalid-where"));
	}

	@Test
	void aStreamThatIsClosedHearsNothingMore() {
		SyncTestStream closed = follow();
		SyncTestStream open = follow();
		closed.close();
		insert(this.uid, "Milk");
		open.awaitRecord("todo", this.uid);
		this.client.disconnect();
		this.client.reconnect();
		open.awaitSeen(this.client.update("todo", this.uid, Map.of("done", true)));
		assertThat(closed.takeChanges()).isEmpty();
		assertThatExceptionOfType(SyncTestException.class).isThrownBy(() -> closed.awaitRecord("todo", this.uid))
			.withMessageContaining("The stream was closed");
	}

	@Test
	void whatDoesNotComeInTimeIsToldWithWhatCame() {
		try (SyncTestClient hasty = SyncTestClient.connect(url(),
				(options) -> options.timeout(Duration.ofMillis(500)))) {
			SyncTestStream stream = hasty.follow(scope("todo", Map.of("listUid", this.list))).awaitComplete();
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> stream.awaitRecord("todo", "none"))
				.withMessageContaining("Waited PT0.5S for the record todo/none.")
				.withMessageContaining("is complete. Heard meanwhile: nothing");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> stream.awaitAsserted((copy) -> {
				if (copy.records("todo").isEmpty()) {
					insert(UUID.randomUUID(), "Something else");
				}
				assertThat(copy.records("todo")).as("to-dos").hasSize(2);
			})).withMessageContaining("\"title\":\"Something else\"").havingCause().withMessageContaining("[to-dos]");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(stream::awaitError)
				.withMessageContaining("for the end of the stream");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(hasty::awaitDisconnected)
				.withMessageContaining("for the end of the connection");
		}
	}

	@Test
	void severalThreadsUseOneClient() {
		SyncTestStream stream = follow();
		List<CompletableFuture<Void>> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			String title = "thread " + i;
			threads.add(CompletableFuture.runAsync(() -> {
				for (int n = 0; n < 50; n++) {
					UUID id = UUID.randomUUID();
					SyncTestResult created = this.client.create("todo", id, todo(title));
					assertThat(created.record().get("title")).isEqualTo(title);
					assertThat(stream.awaitSeen(created).record("todo", id).get("title")).isEqualTo(title);
				}
			}));
		}
		threads.forEach(CompletableFuture::join);
		assertThat(stream.records("todo")).hasSize(200);
	}

	@Test
	void whoCannotConnectIsToldWhy() {
		assertThatExceptionOfType(SyncTestException.class)
			.isThrownBy(() -> SyncTestClient.connect(url(), (options) -> options.endpoint("/elsewhere")))
			.withMessageContaining("/elsewhere with 404")
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(SyncTestException.HANDSHAKE_REFUSED));
		assertThatExceptionOfType(UncheckedIOException.class)
			.isThrownBy(() -> SyncTestClient.connect("http://localhost:1"))
			.withMessageContaining("No WebSocket at ws://localhost:1/offline-sync");
	}

	record Line(UUID uid, String title, boolean done) {

	}

}
