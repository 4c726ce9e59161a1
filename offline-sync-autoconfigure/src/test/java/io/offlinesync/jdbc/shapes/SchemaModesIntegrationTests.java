package io.offlinesync.jdbc.shapes;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.UUID;

import javax.sql.DataSource;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncedTable;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.SchemaDryRunException;
import io.offlinesync.jdbc.SchemaException;
import io.offlinesync.jdbc.SchemaInitializer;
import io.offlinesync.jdbc.SchemaMode;
import io.offlinesync.jdbc.SchemaNames;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.annotation.Id;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static io.offlinesync.jdbc.shapes.RunningShapes.json;
import static io.offlinesync.jdbc.shapes.RunningShapes.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * The library's own tables: made, checked or left alone, and what an application is told
 * whose database will not do.
 */
@ExtendWith(OutputCaptureExtension.class)
class SchemaModesIntegrationTests {

	private TestDatabase database = TestDatabase.create();

	@BeforeEach
	void create() {
		this.database.jdbc().execute("create table item (uid uuid primary key, name text)");
	}

	@Test
	void tellsWhoMayNotCreateASchema(CapturedOutput output) {
		String role = "role_" + UUID.randomUUID();
		this.database.jdbc().execute("create role \"" + role + "\" login password 'pw'");
		this.database.jdbc().execute("grant select, insert, update, delete on item to \"" + role + "\"");
		this.database = new TestDatabase(this.database.url(), role, "pw");
		fails("migrate");
		assertThat(output).contains("The schema offline_sync cannot be brought up to date")
			.contains("permission denied for database")
			.contains("grant create on database")
			.contains("offline-sync.schema.mode=none");
	}

	@Test
	void tellsWhoseSchemaIsNotThere(CapturedOutput output) {
		fails("validate");
		assertThat(output).contains("The schema offline_sync is not up to date")
			.contains("Set offline-sync.schema.mode=migrate");
		assertThat(this.database.jdbc().queryForObject("select to_regnamespace('offline_sync') is null", Boolean.class))
			.isTrue();
	}

	@Test
	void startsOnASchemaThatIsUpToDate() {
		works("migrate");
		works("validate");
		works("none");
	}

	@Test
	void tellsWhoseSchemaIsOld(CapturedOutput output) {
		works("migrate");
		this.database.jdbc().update("delete from offline_sync.schema_history where version = '1'");
		fails("validate");
		assertThat(output).contains("Detected resolved migration not applied to database: 1");
	}

	@Test
	void takesTheScriptThatItPrintsInModeNone(CapturedOutput output) {
		String script;
		try (ConfigurableApplicationContext context = application("none")
			.properties("offline-sync.schema.print=true", "logging.level.io.offlinesync.autoconfigure=info")
			.context()) {
			script = context.getBean(JdbcSyncService.class).schemaScript();
		}
		assertThat(output).contains("The writes to \"public\".\"item\" are not captured").contains(script);
		this.database.jdbc().execute(script);
		works("none");
		assertThat(this.database.jdbc()
			.queryForObject("select count(*) from offline_sync.sync_change where operation = 'create'", Long.class))
			.isOne();
		fails("validate");
		assertThat(output).contains("there is no schema_history to compare with: set it to none");
	}

	@Test
	void tellsInADryRunWhatItWouldDoAndDoesNothing(CapturedOutput output) {
		fails("dry-run");
		assertThat(output).contains("This is a dry run")
			.contains("create schema \"offline_sync\"")
			.contains("-- R__capture.sql")
			.contains("create or replace trigger \"offline_sync_capture_insert\"");
		assertThat(this.database.jdbc().queryForObject("select to_regnamespace('offline_sync') is null", Boolean.class))
			.isTrue();
		works("migrate");
		fails("dry-run");
		assertThat(output).contains("The database is up to date");
	}

