package io.offlinesync.stomp;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import io.offlinesync.SyncedRepository;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.jdbc.domain.Note;
import io.offlinesync.jdbc.domain.Todo;
import io.offlinesync.jdbc.domain.TodoList;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamChange.Key;
import io.offlinesync.test.StreamChange.Kind;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestTransaction;
import io.offlinesync.test.SyncTestTransactionResult;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.data.jdbc.core.JdbcAggregateOperations;
import org.springframework.data.jdbc.repository.support.JdbcRepositoryFactory;
import org.springframework.data.repository.CrudRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that follows all tables hears every write, whoever made it, with the stamps
 * that the database has, and never holds half of a transaction.
 */
class LiveStreamsIntegrationTests {

	private static final String[] TABLES = { "todo", "todo_list", "note" };

	private static final long PATIENCE_MILLIS = 20_000;

	@SuppressWarnings("NullAway.Init")
	private static TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext application;

	@SuppressWarnings("NullAway.Init")
	private static JdbcTemplate jdbc;

	@SuppressWarnings("NullAway.Init")
	private static SyncedRows rows;

	@SuppressWarnings("NullAway.Init")
	private StreamClient client;

	private final Map<Key, StreamChange> heard = new HashMap<>();

	private final UUID list = UUID.randomUUID();

	private final UUID uid = UUID.randomUUID();

