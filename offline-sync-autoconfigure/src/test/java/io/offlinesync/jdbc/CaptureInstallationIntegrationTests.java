package io.offlinesync.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.jdbc.domain.Note;
import io.offlinesync.jdbc.domain.Todo;
import io.offlinesync.jdbc.domain.TodoList;
import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.Gate;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CaptureInstallationIntegrationTests {

	private static final String TRIGGERS = """
			select tgname || ' ' || tgrelid::regclass || ' ' || xmin from pg_trigger
			where not tgisinternal order by 1""";

	private final TestDatabase database = DomainApplication.database();

	private final JdbcTemplate jdbc = this.database.jdbc();

	@BeforeEach
	void impatient() {
		this.database.set("lock_timeout", "20s");
	}

	/**
	 * Start, and stop again.
	 * @return the epoch of the to-dos
	 */
	private String start(String... properties) {
		try (ConfigurableApplicationContext context = DomainApplication.start(this.database, properties)) {
			String script = context.getBean(JdbcSyncService.class).schemaScript();
			return script.replaceAll("(?s).*capture_insert\\('todo', 'uid', '([^']*)'.*", "$1");
		}
	}

	private static SchemaException failure(Throwable error) {
		Throwable cause = error;
		while (!(cause instanceof SchemaException found)) {
			cause = Objects.requireNonNull(cause.getCause());
		}
		return found;
	}

	private List<String> triggers() {
		return this.jdbc.queryForList(TRIGGERS, String.class);
	}

	@Test
	void nothingIsLockedOrChangedWhenAllIsUpToDate() {
		String epoch = start();
		List<String> triggers = triggers();
		assertThat(triggers).hasSize(12);
		try (DatabaseSession session = new DatabaseSession(this.database)) {
			session.jdbc().update("lock table todo, todo_list, note in access exclusive mode");
			assertThat(start()).isEqualTo(epoch);
			assertThat(start("offline-sync.schema.mode=validate")).isEqualTo(epoch);
			assertThat(start("offline-sync.schema.mode=none")).isEqualTo(epoch);
		}
		assertThat(triggers()).isEqualTo(triggers);
	}

	@ParameterizedTest
	@ValueSource(strings = { "drop trigger offline_sync_capture_update on todo",
			"alter table todo disable trigger offline_sync_capture_delete",
			"alter table todo enable replica trigger offline_sync_capture_insert",
			"drop trigger offline_sync_capture_truncate on todo; create trigger offline_sync_capture_truncate "
					+ "after truncate on todo execute function offline_sync.capture_truncate('todo', 'uid', 'e', '')",
			"create or replace trigger offline_sync_capture_delete after delete on todo referencing old table as old_rows "
					+ "execute function offline_sync.capture_delete('another', 'uid', 'e', '')" })
	void anotherEpochBeginsWhereWritesMayHaveBeenMissed(String damage) {
		String epoch = start();
		this.jdbc.execute(damage);
		String repaired = start();
		assertThat(repaired).isNotEqualTo(epoch);
		assertThat(start("offline-sync.schema.mode=validate")).isEqualTo(repaired);
	}

	@ParameterizedTest
	@ValueSource(strings = { "alter trigger offline_sync_capture_update on todo rename to a",
			"create or replace trigger offline_sync_capture_delete after delete on todo referencing old table as old_rows "
					+ "execute function offline_sync.capture_delete('todo', 'uid', '%s', 'merge')",
			"create trigger second after delete on todo referencing old table as old_rows "
					+ "execute function offline_sync.capture_delete('todo', 'uid', '%s', '')" })
	void theEpochStaysWhereOutdatedTriggersHaveFired(String damage) {
		String epoch = start();
		this.jdbc.execute(damage.formatted(epoch));
		assertThatException().isThrownBy(() -> start("offline-sync.schema.mode=validate"));
		assertThat(start()).isEqualTo(epoch);
		assertThat(start("offline-sync.schema.mode=validate")).isEqualTo(epoch);
		assertThat(triggers()).hasSize(12);
	}

	@Test
	void anAdministratorMayHaveReplicasCapturedToo() {
		String epoch = start();
		this.jdbc.execute("alter table todo enable always trigger offline_sync_capture_insert");
		assertThat(start()).isEqualTo(epoch);
		CaptureBypass.update(this.jdbc, "insert into todo (uid, title, done) values (gen_random_uuid(), 't', false)");
		assertThat(this.jdbc.queryForObject("select count(*) from offline_sync.sync_change", Long.class)).isOne();
	}

	@Test
	void validateNamesWhatIsMissingAndSaysWhatToRun() {
		start();
		this.jdbc.execute("drop trigger offline_sync_capture_update on todo");
		assertThatException().isThrownBy(() -> start("offline-sync.schema.mode=validate")).satisfies((ex) -> {
			assertThat(failure(ex)).hasMessageContaining("\"public\".\"todo\"").hasMessageNotContaining("note");
			String action = failure(ex).action();
			this.jdbc.execute(action.substring(action.indexOf("create or replace")));
		});
		start("offline-sync.schema.mode=validate");
	}

	@Test
	void nodesMayStartAtTheSameTime() throws Exception {
		int count = 4;
		CountDownLatch ready = new CountDownLatch(count);
		ExecutorService threads = Executors.newFixedThreadPool(count);
		try (ConfigurableApplicationContext context = DomainApplication.start(this.database)) {
			SyncedTables tables = new SyncedTablesFactory(this.jdbc, context.getBean(JdbcConverter.class),
					context.getBean(JdbcDialect.class), context.getBean(JsonMapper.class), CapturedDatabase.SCHEMA,
					UnknownFields.REFUSE, context.getBeanFactory())
				.create(List.of(Todo.class, TodoList.class, Note.class));
			for (String table : List.of("todo", "todo_list", "note")) {
				for (CaptureTrigger trigger : CaptureTrigger.values()) {
					this.jdbc.execute(
							"drop trigger %s on %s".formatted(trigger.triggerName(CapturedDatabase.SCHEMA), table));
				}
			}
			List<Future<String>> nodes = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				CaptureInstaller installer = new CaptureInstaller(this.database.dataSource(),
						this.database.dataSource(), CapturedDatabase.SCHEMA, SchemaMode.MIGRATE);
				nodes.add(threads.submit(() -> {
					ready.countDown();
					ready.await();
					return Objects.requireNonNull(installer.install(tables).epochs().get("todo"));
				}));
			}
			HashSet<String> epochs = new HashSet<>();
			for (Future<String> node : nodes) {
				epochs.add(node.get());
			}
			assertThat(epochs).hasSize(1);
		}
		finally {
			threads.shutdown();
		}
		assertThat(triggers()).hasSize(12);
	}

	@Test
	void aNodeWaitsForTransactionsThatHaveWritten() throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try (DatabaseSession session = new DatabaseSession(this.database)) {
			session.jdbc().update("insert into todo (uid, title, done) values (gen_random_uuid(), 't', false)");
			Future<String> epoch = thread.submit(() -> start());
			Gate.awaitBlockedByTable(this.database);
			session.commit();
			assertThat(epoch.get()).isNotEmpty();
		}
		finally {
			thread.shutdown();
		}
	}

	@Test
	void whoeverKeepsATableLockedIsToBlame() {
		CaptureTransaction transaction = new CaptureTransaction(this.database.dataSource(), Duration.ofMillis(50), 3);
		int[] tries = { 0 };
		try (DatabaseSession session = new DatabaseSession(this.database)) {
			session.jdbc().execute("lock table todo in row exclusive mode");
			assertThatExceptionOfType(SchemaException.class)
				.isThrownBy(() -> transaction.run("Failed", "todo", "", () -> {
					tries[0]++;
					transaction.jdbc().execute("lock table todo in share row exclusive mode");
					return true;
				}))
				.withMessage("Failed as long as other transactions have it locked");
		}
		assertThat(tries[0]).isEqualTo(3);
	}

	@Test
	void triggersOfTablesThatAreSyncedNoLongerAreDropped() {
		this.jdbc.execute("create table former (id int primary key); create table parts (id int primary key) "
				+ "partition by list (id)");
		start();
		CapturedTable former = new CapturedTable(0, "former", "former", "id", false);
		for (CaptureTrigger trigger : CaptureTrigger.values()) {
			this.jdbc.execute(trigger.ddl(CapturedDatabase.SCHEMA, former, "e"));
		}
		this.jdbc
			.execute("create trigger own after update on former execute function suppress_redundant_updates_trigger()");
		this.jdbc.execute("insert into former values (1)");
		start("offline-sync.schema.mode=validate");
		assertThat(triggers()).hasSize(17);
		start();
		assertThat(triggers()).hasSize(13).anyMatch((trigger) -> trigger.startsWith("own former"));
		assertThat(this.jdbc.queryForObject("select count(*) from offline_sync.sync_metadata", Long.class)).isOne();
	}

	@Test
	void twoApplicationsCaptureOneTableEachForItself() {
		start();
		start("offline-sync.schema.name=" + "Ä very long 'name' of a schema, which is cut".repeat(2).substring(0, 60));
		assertThat(triggers()).hasSize(24);
		this.jdbc.execute("insert into note (id) values ('n')");
		assertThat(this.jdbc.queryForObject("select count(*) from offline_sync.sync_change", Long.class)).isOne();
		start();
		assertThat(triggers()).hasSize(24);
	}

	@Test
	void ourTriggersReachNoOtherRows() {
		start();
		assertThat(reaching("todo")).isFalse();
		assertThat(reaching("todo_list")).as("its to-dos go with it").isTrue();
		this.jdbc
			.execute("create trigger own after delete on todo execute function suppress_redundant_updates_trigger()");
		assertThat(reaching("todo")).isTrue();
	}

	private boolean reaching(String table) {
		return Objects.requireNonNull(TableCatalog.read(this.jdbc, CapturedDatabase.SCHEMA, table, "uid")).reaching();
	}

	@Test
	void whoMayNotCreateTriggersIsToldWhatToDo() {
		String role = "role of " + this.database.url().replaceAll(".*/", "");
		String name = this.database.url().replaceAll(".*/", "");
		this.jdbc.execute("""
				create role "%1$s" login password 'pw'; grant create on database %2$s to "%1$s";
				grant select, insert, update, delete on todo, todo_list, note to "%1$s\"""".formatted(role, name));
		TestDatabase own = new TestDatabase(this.database.url(), role, "pw");
		assertThatException().isThrownBy(() -> DomainApplication.start(own).close())
			.satisfies((ex) -> assertThat(failure(ex).action()).contains("grant trigger on table \"public\".\"note\""));
		this.jdbc.execute("grant trigger on todo, todo_list, note to \"%s\"".formatted(role));
		DomainApplication.start(own).close();
		assertThat(triggers()).hasSize(12);
	}

}