	@Test
	void aDryRunHoldsWhatIsMissingOnly() {
		works("migrate");
		this.database.jdbc().execute("drop trigger offline_sync_capture_delete on item");
		this.database.jdbc().execute("create table other (uid uuid primary key)");
		this.database.jdbc()
			.execute("create trigger offline_sync_capture_truncate before truncate on other"
					+ " for each statement execute function offline_sync.capture_truncate('other', 'uid', 'x', '')");
		String script = dryRun();
		assertThat(script.lines().toList()).hasSize(5)
			.anyMatch((line) -> line.contains("\"offline_sync_capture_delete\" after delete"))
			.anyMatch(
					(line) -> line.equals("drop trigger if exists \"offline_sync_capture_truncate\" on public.other;"));
		this.database.jdbc().execute(script);
		assertThat(dryRun()).isEmpty();
	}

	@Test
	void theScriptOfADryRunIsAllThatIsNeeded() {
		this.database.jdbc().execute(dryRun());
		works("none");
		assertThat(this.database.jdbc()
			.queryForObject("select count(*) from offline_sync.sync_change where operation = 'create'", Long.class))
			.isOne();
	}

	private String dryRun() {
		try {
			application("dry-run").context().close();
		}
		catch (BeanCreationException ex) {
			return ((SchemaDryRunException) ex.getMostSpecificCause()).script();
		}
		throw new AssertionError("It started");
	}

	@Test
	void failsWithoutADetailInModeNoneWhereThereIsNothing() {
		try (RunningShapes shapes = application("none").start()) {
			refused(SyncErrorCode.INTERNAL_ERROR, () -> shapes.create("item", UUID.randomUUID(), "{'name':'a'}", 1));
		}
	}

	/**
	 * A server of another make is not at hand: the real one says that it is another.
	 */
	@ParameterizedTest
	@CsvSource({ "MySQL,9", "PostgreSQL,13" })
	void refusesOtherDatabases(String product, int version) {
		DataSource other = new Disguised(this.database.dataSource(), product, version);
		for (SchemaMode mode : SchemaMode.values()) {
			assertThatExceptionOfType(SchemaException.class)
				.isThrownBy(() -> new SchemaInitializer(other, other, new SchemaNames("offline_sync"), mode)
					.afterPropertiesSet())
				.withMessage("The synced database is " + product + " " + version)
				.satisfies((ex) -> assertThat(ex.action()).contains("PostgreSQL 14 or later"));
		}
		DataSource same = new Disguised(this.database.dataSource(), "PostgreSQL", 14);
		assertThatNoException()
			.isThrownBy(() -> new SchemaInitializer(same, same, new SchemaNames("offline_sync"), SchemaMode.MIGRATE)
				.afterPropertiesSet());
	}

	private ShapesApplication application(String mode) {
		return ShapesApplication.on(this.database).entities(Item.class).properties("offline-sync.schema.mode=" + mode);
	}

	private void works(String mode) {
		UUID uid = UUID.randomUUID();
		try (RunningShapes shapes = application(mode).start()) {
			assertThat(shapes.create("item", uid, "{'name':'a'}", 1))
				.isEqualTo(json("{'uid':'" + uid + "','name':'a'}"));
		}
	}

	private void fails(String mode) {
		assertThatException().isThrownBy(() -> application(mode).context());
	}

	@SyncedTable
	record Item(@Id UUID uid, @Nullable String name) {

	}

	private static final class Disguised extends DelegatingDataSource {

		private final String product;

		private final int version;

		Disguised(DataSource target, String product, int version) {
			super(target);
			this.product = product;
			this.version = version;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return proxy(Connection.class, connection, "getMetaData", proxy(DatabaseMetaData.class,
					proxy(DatabaseMetaData.class, connection.getMetaData(), "getDatabaseProductName", this.product),
					"getDatabaseMajorVersion", this.version));
		}

		/**
		 * An object that answers one method by itself.
		 */
		private static <T> T proxy(Class<T> type, T target, String method, Object answer) {
			return type
				.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, called, args) -> {
					if (called.getName().equals(method)) {
						return answer;
					}
					try {
						return called.invoke(target, args);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				}));
		}

	}

}
