package io.offlinesync.jdbc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.jdbc.domain.Note;
import io.offlinesync.jdbc.domain.Todo;
import io.offlinesync.jdbc.domain.TodoList;
import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.User;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.jdbc.core.JdbcAggregateOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes of the library's own, next to those of others.
 */
class EngineCaptureIntegrationTests {

	private static final Instant T1 = Instant.parse("2026-01-01T10:00:00.001Z");

	private static final Instant T2 = T1.plusMillis(1);

	private static final Instant T3 = T1.plusMillis(2);

	private static TestDatabase database;

	private static ConfigurableApplicationContext context;

	private static SyncedRepository<Todo> todos;

	private static SyncedRepository<TodoList> lists;

	private static SyncedRepository<Note> notes;

	private static JdbcTemplate jdbc;

	private final UUID uid = UUID.randomUUID();

	@BeforeAll
	static void start() {
		database = DomainApplication.database().set("timezone", "Asia/Kolkata");
		context = DomainApplication.start(database);
		JdbcSyncService service = context.getBean(JdbcSyncService.class);
		todos = service.repository(Todo.class);
		lists = service.repository(TodoList.class);
		notes = service.repository(Note.class);
		jdbc = context.getBean(JdbcTemplate.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@BeforeEach
	void empty() {
		jdbc.execute("truncate offline_sync.sync_change");
	}

	private static void transaction(Runnable work) {
		new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> work.run());
	}

	private static List<String> log() {
		return jdbc.queryForList(
				"select operation || coalesce(' ' || (before ->> 'title'), '') from offline_sync.sync_change order by xid, seq",
				String.class);
	}

	private static RecordMetadata metadata(Object uid) {
		return jdbc.query("select created_at, updated_at, deleted_at from offline_sync.sync_metadata where uid = ?",
				(row) -> {
					row.next();
					return SqlValues.metadata(row, 1);
				}, uid.toString());
	}

	@Test
	void whatTheLibraryWritesHasItsOwnStamps() {
		todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
		todos.update(this.uid, Map.of("title", "b"), T2);
		assertThat(metadata(this.uid)).isEqualTo(new RecordMetadata(T1, T2, null));
		todos.delete(this.uid, T3);
		assertThat(metadata(this.uid)).isEqualTo(new RecordMetadata(T1, T2, T3));
		assertThat(log()).containsExactly("create", "update a", "delete b");
	}

	@Test
	void theTransactionOfEveryWriteIsKnown() {
		todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
		todos.update(this.uid, Map.of("title", "a"), T2);
		assertThat(jdbc.queryForObject("select m.xid = (select max(xid) from offline_sync.sync_change) "
				+ "from offline_sync.sync_metadata m where uid = ?", Boolean.class, this.uid.toString()))
			.isTrue();
	}

	@Test
	void aWriteThatOnlyMovesTheStampIsHeardOf() {
		todos.create(this.uid, new Todo(this.uid, null, "a", false, null, T1), T1);
		todos.update(this.uid, Map.of("title", "a"), T2);
		assertThat(log()).containsExactly("create", "update a");
		assertThat(jdbc.queryForObject(
				"select before ->> 'due_at' from offline_sync.sync_change where before is not null", String.class))
			.isEqualTo("2026-01-01T10:00:00.001+00:00");
		notes.create("n " + this.uid, new Note("n " + this.uid, "a", "b", null), T1);
		notes.update("n " + this.uid, Map.of("body", "b"), T2);
		assertThat(log()).hasSize(4).endsWith("create", "update a");
	}

	@Test
	void aReplayIsNotHeardOfButATombstoneThatMovesIs() {
		todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
		String version = "select xmin::text from offline_sync.sync_metadata where uid = '%s'".formatted(this.uid);
		String before = jdbc.queryForObject(version, String.class);
		todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
		assertThat(jdbc.queryForObject(version, String.class)).isEqualTo(before);
		todos.delete(this.uid, T2);
		todos.delete(this.uid, T3);
		todos.delete(this.uid, T3);
		assertThat(log()).containsExactly("create", "delete a", "delete a");
	}

	@Test
	void aStaleRowThatIsRemovedLeavesTheTombstoneAsItWas() {
		todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
		todos.delete(this.uid, T3);
		CaptureBypass.update(jdbc, "insert into todo (uid, title, done) values (?, 'stale', false)", this.uid);
		todos.update(this.uid, Map.of("title", "late"), T2);
		assertThat(metadata(this.uid)).isEqualTo(new RecordMetadata(T1, null, T3));
		assertThat(log()).last().isEqualTo("delete stale");
	}

	@Test
	void aWriteOfTheApplicationAfterOneOfTheLibraryIsNewer() {
		Instant ahead = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusSeconds(30);
		transaction(() -> {
			todos.create(this.uid, new Todo(this.uid, null, "a"), ahead);
			jdbc.update("update todo set title = 'b' where uid = ?", this.uid);
		});
		assertThat(metadata(this.uid)).isEqualTo(new RecordMetadata(ahead, ahead.plusMillis(1), null));
		transaction(() -> {
			todos.update(this.uid, Map.of("title", "c"), ahead.plusMillis(5));
			jdbc.update("delete from todo where uid = ?", this.uid);
		});
		assertThat(metadata(this.uid)).isEqualTo(new RecordMetadata(ahead, ahead.plusMillis(5), ahead.plusMillis(6)));
		assertThat(log()).containsExactly("create", "update a", "update b", "delete c");
	}

	private void push(Mutation... mutations) {
		context.getBean(JdbcSyncService.class)
			.push(new Push(new User("u"), null, null, List.of(new ClientTransaction("1", List.of(mutations)))));
	}

	private Mutation mutation(Operation operation, Instant at) {
		return new Mutation("todo", operation, this.uid.toString(),
				(operation != Operation.DELETE)
						? JsonMapper.shared().createObjectNode().put("title", "at " + at).put("done", false) : null,
				null, at);
	}

	@Test
	void aRecordThatComesAndGoesInOneTransactionHasTheLastStamps() {
		push(mutation(Operation.CREATE, T1), mutation(Operation.DELETE, T2), mutation(Operation.CREATE, T3));
		assertThat(metadata(this.uid)).isEqualTo(new RecordMetadata(T3, null, null));
		assertThat(todos.findMany(Where.eq("uid", this.uid))).hasSize(1);
		assertThat(log()).containsExactly("create", "delete at " + T1, "create");
	}

	@Test
	void aRowWithoutMetadataThatIsMadeAnewHasTheLastStamps() {
		CaptureBypass.update(jdbc, "insert into todo (uid, title, done) values (?, 'a', false)", this.uid);
		push(mutation(Operation.DELETE, T1), mutation(Operation.CREATE, T2));
		assertThat(metadata(this.uid)).isEqualTo(new RecordMetadata(T2, null, null));
		assertThat(log()).containsExactly("delete a", "create");
	}

	@Test
	void whatTriggersWroteBeforeDoesNotMoveTheStampsOfTheLibrary() {
		UUID second = UUID.randomUUID();
		todos.create(second, new Todo(second, null, "b"), T1);
		jdbc.execute("""
				create table elsewhere (id int);
				create function also() returns trigger language plpgsql as $$ begin
				  update todo set title = 'also' where uid = '%s';
				  return null;
				end $$;
				create trigger also after insert on elsewhere for each row execute function also()"""
			.formatted(second));
		try {
			transaction(() -> {
				jdbc.execute("insert into elsewhere values (1)");
				todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
				todos.update(this.uid, Map.of("title", "c"), T2);
			});
		}
		finally {
			jdbc.execute("drop table elsewhere; drop function also");
		}
		assertThat(metadata(this.uid)).isEqualTo(new RecordMetadata(T1, T2, null));
		assertThat(metadata(second).updatedAt()).isAfter(T2);
	}

	@Test
	void aStatementIsStampedThoughOneOfTheLibraryBeforeItWasNotCaptured() {
		transaction(() -> {
			jdbc.execute("set local session_replication_role = replica");
			todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
			jdbc.execute("set local session_replication_role = origin");
			jdbc.update("update todo set title = 'b' where uid = ?", this.uid);
		});
		assertThat(metadata(this.uid).updatedAt()).isAfter(T1);
	}

	/**
	 * One that the library did not see when it started.
	 */
	@Test
	void whatATriggerWritesWhileTheLibraryWritesIsNewer() {
		UUID second = UUID.randomUUID();
		todos.create(this.uid, new Todo(this.uid, null, "a"), T1);
		todos.create(second, new Todo(second, null, "b"), T1);
		jdbc.execute("""
				create function also() returns trigger language plpgsql as $$ begin
				  update todo set title = 'also' where uid = '%s';
				  return null;
				end $$;
				create trigger also after update on todo for each row when (new.title = 'first')
				execute function also()""".formatted(second));
		try {
			todos.update(this.uid, Map.of("title", "first"), T2);
		}
		finally {
			jdbc.execute("drop function also cascade");
		}
		assertThat(metadata(this.uid)).isEqualTo(new RecordMetadata(T1, T2, null));
		assertThat(metadata(second).updatedAt()).isAfter(T2);
		assertThat(log()).containsExactlyInAnyOrder("create", "create", "update a", "update b");
	}

	@Test
	void theApplicationsOwnRepositoriesAreCaptured() {
		JdbcAggregateOperations own = context.getBean(JdbcAggregateOperations.class);
		Todo todo = own.insert(new Todo(this.uid, null, "a"));
		own.update(new Todo(this.uid, null, "b"));
		assertThat(todos.findMany(Where.eq("uid", this.uid))).singleElement().satisfies((record) -> {
			assertThat(record.metadata().createdAt()).isNotNull();
			assertThat(record.metadata().updatedAt()).isAfter(record.metadata().createdAt());
		});
		own.delete(todo);
		assertThat(metadata(this.uid).deletedAt()).isNotNull();
	}

	@Test
	void whatACascadeTakesAfterItWasWrittenInTheSameTransactionIsDeleted() {
		JdbcSyncService service = context.getBean(JdbcSyncService.class);
		UUID list = UUID.randomUUID();
		lists.create(list, new TodoList(list, "l"), T1);
		todos.create(this.uid, new Todo(this.uid, list, "a"), T1);
		List<Mutation> mutations = List.of(
				new Mutation("todo", Operation.UPDATE, this.uid.toString(),
						JsonMapper.shared().createObjectNode().put("title", "b"), null, T2),
				new Mutation("todo_list", Operation.DELETE, list.toString(), null, null, T2));
		service.push(new Push(new User("u"), null, null, List.of(new ClientTransaction("1", mutations))));
		assertThat(metadata(this.uid).updatedAt()).isEqualTo(T2);
		assertThat(metadata(this.uid).deletedAt()).isAfter(T2);
		assertThat(metadata(list)).isEqualTo(new RecordMetadata(T1, null, T2));
		assertThat(log()).containsExactly("create", "create", "update a", "delete", "delete b");
	}

}
