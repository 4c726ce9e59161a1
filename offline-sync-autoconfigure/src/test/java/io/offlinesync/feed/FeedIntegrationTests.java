package io.offlinesync.feed;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StreamChange.Kind;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a follower is told, with plain SQL as the writer.
 */
class FeedIntegrationTests {

	private static final UUID A = UUID.randomUUID();

	private static final UUID B = UUID.randomUUID();

	private static final UUID C = UUID.randomUUID();

	private static TestDatabase database;

	private static ConfigurableApplicationContext application;

	private static ChangeFeed feed;

	private static JdbcTemplate jdbc;

	@BeforeAll
	static void start() {
		database = DomainApplication.database();
		application = DomainApplication.start(database, "offline-sync.feed.poll-interval=20ms");
		feed = application.getBean(ChangeFeed.class);
		jdbc = database.jdbc();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void empty() {
		jdbc.execute("delete from todo");
		jdbc.execute("delete from todo_list");
		for (UUID list : new UUID[] { A, B, C }) {
			jdbc.update("insert into todo_list (uid, name) values (?, 'List')", list);
		}
	}

	private static UUID insert(UUID list, String title) {
		UUID uid = UUID.randomUUID();
		jdbc.update("insert into todo (uid, list_uid, title, done) values (?, ?, ?, false)", uid, list, title);
		return uid;
	}

	private static StreamModel follow(UUID... lists) {
		StreamScope[] scopes = new StreamScope[lists.length];
		for (int i = 0; i < lists.length; i++) {
			scopes[i] = StreamScope.of("todo", "{\"listUid\":\"" + lists[i] + "\"}");
		}
		return new StreamModel(Progress.byTime(), scopes);
	}

	private static void assertEqualsDatabase(StreamModel model, UUID list) {
		model.assertHolds("todo", () -> {
			Map<String, String> rows = new LinkedHashMap<>();
			jdbc.query("""
					select uid::text, json_build_object('uid', uid, 'listUid', list_uid, 'title', title, 'done', done,
					  'priority', priority, 'dueAt', due_at)::text from todo where list_uid = ?""", (row) -> {
				rows.put(row.getString(1), row.getString(2));
			}, list);
			return rows;
		});
	}

	@Test
	void aSmallScopeIsOnePage() {
		insert(A, "one");
		insert(B, "other");
		try (FeedClient client = FeedClient.open(feed, follow(A))) {
			StreamPage page = client.next();
			assertThat(page.complete()).isTrue();
			assertThat(page.reset()).containsExactly(0);
			assertThat(page.changes()).hasSize(1);
			assertEqualsDatabase(client.model(), A);
		}
	}

	@Test
	void anEmptyScopeIsOnePage() {
		try (FeedClient client = FeedClient.open(feed, follow(A))) {
			assertThat(client.next().complete()).isTrue();
			assertThat(client.model().records("todo")).isEmpty();
		}
	}

	@Test
	void changesAreHeardLive() {
		try (FeedClient client = FeedClient.open(feed, follow(A))) {
			client.next();
			UUID uid = insert(A, "new");
			client.next();
			assertEqualsDatabase(client.model(), A);
			assertThat(client.model().metadata("todo", uid.toString()).get("createdAt").isString()).isTrue();
			jdbc.update("update todo set title = 'changed' where uid = ?", uid);
			client.next();
			assertEqualsDatabase(client.model(), A);
			jdbc.update("delete from todo where uid = ?", uid);
			StreamPage page = client.next();
			assertThat(page.changes()).singleElement().satisfies((change) -> {
				assertThat(change.value()).isNull();
				assertThat(change.metadata().get("deletedAt").isString()).isTrue();
			});
			assertEqualsDatabase(client.model(), A);
		}
	}

	@Test
	void aRecordThatMovesLeavesOneScopeAndEntersAnother() {
		UUID uid = insert(A, "moving");
		try (FeedClient a = FeedClient.open(feed, follow(A)); FeedClient b = FeedClient.open(feed, follow(B))) {
			a.next();
			b.next();
			jdbc.update("update todo set list_uid = ? where uid = ?", B, uid);
			assertThat(a.next().changes()).singleElement()
				.satisfies((change) -> assertThat(change.kind()).isEqualTo(Kind.LEFT));
			assertThat(b.next().changes()).singleElement()
				.satisfies((change) -> assertThat(change.value()).isNotNull());
		}
	}

	@Test
	void aDeletionIsHeardOnlyByThoseWhoHadTheRecord() {
		UUID inA = insert(A, "in A");
		try (FeedClient a = FeedClient.open(feed, follow(A)); FeedClient b = FeedClient.open(feed, follow(B))) {
			a.next();
			b.next();
			jdbc.update("delete from todo where uid = ?", inA);
			insert(B, "after it");
			assertThat(a.next().changes()).hasSize(1);
			assertThat(b.next().changes()).singleElement()
				.satisfies((change) -> assertThat(change.key().uid()).isNotEqualTo(inA.toString()));
		}
	}

	@Test
	void aRecordThatMovedOnWhileAClientWasAwayLeft() {
		UUID uid = insert(A, "moving");
		StreamModel model = follow(A);
		try (FeedClient client = FeedClient.open(feed, model)) {
			client.next();
		}
		jdbc.update("update todo set list_uid = ?, title = 'secret of B' where uid = ?", B, uid);
		jdbc.update("update todo set list_uid = ?, title = 'secret of C' where uid = ?", C, uid);
		try (FeedClient client = FeedClient.open(feed, model)) {
			StreamPage page = client.next();
			assertThat(page.reset()).isEmpty();
			assertThat(page.changes()).singleElement()
				.satisfies((change) -> assertThat(change.kind()).isEqualTo(Kind.LEFT));
			assertThat(page.toString()).doesNotContain("secret");
			assertThat(model.records("todo")).isEmpty();
		}
	}

	@Test
	void aCascadeIsHeard() {
		insert(A, "one");
		insert(A, "two");
		try (FeedClient client = FeedClient.open(feed, follow(A))) {
			client.next();
			jdbc.update("delete from todo_list where uid = ?", A);
			StreamPage page = client.next();
			assertThat(page.changes()).hasSize(2)
				.allSatisfy((change) -> assertThat(change.kind()).isEqualTo(Kind.DELETED));
			assertThat(client.model().records("todo")).isEmpty();
		}
	}

	@Test
	void aTruncateResetsTheScopesOfTheTable() {
		insert(A, "one");
		insert(A, "two");
		try (FeedClient client = FeedClient.open(feed, follow(A, B))) {
			client.next();
			jdbc.execute("truncate todo");
			StreamPage page = client.next();
			assertThat(page.reset()).containsExactlyInAnyOrder(0, 1);
			while (!client.model().complete()) {
				client.next();
			}
			assertThat(client.model().records("todo")).isEmpty();
			insert(A, "again");
			client.next();
			assertEqualsDatabase(client.model(), A);
		}
	}

	@Test
	void aLargeScopeComesInPagesAndGoesOnWhereItStopped() {
		jdbc.update("insert into todo (uid, list_uid, title, done) select gen_random_uuid(), ?, 'row ' || i, false"
				+ " from generate_series(1, 5000) i", A);
		StreamModel model = follow(A);
		int times = 0;
		while (!model.complete()) {
			try (FeedClient client = FeedClient.open(feed, model)) {
				for (int i = 0; i < 3 && !model.complete(); i++) {
					client.next();
				}
			}
			times++;
			jdbc.update("update todo set title = title || '!' where uid in (select uid from todo limit 10)");
			jdbc.update("delete from todo where uid in (select uid from todo where list_uid = ? limit 10)", A);
		}
		assertThat(times).isGreaterThan(3);
		try (FeedClient client = FeedClient.open(feed, model)) {
			client.untilComplete();
			assertEqualsDatabase(model, A);
		}
	}

	@Test
	void aScopeThatIsNewIsSentAnewAndTheOthersGoOn() {
		insert(A, "in A");
		insert(B, "in B");
		StreamModel model = follow(A);
		try (FeedClient client = FeedClient.open(feed, model)) {
			client.next();
		}
		model.follow(StreamScope.of("todo", "{\"listUid\":\"" + A + "\"}"),
				StreamScope.of("todo", "{\"listUid\":\"" + B + "\"}"));
		insert(A, "more in A");
		try (FeedClient client = FeedClient.open(feed, model)) {
			assertThat(client.next().reset()).containsExactly(1);
			while (!model.complete()) {
				client.next();
			}
			assertThat(model.records("todo")).hasSize(3);
		}
	}

	@Test
	void theCursorOfAnotherUserCountsAsNone() {
		insert(A, "one");
		StreamModel model = follow(A);
		try (FeedClient client = FeedClient.open(feed, model, "ana")) {
			client.next();
		}
		try (FeedClient client = FeedClient.open(feed, model, "ben")) {
			assertThat(client.next().reset()).containsExactly(0);
		}
	}

	@Test
	void severalChangesOfARecordAreHeardAsItIsNow() {
		UUID uid = insert(A, "one");
		StreamModel model = follow(A);
		try (FeedClient client = FeedClient.open(feed, model)) {
			client.next();
		}
		jdbc.update("update todo set list_uid = ? where uid = ?", B, uid);
		jdbc.update("delete from todo where uid = ?", uid);
		jdbc.update("insert into todo (uid, list_uid, title, done) values (?, ?, 'again', false)", uid, A);
		jdbc.update("update todo set title = 'last' where uid = ?", uid);
		try (FeedClient client = FeedClient.open(feed, model)) {
			assertThat(client.next().changes()).hasSize(1);
			assertEqualsDatabase(model, A);
		}
	}

	@Test
	void deletedInAnotherScopeIsLeftHere() {
		UUID uid = insert(A, "one");
		StreamModel model = follow(A);
		try (FeedClient client = FeedClient.open(feed, model)) {
			client.next();
		}
		jdbc.update("update todo set list_uid = ? where uid = ?", B, uid);
		jdbc.update("delete from todo where uid = ?", uid);
		try (FeedClient client = FeedClient.open(feed, model)) {
			assertThat(client.next().changes()).singleElement()
				.satisfies((change) -> assertThat(change.kind()).isEqualTo(Kind.LEFT));
		}
	}

}
