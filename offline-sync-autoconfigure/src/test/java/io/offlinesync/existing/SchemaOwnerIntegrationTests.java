package io.offlinesync.existing;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.existing.domain.ExistingApplication;
import io.offlinesync.existing.domain.Task;
import io.offlinesync.jdbc.SchemaException;
import io.offlinesync.jdbc.SchemaInitializer;
import io.offlinesync.jdbc.SchemaMode;
import io.offlinesync.jdbc.SchemaNames;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SchemaOwnerIntegrationTests {

	private static final SchemaNames SCHEMA = new SchemaNames("offline_sync");

	private final TestDatabase database = TestDatabase.create();

	private final JdbcTemplate jdbc = this.database.jdbc();

	private final String name = this.database.url().substring(this.database.url().lastIndexOf('/') + 1);

	private final TestDatabase owner = role("owner");

	private final TestDatabase runtime = role("Run time");

	private TestDatabase role(String role) {
		String user = role + " of " + this.name;
		this.jdbc.execute("create role \"%s\" login password 'secret'".formatted(user));
		return new TestDatabase(this.database.url(), user, "secret");
	}

	private void letOwnerCreate() {
		this.jdbc.execute("grant create on database %s to \"%s\"".formatted(this.name, this.owner.username()));
		this.jdbc.execute("grant create, usage on schema public to \"%s\"".formatted(this.owner.username()));
		this.jdbc
			.execute("alter default privileges for role \"%s\" grant select, insert, update, delete on tables to \"%s\""
				.formatted(this.owner.username(), this.runtime.username()));
	}

	private String[] flywayUser() {
		return new String[] { "spring.flyway.url=" + this.owner.url(), "spring.flyway.user=" + this.owner.username(),
				"spring.flyway.password=" + this.owner.password() };
	}

	@Test
	void theUserOfTheMigrationsCreatesOurTablesAndLetsTheApplicationUseThem() {
		letOwnerCreate();
		try (ConfigurableApplicationContext context = ExistingApplication.startWithFlyway(this.runtime, flywayUser())) {
			assertThat(context.getBean(JdbcTemplate.class).queryForObject("select current_user", String.class))
				.isEqualTo(this.runtime.username());
			assertWorks(context);
		}
		assertThat(this.jdbc.queryForList(
				"select distinct tableowner from pg_tables where schemaname in ('public', 'offline_sync')",
				String.class))
			.containsExactly(this.owner.username());
		assertThatException().isThrownBy(() -> this.runtime.jdbc().execute("create table offline_sync.mine (id int)"));

		// What a later version of ours would create.
		this.owner.jdbc().execute("create table offline_sync.later (id int)");
		this.jdbc.execute("revoke all on offline_sync.later from \"%s\"".formatted(this.runtime.username()));
		try (ConfigurableApplicationContext context = ExistingApplication.startWithFlyway(this.runtime, flywayUser())) {
			assertWorks(context);
		}
		this.runtime.jdbc().execute("insert into offline_sync.later values (1)");
	}

	@Test
	void grantsAreKeptByADataSourceThatDoesNotCommitByItself() {
		letOwnerCreate();
		SchemaInitializer initializer = new SchemaInitializer(this.runtime.dataSource(), new NoAutoCommit(this.owner),
				SCHEMA, SchemaMode.MIGRATE);
		initializer.afterPropertiesSet();
		assertThat(this.runtime.jdbc().queryForObject("select count(*) from offline_sync.sync_state", Long.class))
			.isEqualTo(1);
	}

	@Test
	void nodesMayStartAtTheSameTime() throws Exception {
		letOwnerCreate();
		List<Callable<Void>> nodes = new ArrayList<>();
		int count = 8;
		CountDownLatch ready = new CountDownLatch(count);
		for (int i = 0; i < count; i++) {
			nodes.add(() -> {
				SchemaInitializer initializer = new SchemaInitializer(this.runtime.dataSource(),
						this.owner.dataSource(), SCHEMA, SchemaMode.MIGRATE);
				ready.countDown();
				ready.await();
				initializer.afterPropertiesSet();
				return null;
			});
		}
		ExecutorService threads = Executors.newFixedThreadPool(count);
		try {
			for (Future<Void> node : threads.invokeAll(nodes)) {
				node.get();
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(this.runtime.jdbc().queryForObject("select count(*) from offline_sync.sync_state", Long.class))
			.isEqualTo(1);
	}

	@Test
	void aUserWithoutRightsIsToldWhatToDo() {
		ExistingApplication.createTables(this.database);
		assertThatException().isThrownBy(() -> ExistingApplication.start(this.runtime))
			.satisfies((ex) -> assertThat(schemaException(ex).action()).contains("grant create on database"));
	}

	@Test
	void somebodyElseMayRunTheScripts() {
		ExistingApplication.createTables(this.database);
		assertThatException()
			.isThrownBy(() -> ExistingApplication.start(this.database, "offline-sync.schema.mode=validate"))
			.satisfies((ex) -> assertThat(schemaException(ex)).hasMessageContaining("not up to date"));
		ExistingApplication.start(this.database).close();
		this.jdbc.execute("grant usage on schema public, offline_sync to \"%s\"".formatted(this.runtime.username()));
		for (String schema : List.of("public", "offline_sync")) {
			this.jdbc.execute("grant select, insert, update, delete on all tables in schema %s to \"%s\""
				.formatted(schema, this.runtime.username()));
		}
		for (String mode : List.of("validate", "none")) {
			try (ConfigurableApplicationContext context = ExistingApplication.start(this.runtime,
					"offline-sync.schema.mode=" + mode)) {
				assertWorks(context);
			}
		}
		this.jdbc.execute("update offline_sync.schema_history set checksum = 1 where version = '1'");
		assertThatExceptionOfType(SchemaException.class).isThrownBy(() -> initialize(SchemaMode.VALIDATE));
	}

	@Test
	void aSchemaThatSomebodyElseCreatedWillDo() {
		this.jdbc.execute("create schema offline_sync authorization \"%s\"".formatted(this.owner.username()));
		DataSource dataSource = this.owner.dataSource();
		new SchemaInitializer(dataSource, dataSource, SCHEMA, SchemaMode.MIGRATE).afterPropertiesSet();
		assertThat(this.owner.jdbc().queryForObject("select count(*) from offline_sync.sync_state", Long.class))
			.isEqualTo(1);
	}

	@Test
	void theSchemaMayHaveAnyName() {
		ExistingApplication.createTables(this.database);
		try (ConfigurableApplicationContext context = ExistingApplication.start(this.database,
				"offline-sync.schema.name=Sync \"quoted\"")) {
			assertWorks(context);
		}
		assertThat(
				this.jdbc.queryForList("select nspname from pg_namespace where nspname ilike '%sync%'", String.class))
			.containsExactly("Sync \"quoted\"");
	}

	@Test
	void migrationsOfAnotherDatabaseAreNoMatterOfOurs() {
		TestDatabase other = TestDatabase.create();
		ExistingApplication.createTables(this.database);
		try (ConfigurableApplicationContext context = ExistingApplication.startWithFlyway(this.database,
				"spring.flyway.url=" + other.url(), "spring.flyway.user=" + other.username(),
				"spring.flyway.password=" + other.password())) {
			assertWorks(context);
		}
		assertThat(other.jdbc().queryForObject("select to_regnamespace('offline_sync') is null", Boolean.class))
			.isTrue();
	}

	private void initialize(SchemaMode mode) {
		DataSource dataSource = this.database.dataSource();
		new SchemaInitializer(dataSource, dataSource, SCHEMA, mode).afterPropertiesSet();
	}

	private static SchemaException schemaException(Throwable error) {
		Throwable cause = error;
		while (!(cause instanceof SchemaException)) {
			cause = cause.getCause();
			assertThat(cause).as("No SchemaException behind " + NestedExceptionUtils.getMostSpecificCause(error))
				.isNotNull();
		}
		return (SchemaException) cause;
	}

	private static void assertWorks(ConfigurableApplicationContext context) {
		SyncedRepository<Task> tasks = Repositories.of(context, Task.class);
		UUID uid = UUID.randomUUID();
		tasks.create(uid, new Task(uid, "Write tests"));
		assertThat(tasks.findMany(Where.eq("uid", uid))).hasSize(1);
	}

}
