package io.offlinesync.jdbc;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.ValidateResult;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.data.relational.core.sql.IdentifierProcessing;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Makes the library's own tables ready, in a schema and with a migration history of their
 * own, after whatever the application does to its database.
 */
public final class SchemaInitializer implements InitializingBean {

	private static final String LOCATION = "classpath:io/offlinesync/jdbc/schema";

	private static final String HISTORY = "schema_history";

	/**
	 * Tells one database from another, as far as anybody may ask.
	 */
	private static final String IDENTITY = "select current_database() || ' ' || pg_postmaster_start_time()";

	private final DataSource dataSource;

	private final DataSource migrations;

	private final SchemaNames schema;

	private final SchemaMode mode;

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
	}

	@Override
	public void afterPropertiesSet() {
		checkDatabase();
		if (this.mode == SchemaMode.NONE) {
			return;
		}
		DataSource owner = isSameDatabase() ? this.migrations : this.dataSource;
		Flyway flyway = Flyway.configure(getClass().getClassLoader())
			.dataSource(owner)
			.schemas(this.schema.schema())
			.createSchemas(true)
			.table(HISTORY)
			.locations(LOCATION)
			.baselineOnMigrate(true)
			.baselineVersion("0")
			.load();
		if (this.mode == SchemaMode.MIGRATE) {
			migrate(flyway);
			grant(owner);
		}
		else {
			validate(flyway);
		}
	}

	private void checkDatabase() {
		String product = new JdbcTemplate(this.dataSource)
			.execute((ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName());
		if (!"PostgreSQL".equals(product)) {
			throw new SchemaException("The synced database is " + product,
					"Offline Sync works with PostgreSQL 14 or later. If your application has several data sources, "
							+ "annotate the one to sync with @OfflineSyncDataSource.",
					null);
		}
	}

	private boolean isSameDatabase() {
		if (this.migrations == this.dataSource) {
			return true;
		}
		String identity = new JdbcTemplate(this.dataSource).queryForObject(IDENTITY, String.class);
		return String.valueOf(identity)
			.equals(new JdbcTemplate(this.migrations).queryForObject(IDENTITY, String.class));
	}

	private void migrate(Flyway flyway) {
		try {
			flyway.migrate();
		}
		catch (FlywayException ex) {
			throw new SchemaException("The schema %s cannot be brought up to date".formatted(this.schema.schema()),
					"Let the application's database user create a schema (grant create on database … to …), or have "
							+ "somebody who may run the scripts in %s of the library, and set offline-sync.schema.mode=validate."
								.formatted(LOCATION),
					ex);
		}
	}

	private void validate(Flyway flyway) {
		ValidateResult result = flyway.validateWithResult();
		if (!result.validationSuccessful) {
			throw new SchemaException(
					"The schema %s is not up to date: %s".formatted(this.schema.schema(), result.getAllErrorMessages()),
					"Run the scripts in %s of the library, or set offline-sync.schema.mode=migrate."
						.formatted(LOCATION),
					null);
		}
	}

	/**
	 * Where another user than the application's owns the schema, let the application's
	 * use it.
	 */
	private void grant(DataSource owner) {
		if (owner == this.dataSource) {
			return;
		}
		String user = new JdbcTemplate(this.dataSource).queryForObject("select current_user", String.class);
		JdbcTemplate jdbc = new JdbcTemplate(owner);
		if (user != null && !user.equals(jdbc.queryForObject("select current_user", String.class))) {
			String grantee = IdentifierProcessing.ANSI.quote(user);
			String name = IdentifierProcessing.ANSI.quote(this.schema.schema());
			jdbc.execute("grant usage on schema " + name + " to " + grantee);
			jdbc.execute("grant select, insert, update, delete on all tables in schema " + name + " to " + grantee);
		}
	}

}
