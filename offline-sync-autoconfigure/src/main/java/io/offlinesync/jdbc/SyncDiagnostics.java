package io.offlinesync.jdbc;

import java.util.List;

import javax.sql.DataSource;

import io.offlinesync.ConflictResolver;

import org.springframework.aop.support.AopUtils;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What those want to know who run the application. What is read of the database is read
 * briefly.
 */
public final class SyncDiagnostics {

	/** Who asks whether all is well should not wait for long. */
	private static final int TIMEOUT_SECONDS = 5;

	private final SyncedTables tables;

	private final JdbcTemplate jdbc;

	private final SchemaNames schema;

	private final DatabaseStatusReader database;

	private final Retention retention;

	SyncDiagnostics(SyncedTables tables, DataSource dataSource, SchemaNames schema, Retention retention) {
		this.tables = tables;
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.setQueryTimeout(TIMEOUT_SECONDS);
		this.schema = schema;
		this.database = new DatabaseStatusReader(this.jdbc, schema);
		this.retention = retention;
	}

	/**
	 * The synced tables, without a look at the database.
	 * @return the tables, ordered by name
	 */
	public List<TableDescription> descriptions() {
		return this.tables.all().stream().<TableDescription>map(SyncDiagnostics::description).toList();
	}

	private static <T> TableDescription description(SyncedTableMapping<T> table) {
		EntityModel<T> model = table.model();
		ConflictResolver<T> resolver = table.resolver();
		return new TableDescription(table.name(), model.type().getName(), model.idField(), model.idType().sqlType(),
				table.isLimited() ? AopUtils.getTargetClass(table.policy()).getName() : null, (resolver != null)
						? "resolver " + AopUtils.getTargetClass(resolver).getName() : WireNames.of(model.strategy()));
	}

	/**
	 * The synced tables, and whether their writes are captured as of now. Only the
	 * catalog is read, and no table locked.
	 * @return the tables, ordered by name
	 */
	public List<TableStatus> tables() {
		return tables(CaptureSurvey.of(this.jdbc, this.schema, this.tables));
	}

	/**
	 * The synced tables, and whether their writes were captured, without another look at
	 * the database.
	 * @param survey what was seen
	 */
	List<TableStatus> tables(CaptureSurvey survey) {
		return this.tables.all()
			.stream()
			.map((table) -> new TableStatus(description(table),
					survey.of(CapturedTable.of(table))
						.lacking()
						.stream()
						.map((trigger) -> trigger.triggerName(this.schema))
						.toList()))
			.toList();
	}

	/**
	 * The library's own tables and the running transactions.
	 * @return their state as of now
	 */
	public DatabaseStatus database() {
		return this.database.read();
	}

	/**
	 * What this node has purged.
	 * @return what is known, without a look at the database
	 */
	public RetentionStatus retention() {
		return this.retention.status();
	}

}