	@BeforeAll
	static void start() {
		database = DomainApplication.database();
		application = DomainApplication.startWeb(database, "offline-sync.feed.poll-interval=20ms");
		jdbc = application.getBean(JdbcTemplate.class);
		rows = new SyncedRows(jdbc);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void follow() {
		for (String table : TABLES) {
			jdbc.execute("delete from " + table);
		}
		jdbc.update("insert into todo_list values (?, 'List')", this.list);
		this.client = StreamClient.open(port(), new StreamModel(Progress.byTime(), StreamScope.of("todo", "{}"),
				StreamScope.of("todo_list", "{}"), StreamScope.of("note", "{}")));
		this.client.untilComplete();
	}

	@AfterEach
	void disconnect() {
		this.client.close();
	}

	private static int port() {
		return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static void inTransaction(Runnable work) {
		new TransactionTemplate(application.getBean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> work.run());
	}

	private static <T> SyncedRepository<T> repository(Class<T> type) {
		return application
			.<SyncedRepository<T>>getBeanProvider(ResolvableType.forClassWithGenerics(SyncedRepository.class, type))
			.getObject();
	}

	private void insert(UUID todo, String title) {
		jdbc.update("insert into todo (uid, list_uid, title, done) values (?, ?, ?, false)", todo, this.list, title);
	}

	private StreamPage next() {
		StreamPage page = this.client.next();
		page.changes().forEach((change) -> this.heard.put(change.key(), change));
		if (page.complete()) {
			assertNoOrphans();
		}
		return page;
	}

	private void assertNoOrphans() {
		Set<String> lists = new HashSet<>(this.client.model().records("todo_list").keySet());
		assertThat(this.client.model().records("todo").values()).as("to-dos with their lists")
			.allSatisfy((todo) -> assertThat(
					todo.get("listUid").isNull() || lists.contains(todo.get("listUid").stringValue()))
				.isTrue());
	}

	private boolean isEqual() {
		StreamModel model = this.client.model();
		return model.complete() && model.holds("todo", rows.todos("true")) && model.holds("todo_list", rows.lists())
				&& model.holds("note", rows.notes());
	}

	/** Hear changes of records, until all is what SQL says. */
	private void hears(Key... expected) {
		long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
		while (!this.heard.keySet().containsAll(List.of(expected)) || !isEqual()) {
			assertThat(System.nanoTime()).as("heard only %s", this.heard).isLessThan(end);
			next();
		}
		rows.assertStamps(this.heard.values());
	}

	private static Key todo(UUID uid) {
		return new Key("todo", uid.toString());
	}

	private static Key list(UUID uid) {
		return new Key("todo_list", uid.toString());
	}

	private Kind kind(Key key) {
		return this.heard.get(key).kind();
	}

	private static SyncTestClient connect() {
		return SyncTestClient.connect("http://localhost:" + port());
	}

	/** Push, and take pages until it is seen. */
	private void push(SyncTestClient writer, SyncTestTransaction transaction) {
		SyncTestTransactionResult result = writer.push(transaction);
		assertThat(result.isCommitted()).isTrue();
		this.client.untilSeen(Objects.requireNonNull(result.xid()));
	}

	@Test
	void aPushAndWhatAPageHasSeenOfIt() {
		UUID own = UUID.randomUUID();
		try (SyncTestClient writer = connect()) {
			push(writer,
					writer.transaction()
						.create("todo_list", own, Map.of("name", "Own"))
						.create("todo", this.uid, Map.of("listUid", own, "title", "x", "done", true)));
			assertThat(isEqual()).isTrue();
			push(writer,
					writer.transaction()
						.update("todo", this.uid, Map.of("title", "y"))
						.update("todo_list", own, Map.of("name", "Z")));
			assertThat(this.client.model().records("todo").get(this.uid.toString()).get("title").stringValue())
				.isEqualTo("y");
			push(writer, writer.transaction().delete("todo", this.uid));
			assertThat(this.client.model().records("todo")).isEmpty();
			assertThat(isEqual()).isTrue();
		}
	}

	@Test
	void singleMutations() {
		try (SyncTestClient writer = connect()) {
			writer.create("todo", this.uid, Map.of("title", "x", "done", false));
			hears(todo(this.uid));
			writer.update("todo", this.uid, Map.of("title", "y"));
			this.heard.clear();
			hears(todo(this.uid));
			this.heard.clear();
			writer.delete("todo", this.uid);
			hears(todo(this.uid));
			assertThat(kind(todo(this.uid))).isEqualTo(Kind.DELETED);
		}
	}

	@Test
	void anUpdateThatChangesNothingButTheStamp() {
		insert(this.uid, "same");
		hears(todo(this.uid));
		this.heard.clear();
		Instant later = Instant.now().plusSeconds(5);
		repository(Todo.class).update(this.uid, Map.of("title", "same"), later);
		hears(todo(this.uid));
		StreamChange change = this.heard.get(todo(this.uid));
		assertThat(change.time()).isEqualTo(Instant.ofEpochMilli(later.toEpochMilli()));
	}

	@Test
	void repositoriesInACallersTransaction() {
		UUID own = UUID.randomUUID();
		inTransaction(() -> {
			repository(TodoList.class).create(own, new TodoList(own, "Own"));
			repository(Todo.class).create(this.uid, new Todo(this.uid, own, "x"));
			jdbc.update("update todo set title = 'later' where uid = ?", this.uid);
		});
		hears(list(own), todo(this.uid));
		inTransaction(() -> {
			repository(Todo.class).update(this.uid, Map.of("title", "last", "priority", 3));
			repository(TodoList.class).delete(own);
		});
		this.heard.clear();
		hears(list(own), todo(this.uid));
		assertThat(kind(todo(this.uid))).isEqualTo(Kind.DELETED);
	}

	@Test
	void anApplicationsOwnRepositories() {
		JdbcAggregateOperations operations = application.getBean(JdbcAggregateOperations.class);
		Notes notes = new JdbcRepositoryFactory(operations).getRepository(Notes.class);
		inTransaction(() -> operations.insert(new Note("n", "Title", "Body", null)));
		hears(new Key("note", "n"));
		notes.save(new Note("n", "Title", "Other", "red"));
		this.heard.clear();
		hears(new Key("note", "n"));
		notes.deleteById("n");
		this.heard.clear();
		hears(new Key("note", "n"));
		assertThat(kind(new Key("note", "n"))).isEqualTo(Kind.DELETED);
	}

	@Test
	void sqlOfOneRowAndOfMany() {
		insert(this.uid, "one");
		hears(todo(this.uid));
		jdbc.update("insert into todo (uid, list_uid, title, done, priority)"
				+ " select gen_random_uuid(), ?, 'many', false, i from generate_series(1, 3000) i", this.list);
		jdbc.update("update todo set title = 'half' where priority % 2 = 0");
		jdbc.update("delete from todo where priority % 3 = 0");
		jdbc.update("update todo set title = 'changed' where uid = ?", this.uid);
		this.heard.clear();
		hears(todo(this.uid));
		assertThat(this.client.model().records("todo")).hasSize(2001);
		jdbc.update("delete from todo");
		this.heard.clear();
		hears(todo(this.uid));
		assertThat(this.heard.values()).allSatisfy((change) -> assertThat(change.kind()).isEqualTo(Kind.DELETED));
	}

	@Test
	void copy() throws SQLException, IOException {
		try (Connection connection = database.dataSource().getConnection()) {
			StringBuilder lines = new StringBuilder();
			for (int i = 0; i < 100; i++) {
				lines.append(UUID.randomUUID()).append(',').append(this.list).append(",copied,false\n");
			}
			lines.append(this.uid).append(',').append(this.list).append(",last,true\n");
			connection.unwrap(PGConnection.class)
				.getCopyAPI()
				.copyIn("copy todo (uid, list_uid, title, done) from stdin with (format csv)",
						new StringReader(lines.toString()));
		}
		hears(todo(this.uid));
		assertThat(this.client.model().records("todo")).hasSize(101);
	}

	@Test
	void onConflict() {
		UUID other = UUID.randomUUID();
		insert(this.uid, "first");
		jdbc.update(
				"insert into todo (uid, title, done) values (?, 'second', true), (?, 'new', true)"
						+ " on conflict (uid) do update set title = excluded.title, done = excluded.done",
				this.uid, other);
		hears(todo(this.uid), todo(other));
		assertThat(this.client.model().records("todo").get(this.uid.toString()).get("title").stringValue())
			.isEqualTo("second");
		this.heard.clear();
		jdbc.update("insert into todo (uid, title, done) values (?, 'third', true), (?, 'third', true)"
				+ " on conflict do nothing", this.uid, this.list);
		hears(todo(this.list));
		assertThat(this.heard).containsOnlyKeys(todo(this.list));
	}

	@Test
	void cascades() {
		insert(this.uid, "one");
		hears(todo(this.uid));
		this.heard.clear();
		jdbc.update("delete from todo_list where uid = ?", this.list);
		hears(todo(this.uid), list(this.list));
		assertThat(kind(todo(this.uid))).isEqualTo(Kind.DELETED);
		assertThat(kind(list(this.list))).isEqualTo(Kind.DELETED);
	}

	@Test
	void truncate() {
		insert(this.uid, "one");
		hears(todo(this.uid));
		UUID other = UUID.randomUUID();
		inTransaction(() -> {
			jdbc.execute("truncate todo_list cascade");
			jdbc.update("insert into todo (uid, title, done) values (?, 'after', false)", other);
		});
		this.heard.clear();
		hears(todo(other));
		assertThat(this.client.model().records("todo")).hasSize(1);
		assertThat(this.client.model().records("todo_list")).isEmpty();
	}

	@Test
	void anIdThatChanges() {
		insert(this.uid, "one");
		hears(todo(this.uid));
		UUID other = UUID.randomUUID();
		jdbc.update("update todo set uid = ? where uid = ?", other, this.uid);
		this.heard.clear();
		hears(todo(this.uid), todo(other));
		assertThat(kind(todo(this.uid))).isEqualTo(Kind.DELETED);
		assertThat(kind(todo(other))).isEqualTo(Kind.PUT);
	}

	@Test
	void aTransactionIsSeenWholly() {
		for (int round = 1; round <= 20; round++) {
			String version = "v" + round;
			UUID own = UUID.randomUUID();
			int count = (round % 5 == 0) ? 2500 : 3;
			inTransaction(() -> {
				jdbc.execute("set constraints todo_list_fk deferred");
				jdbc.update("insert into todo (uid, list_uid, title, done) select gen_random_uuid(), ?, ?, false"
						+ " from generate_series(1, ?)", own, version, count);
				jdbc.update("insert into todo_list values (?, ?)", own, version);
				jdbc.update("update todo set title = ?", version);
				jdbc.update("update todo_list set name = ?", version);
			});
			if (round % 7 == 0) {
				jdbc.update("delete from todo_list where uid <> ?", this.list);
			}
		}
		while (!isEqual()) {
			StreamPage page = next();
			if (page.complete()) {
				Set<String> versions = new HashSet<>();
				this.client.model()
					.records("todo")
					.values()
					.forEach((todo) -> versions.add(todo.get("title").stringValue()));
				this.client.model()
					.records("todo_list")
					.values()
					.forEach((list) -> versions.add(list.get("name").stringValue()));
				assertThat(versions).as("of one transaction").hasSize(1);
			}
		}
	}

	interface Notes extends CrudRepository<Note, String> {

	}

}
