package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncedRecord;
import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.WriteResult;
import io.offlinesync.WriteResult.Outcome;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.jdbc.domain.Note;
import io.offlinesync.jdbc.domain.Todo;
import io.offlinesync.jdbc.domain.TodoList;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SyncedRepositoryIntegrationTests {

	private static final Instant T1 = Instant.parse("2026-01-01T10:00:00.001Z");

	private static final Instant T2 = Instant.parse("2026-01-01T10:00:00.002Z");

	private static final Instant T3 = Instant.parse("2026-01-01T10:00:00.003Z");

	private static TestDatabase database;

	private static ConfigurableApplicationContext context;

	private static SyncedRepository<Todo> todos;

	private static SyncedRepository<TodoList> lists;

	private static SyncedRepository<Note> notes;

	private final UUID uid = UUID.randomUUID();

	@BeforeAll
	static void start() {
		database = DomainApplication.database();
		context = DomainApplication.start(database);
		todos = repository(Todo.class);
		lists = repository(TodoList.class);
		notes = repository(Note.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	private static <T> SyncedRepository<T> repository(Class<T> type) {
		return context
			.<SyncedRepository<T>>getBeanProvider(ResolvableType.forClassWithGenerics(SyncedRepository.class, type))
			.getObject();
	}

	@Test
	void createsReadsUpdatesAndDeletes() {
		WriteResult<Todo> created = todos.create(this.uid, new Todo(this.uid, null, "Milk"), T1);
		assertThat(created.outcome()).isEqualTo(Outcome.APPLIED);
		assertThat(created.record()).isEqualTo(new SyncedRecord<>(this.uid.toString(), new Todo(this.uid, null, "Milk"),
				new RecordMetadata(T1, null, null)));

		WriteResult<Todo> updated = todos.update(this.uid, Map.of("done", true, "priority", 3), T2);
		assertThat(updated.record().value()).isEqualTo(new Todo(this.uid, null, "Milk", true, 3, null));
		assertThat(updated.record().metadata()).isEqualTo(new RecordMetadata(T1, T2, null));
		assertThat(todos.findUnique(Where.eq("uid", this.uid))).contains(updated.record());

		WriteResult<Todo> deleted = todos.delete(this.uid, T3);
		assertThat(deleted.record())
			.isEqualTo(new SyncedRecord<>(this.uid.toString(), null, new RecordMetadata(T1, T2, T3)));
		assertThat(todos.findUnique(Where.eq("uid", this.uid))).isEmpty();
	}

	@Test
	void keepsWhatIsNewer() {
		todos.create(this.uid, new Todo(this.uid, null, "New"), T2);
		WriteResult<Todo> late = todos.update(this.uid.toString(), Map.of("title", "Old"), T1);
		assertThat(late.outcome()).isEqualTo(Outcome.SUPERSEDED);
		assertThat(late.record().value()).isEqualTo(new Todo(this.uid, null, "New"));
		assertThat(todos.delete(this.uid, T1).outcome()).isEqualTo(Outcome.SUPERSEDED);
		assertThat(todos.delete(this.uid, T2).outcome()).isEqualTo(Outcome.APPLIED);
	}

	@Test
	void stampsByItselfLaterThanWhateverIsThere() {
		Instant ahead = Instant.now().plusSeconds(30);
		todos.create(this.uid, new Todo(this.uid, null, "Milk"), ahead);
		WriteResult<Todo> updated = todos.update(this.uid, Map.of("title", "Bread"));
		assertThat(updated.outcome()).isEqualTo(Outcome.APPLIED);
		assertThat(updated.record().metadata().updatedAt()).isAfter(ahead.minusMillis(1));
		assertThat(todos.delete(this.uid).record().metadata().deletedAt())
			.isAfter(updated.record().metadata().updatedAt());
	}

	@Test
	void setsFieldsToNull() {
		todos.create(this.uid, new Todo(this.uid, null, "Milk", false, 1, T1), T1);
		Map<String, Object> changes = new HashMap<>();
		changes.put("priority", null);
		assertThat(todos.update(this.uid, changes, T2).record().value())
			.isEqualTo(new Todo(this.uid, null, "Milk", false, null, T1));
	}

	@Test
	void refusesFieldsThatAreNotThere() {
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> todos.update(this.uid, Map.of("__proto__", 1), T1))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.INVALID_REQUEST));
	}

	@Test
	void mergesFieldsWhateverTheOrder() {
		notes.create("n1", new Note("n1", "a", "b", "c"), T1);
		notes.update("n1", Map.of("title", "t3"), T3);
		WriteResult<Note> late = notes.update("n1", Map.of("title", "t2", "body", "b2"), T2);
		assertThat(late.outcome()).isEqualTo(Outcome.APPLIED);
		assertThat(late.record().value()).isEqualTo(new Note("n1", "t3", "b2", "c"));
		assertThat(late.record().metadata().updatedAt()).isEqualTo(T3.plusMillis(1));
		assertThat(notes.update("n1", Map.of("title", "t2", "body", "b2"), T2).outcome()).isEqualTo(Outcome.SUPERSEDED);
	}

	@Test
	void takesPartInTheCallersTransaction() {
		TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		transaction.executeWithoutResult((status) -> {
			todos.create(this.uid, new Todo(this.uid, null, "Milk"), T1);
			assertThat(todos.findMany(Where.eq("uid", this.uid))).hasSize(1);
			status.setRollbackOnly();
		});
		assertThat(todos.findMany(Where.eq("uid", this.uid))).isEmpty();
		assertThat(database.jdbc()
			.queryForObject("select count(*) from offline_sync.sync_metadata where uid = ?", Long.class,
					this.uid.toString()))
			.isZero();
	}

	@Test
	void namesTheConstraintThatRefuses() {
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> todos.create(this.uid, new Todo(this.uid, UUID.randomUUID(), "Milk"), T1))
			.satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo(SyncErrorCode.CONSTRAINT_VIOLATED);
				assertThat(ex.details()).containsEntry("constraint", "todo_list_fk");
			});
	}

	@Test
	void findsByPages() {
		UUID list = UUID.randomUUID();
		lists.create(list, new TodoList(list, "Pages"), T1);
		for (int i = 0; i < 5; i++) {
			UUID todo = UUID.randomUUID();
			todos.create(todo, new Todo(todo, list, "t" + i), T1);
		}
		List<SyncedRecord<Todo>> all = todos.findMany(Where.eq("listUid", list));
		assertThat(all).hasSize(5).extracting(SyncedRecord::uid).isSorted();
		List<SyncedRecord<Todo>> first = todos.findMany(Where.eq("listUid", list), 2, null);
		List<SyncedRecord<Todo>> rest = todos.findMany(Where.eq("listUid", list), 10, first.get(1).uid());
		assertThat(first).isEqualTo(all.subList(0, 2));
		assertThat(rest).isEqualTo(all.subList(2, 5));
	}

}
