package io.offlinesync.existing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.offlinesync.RecordCreatedEvent;
import io.offlinesync.RecordDeletedEvent;
import io.offlinesync.RecordUpdatedEvent;
import io.offlinesync.SyncedRecordEvent;
import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.existing.domain.ExistingApplication;
import io.offlinesync.existing.domain.Project;
import io.offlinesync.existing.domain.Task;
import io.offlinesync.existing.domain.TaskRepository;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class CallersTransactionIntegrationTests {

	@SuppressWarnings("NullAway.Init")
	private static TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext context;

	@SuppressWarnings("NullAway.Init")
	private static SyncedRepository<Task> tasks;

	@SuppressWarnings("NullAway.Init")
	private static SyncedRepository<Project> projects;

	@SuppressWarnings("NullAway.Init")
	private static Listeners heard;

	private final UUID uid = UUID.randomUUID();

	@BeforeAll
	static void start() {
		database = ExistingApplication.database();
		context = ExistingApplication.builder(ExistingApplication.NO_MIGRATIONS)
			.sources(Listeners.class)
			.properties(database.properties())
			.run();
		tasks = Repositories.of(context, Task.class);
		projects = Repositories.of(context, Project.class);
		heard = context.getBean(Listeners.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@BeforeEach
	void forget() {
		heard.all.clear();
		heard.refused = null;
	}

	private static TransactionTemplate transaction(int propagation, int isolation) {
		TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		transaction.setPropagationBehavior(propagation);
		transaction.setIsolationLevel(isolation);
		return transaction;
	}

	private static TransactionTemplate transaction() {
		return transaction(TransactionDefinition.PROPAGATION_REQUIRED, TransactionDefinition.ISOLATION_DEFAULT);
	}

	private static TransactionTemplate another() {
		return transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, TransactionDefinition.ISOLATION_DEFAULT);
	}

	private Task task(String title) {
		return new Task(this.uid, title);
	}

	@Test
	void listenersHearOnceAfterTheOutermostCommit() {
		transaction().executeWithoutResult((outer) -> {
			tasks.create(this.uid, task("a"));
			transaction().executeWithoutResult((inner) -> tasks.delete(this.uid));
			assertThat(heard.all).isEmpty();
		});
		assertThat(heard.all).containsExactly("created Task a", "deleted Task a");
	}

	@Test
	void listenersHearNothingOfWhatIsRolledBack() {
		transaction().executeWithoutResult((status) -> {
			tasks.create(this.uid, task("a"));
			status.setRollbackOnly();
		});
		assertThat(heard.all).containsExactly("rolled back Task a");
		assertNothingStored();
	}

	@Test
	void listenersHearOfWritesOutsideOfAnyTransaction() {
		tasks.create(this.uid, task("a"));
		tasks.update(this.uid, Map.of("title", "b"));
		tasks.delete(this.uid);
		tasks.delete(this.uid);
		tasks.delete(UUID.randomUUID());
		tasks.create(this.uid, task("c"));
		tasks.create(this.uid, task("d"));
		tasks.create(this.uid, task("late"), Instant.EPOCH);
		projects.create(this.uid, new Project(this.uid, "p"));
		assertThat(heard.all).containsExactly("created Task a", "updated Task a b", "deleted Task b", "created Task c",
				"updated Task c d", "created Project");
	}

	@Test
	void listenersHearNothingOfRowsThatTheDatabaseDeletes() {
		projects.create(this.uid, new Project(this.uid, "p"));
		UUID child = UUID.randomUUID();
		tasks.create(child, new Task(child, this.uid, "child", false));
		heard.all.clear();
		projects.delete(this.uid);
		assertThat(tasks.findMany(Where.eq("uid", child))).isEmpty();
		assertThat(heard.all).isEmpty();
	}

	@Test
	void aListenerMayRefuseTheTransaction() {
		heard.refused = "no";
		assertThatIllegalStateException().isThrownBy(() -> tasks.create(this.uid, task("no"))).withMessage("Refused");
		assertNothingStored();
		assertThatExceptionOfType(UnexpectedRollbackException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> {
				tasks.create(UUID.randomUUID(), new Task(null, "yes"));
				assertThatIllegalStateException().isThrownBy(() -> tasks.create(this.uid, task("no")));
			}));
		assertNothingStored();
		assertThat(tasks.findMany(Where.eq("title", "yes"))).isEmpty();
	}

	@Test
	void theApplicationsOwnWritesAndOursAreOneTransaction() {
		TaskRepository own = context.getBean(TaskRepository.class);
		Task saved = own.save(new Task(null, "own"));
		UUID id = Objects.requireNonNull(saved.uid());
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> {
				tasks.create(this.uid, task("ours"));
				own.deleteById(id);
				own.save(new Task(null, ""));
			}));
		assertNothingStored();
		assertThat(own.existsById(id)).isTrue();
	}

	@Test
	void aWriteInANewTransactionStays() {
		transaction().executeWithoutResult((outer) -> {
			another().executeWithoutResult((inner) -> tasks.create(this.uid, task("stays")));
			outer.setRollbackOnly();
		});
		assertThat(tasks.findMany(Where.eq("uid", this.uid))).hasSize(1);
		assertThat(heard.all).containsExactly("created Task stays");
	}

	@Test
	void aCallerMayReadRepeatably() {
		tasks.create(this.uid, task("a"));
		transaction(TransactionDefinition.PROPAGATION_REQUIRED, TransactionDefinition.ISOLATION_REPEATABLE_READ)
			.executeWithoutResult((status) -> {
				assertThat(tasks.findMany(Where.eq("title", "seen"))).isEmpty();
				another().executeWithoutResult((other) -> tasks.create(UUID.randomUUID(), new Task(null, "seen")));
				assertThat(tasks.findMany(Where.eq("title", "seen"))).isEmpty();
				assertThat(tasks.update(this.uid, Map.of("title", "b")).record().value()).isEqualTo(task("b"));
			});
		assertThat(tasks.findUnique(Where.eq("uid", this.uid)).orElseThrow().value()).isEqualTo(task("b"));
	}

	@Test
	void aCallerThatReadsRepeatablyIsToldOfACollision() {
		tasks.create(this.uid, task("a"));
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> transaction(TransactionDefinition.PROPAGATION_REQUIRED,
					TransactionDefinition.ISOLATION_REPEATABLE_READ)
				.executeWithoutResult((status) -> {
					tasks.findMany(Where.all());
					another().executeWithoutResult((other) -> tasks.update(this.uid, Map.of("title", "other")));
					tasks.update(this.uid, Map.of("title", "mine"));
				}));
		assertThat(tasks.findUnique(Where.eq("uid", this.uid)).orElseThrow().value()).isEqualTo(task("other"));
	}

	@Test
	void aCallersFailureTakesOursWithIt() {
		assertThatExceptionOfType(DataIntegrityViolationException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> {
				tasks.create(this.uid, task("ours"));
				context.getBean(JdbcTemplate.class).update("insert into task (title) values ('')");
			}));
		assertNothingStored();
	}

	private void assertNothingStored() {
		assertThat(database.jdbc()
			.queryForObject(
					"select (select count(*) from task where uid = ?::uuid) + (select count(*) from "
							+ "offline_sync.sync_metadata where uid = ?)",
					Long.class, this.uid.toString(), this.uid.toString()))
			.isZero();
	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		private final List<String> all = new ArrayList<>();

		private @Nullable String refused;

		@TransactionalEventListener
		void created(RecordCreatedEvent<Task> event) {
			this.all.add("created Task " + value(event).title());
		}

		@TransactionalEventListener
		void updated(RecordUpdatedEvent<Task> event) {
			assertThat(event.before()).isNotNull();
			this.all.add("updated Task " + Objects.requireNonNull(event.before()).title() + " " + value(event).title());
		}

		@TransactionalEventListener
		void deleted(RecordDeletedEvent<Task> event) {
			assertThat(event.record().value()).isNull();
			assertThat(event.record().metadata().deleted()).isTrue();
			this.all.add("deleted Task " + Objects.requireNonNull(event.before()).title());
		}

		@TransactionalEventListener
		void project(RecordCreatedEvent<Project> event) {
			this.all.add("created Project");
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
		void rolledBack(RecordCreatedEvent<Task> event) {
			this.all.add("rolled back Task " + value(event).title());
		}

		@EventListener
		void refuse(RecordCreatedEvent<Task> event) {
			if (value(event).title().equals(this.refused)) {
				throw new IllegalStateException("Refused");
			}
		}

		private static Task value(SyncedRecordEvent<Task> event) {
			return Objects.requireNonNull(event.record().value());
		}

	}

}
