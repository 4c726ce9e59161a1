package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.ClassicConfiguration;
import org.flywaydb.core.api.output.ValidateResult;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Makes the library's own tables ready, in a schema and with a migration history of their
 * own, after whatever the application does to its database.
 */
public final class SchemaInitializer implements InitializingBean {

	private static final int OLDEST = 14;

	private static final String HISTORY = "schema_history";

	private static final String POSTGRESQL = "PostgreSQL";

	/**
	 * Tells one database from another, as far as anybody may ask.
	 */
	private static final String IDENTITY = """
			select current_database() || ' ' || extract(epoch from pg_postmaster_start_time())""";

	private final DataSource dataSource;

	private final DataSource migrations;

	private final SchemaNames schema;

	private final SchemaMode mode;

	private DataSource owner;

	/**
	 * Create an initializer.
	 * @param dataSource the synced database
	 * @param migrations the same database, perhaps as a user who may change its schema
	 * @param schema the schema
	 * @param mode what to do
	 */
	public SchemaInitializer(DataSource dataSource, DataSource migrations, SchemaNames schema, SchemaMode mode) {
		this.dataSource = dataSource;
		this.migrations = migrations;
		this.schema = schema;
		this.mode = mode;
		this.owner = dataSource;
	}

	@Override
	public void afterPropertiesSet() {
		checkDatabase();
		if (this.mode == SchemaMode.NONE) {
			return;
		}
		if (isSameDatabase()) {
			this.owner = this.migrations;
		}
		switch (this.mode) {
			case MIGRATE -> {
				withFlyway(this::migrate);
				if (this.owner != this.dataSource) {
					new SchemaGrants(this.owner, this.schema).grant(user(this.dataSource));
				}
			}
			case VALIDATE -> withFlyway(this::validate);
			default -> {
				// A dry run looks once the synced tables are known, too.
			}
		}
	}

	/**
	 * In a dry run, end the start with the script of all that would be run.
	 * @param tables all synced tables
	 * @throws SchemaDryRunException if it is one
	 */
	void endDryRun(SyncedTables tables) {
		if (this.mode != SchemaMode.DRY_RUN) {
			return;
		}
		List<String> pending = new ArrayList<>();
		withFlyway((flyway) -> pending.addAll(pending(flyway)));
		boolean create = Boolean.TRUE.equals(new JdbcTemplate(this.owner)
			.queryForObject("select to_regnamespace(?) is null", Boolean.class, this.schema.quoted()));
		List<String> statements = new ArrayList<>();
		String user = (this.owner != this.dataSource) ? user(this.dataSource) : null;
		if (user != null && !pending.isEmpty()) {
			statements.addAll(new SchemaGrants(this.owner, this.schema).statements(user));
		}
		statements.addAll(capture().ddl(tables));
		throw new SchemaDryRunException(new SchemaScript(this.schema).text(create, pending, statements));
	}

	private List<String> pending(Flyway flyway) {
		try {
			return Arrays.stream(flyway.info().pending()).map(MigrationInfo::getScript).toList();
		}
		catch (FlywayException ex) {
			throw new SchemaException("The schema %s cannot be looked at".formatted(this.schema.schema()),
					"Run the dry run as a user who may read its table %s.".formatted(HISTORY), ex);
		}
	}

	/**
	 * The schema's names.
	 */
	SchemaNames names() {
		return this.schema;
	}

	/**
	 * What sees to the capture of writes, as the user and in the mode of this schema.
	 */
	CaptureInstaller capture() {
		return new CaptureInstaller(this.dataSource, this.owner, this.schema, this.mode);
	}

	private void checkDatabase() {
		Integer version = new JdbcTemplate(this.dataSource)
			.execute((ConnectionCallback<Integer>) (connection) -> connection.getMetaData().getDatabaseMajorVersion());
		String product = product(this.dataSource);
		if (!POSTGRESQL.equals(product) || version == null || version < OLDEST) {
			throw new SchemaException("The synced database is %s %s".formatted(product, version),
					"Offline Sync works with PostgreSQL 14 or later. If your application has several data sources, "
							+ "annotate the one to sync with @OfflineSyncDataSource. Where nothing is to be synced, "
							+ "set offline-sync.enabled=false.",
					null);
		}
	}

	private static @Nullable String product(DataSource dataSource) {
		return new JdbcTemplate(dataSource)
			.execute((ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName());
	}

	private static @Nullable String user(DataSource dataSource) {
		return new JdbcTemplate(dataSource).queryForObject("select current_user", String.class);
	}

	/**
	 * The application's migrations may be for another database than the synced one.
	 */
	private boolean isSameDatabase() {
		return this.migrations == this.dataSource || (POSTGRESQL.equals(product(this.migrations))
				&& Objects.equals(identity(this.dataSource), identity(this.migrations)));
	}

	private static @Nullable String identity(DataSource dataSource) {
		return new JdbcTemplate(dataSource).queryForObject(IDENTITY, String.class);
	}

	/**
	 * Flyway wants a second connection, which a small pool does not have: it gets the
	 * first one again.
	 */
	private void withFlyway(Consumer<Flyway> work) {
		new JdbcTemplate(this.owner).execute((ConnectionCallback<Boolean>) (connection) -> {
			boolean autoCommit = connection.getAutoCommit();
			connection.setAutoCommit(true);
			try {
				work.accept(flyway(new SingleConnectionDataSource(connection, true)));
			}
			finally {
				connection.setAutoCommit(autoCommit);
			}
			return true;
		});
	}

	private Flyway flyway(DataSource connection) {
		Flyway flyway = Flyway.configure(getClass().getClassLoader())
			.dataSource(connection)
			.schemas(this.schema.schema())
			.createSchemas(true)
			.table(HISTORY)
			.resourceProvider(new SchemaMigrations())
			.javaMigrationClassProvider(List::of)
			.placeholders(SchemaScript.placeholders(this.schema))
			.baselineOnMigrate(true)
			.baselineVersion("0")
			.load();
		// Those that it finds in the package db.callback are for the application's own.
		((ClassicConfiguration) flyway.getConfiguration()).setCallbacks();
		return flyway;
	}

	private void migrate(Flyway flyway) {
		try {
			flyway.migrate();
		}
		catch (FlywayException ex) {
			throw new SchemaException("The schema %s cannot be brought up to date".formatted(this.schema.schema()),
					"Let the application's database user create a schema (grant create on database … to …), or set "
							+ "offline-sync.schema.mode=none and have somebody who may run the script that "
							+ "offline-sync.schema.print=true then puts into the log.",
					ex);
		}
	}

	private void validate(Flyway flyway) {
		ValidateResult result = flyway.validateWithResult();
		if (!result.validationSuccessful) {
			throw new SchemaException(
					"The schema %s is not up to date: %s".formatted(this.schema.schema(), result.getAllErrorMessages()),
					"Set offline-sync.schema.mode=migrate, at least for one start as a user who may change the schema. Where "
							+ "the script that offline-sync.schema.print=true puts into the log was run by hand, "
							+ "there is no %s to compare with: set it to none.".formatted(HISTORY),
					null);
		}
	}

}
