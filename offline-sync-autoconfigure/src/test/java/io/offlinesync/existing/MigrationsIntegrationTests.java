package io.offlinesync.existing;

import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import db.callback.RecordingCallback;
import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.existing.domain.ExistingApplication;
import io.offlinesync.existing.domain.Task;
import io.offlinesync.existing.domain.TaskRepository;
import io.offlinesync.testsupport.TestDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MigrationsIntegrationTests {

	private static final String OURS = "select version from offline_sync.schema_history where version is not null "
			+ "order by installed_rank";

	private static final String THEIRS = "select version from flyway_schema_history order by installed_rank";

	private final TestDatabase database = TestDatabase.create();

	private final JdbcTemplate jdbc = this.database.jdbc();

	@Test
	void flywayMigratesTheApplicationsTablesInADatabaseThatIsNotEmpty() {
		this.jdbc.execute("create table legacy as select 'kept' as text");
		String[] baseline = { "spring.flyway.baseline-on-migrate=true", "spring.flyway.baseline-version=0" };
		try (ConfigurableApplicationContext context = ExistingApplication.startWithFlyway(this.database, baseline)) {
			assertThat(context.getBeansOfType(Flyway.class)).hasSize(1);
			assertThat(context.getBean(Flyway.class).info().pending()).isEmpty();
			assertWorks(context);
		}
		assertThat(this.jdbc.queryForList(THEIRS, String.class)).containsExactly("0", "1", "2");
		assertThat(this.jdbc.queryForList(OURS, String.class)).contains("1");
		assertThat(tables("public")).containsExactly("flyway_schema_history", "legacy", "project", "task");
		assertThat(tables("offline_sync")).contains("schema_history", "sync_metadata", "sync_state");
		assertThat(this.jdbc.queryForObject("select text from legacy", String.class)).isEqualTo("kept");

		List<Map<String, Object>> before = histories();
		try (ConfigurableApplicationContext context = ExistingApplication.startWithFlyway(this.database)) {
			assertWorks(context);
		}
		assertThat(histories()).isEqualTo(before);
	}

	@Test
	void oursComeAfterTheApplicationsAndNotAtAllIfThoseFail() {
		assertThatException().isThrownBy(() -> ExistingApplication.startWithFlyway(this.database,
				"spring.flyway.locations=classpath:existing/failing"));
		assertThat(tables("offline_sync")).isEmpty();
		ExistingApplication.startWithFlyway(this.database).close();
		assertThat(
				this.jdbc.queryForObject("select min(installed_on) from offline_sync.schema_history", Timestamp.class))
			.isAfterOrEqualTo(
					this.jdbc.queryForObject("select max(installed_on) from flyway_schema_history", Timestamp.class));
	}

	@Test
	void whatDependsOnTheDatabaseComesAfterBoth() {
		try (ConfigurableApplicationContext context = ExistingApplication.builder(ExistingApplication.FLYWAY)
			.sources(Eager.class)
			.properties(this.database.properties())
			.run()) {
			assertThat(context.getBean(Eager.class).found).containsExactly(0L, 0L);
		}
	}

	@Test
	void callbacksOfTheApplicationAreNotCalledForOurs() {
		RecordingCallback.CALLS.clear();
		ExistingApplication.startWithFlyway(this.database).close();
		assertThat(RecordingCallback.CALLS).containsExactly("flyway_schema_history");
	}

	@Test
	void flywayMayBeSwitchedOnLater() {
		// With a schema of the application's that is still empty: ours must not fill it.
		this.jdbc.execute("create schema app");
		this.jdbc.execute("create table app.task (uid uuid primary key, project_uid uuid, title text, done boolean)");
		this.jdbc.execute("create table app.project (uid uuid primary key, name text)");
		ExistingApplication.start(this.database, "spring.datasource.hikari.connection-init-sql=set search_path to app")
			.close();
		assertThat(tables("public")).isEmpty();
		this.jdbc.execute("drop schema app cascade");
		try (ConfigurableApplicationContext context = ExistingApplication.startWithFlyway(this.database)) {
			assertWorks(context);
		}
		assertThat(this.jdbc.queryForList(THEIRS, String.class)).containsExactly("1", "2");
	}

	@Test
	void flywayStaysOffWhereItIsSwitchedOff() {
		ExistingApplication.createTables(this.database);
		try (ConfigurableApplicationContext context = ExistingApplication.start(this.database)) {
			assertThat(context.getBeansOfType(Flyway.class)).isEmpty();
			assertWorks(context);
		}
		assertThat(tables("public")).containsExactly("project", "task");
	}

	@Test
	void flywayStaysOffWhereTheApplicationHasNoFlyway() throws Exception {
		ExistingApplication.createTables(this.database);
		String[] arguments = Stream
			.concat(Stream.of(this.database.properties()), Stream.of("spring.main.web-application-type=none"))
			.map((property) -> "--" + property)
			.toArray(String[]::new);
		try (IsolatedClassPath classPath = IsolatedClassPath.without("spring-boot-flyway-", "spring-boot-liquibase-")) {
			assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(
					() -> classPath.load("org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"));
			classPath.start(ExistingApplication.class, arguments).close();
		}
		assertThat(tables("offline_sync")).contains("sync_metadata");
		assertThat(tables("public")).containsExactly("project", "task");
	}

	@Test
	void liquibaseMigratesTheApplicationsTables() {
		String[] liquibase = { "spring.flyway.enabled=false",
				"spring.liquibase.change-log=classpath:existing/changelog.sql" };
		for (int start = 0; start < 2; start++) {
			try (ConfigurableApplicationContext context = ExistingApplication.builder(liquibase)
				.properties(this.database.properties())
				.run()) {
				assertWorks(context);
			}
		}
		assertThat(tables("public")).containsExactly("databasechangelog", "databasechangeloglock", "project", "task");
	}

	@Test
	void scriptsMakeTheApplicationsTables() {
		for (int start = 0; start < 2; start++) {
			try (ConfigurableApplicationContext context = ExistingApplication.start(this.database,
					"spring.sql.init.mode=always", "spring.sql.init.schema-locations=classpath:existing/schema.sql")) {
				assertWorks(context);
			}
		}
		assertThat(tables("public")).containsExactly("project", "task");
	}

	private static void assertWorks(ConfigurableApplicationContext context) {
		SyncedRepository<Task> tasks = Repositories.of(context, Task.class);
		UUID uid = UUID.randomUUID();
		tasks.create(uid, new Task(uid, "Write tests"));
		assertThat(tasks.findMany(Where.eq("uid", uid))).hasSize(1);
		assertThat(context.getBean(TaskRepository.class).findById(uid)).contains(new Task(uid, "Write tests"));
	}

	private List<String> tables(String schema) {
		return this.jdbc.queryForList(
				"select tablename from pg_tables where schemaname = ? order by tablename collate \"C\"", String.class,
				schema);
	}

	private List<Map<String, Object>> histories() {
		return this.jdbc.queryForList("select * from flyway_schema_history union all "
				+ "select * from offline_sync.schema_history order by 1, 3");
	}

	@Configuration(proxyBeanMethods = false)
	static class Eager {

		private List<Long> found = List.of();

		// JdbcTemplate is among what Boot makes wait for the database.
		@Bean
		Object reader(JdbcTemplate jdbc) {
			this.found = jdbc.queryForList(
					"select count(*) from task union all select count(*) from offline_sync.sync_metadata", Long.class);
			return this.found;
		}

	}

}
