package io.offlinesync.jdbc;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.offlinesync.ConflictResolver;

import org.springframework.aop.support.AopUtils;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What those want to know who run the application. Each call reads the database, briefly.
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
	 * The synced tables, and whether their writes are captured as of now. Only the
	 * catalog is read, and no table locked.
	 * @return the tables, ordered by name
	 */
	public List<TableStatus> tables() {
		Map<Long, List<InstalledTrigger>> installed = InstalledTrigger.read(this.jdbc, this.schema);
		return this.tables.all().stream().map((table) -> status(table, installed)).toList();
	}

	private <T> TableStatus status(SyncedTableMapping<T> table, Map<Long, List<InstalledTrigger>> installed) {
		CapturedTable captured = CapturedTable.of(table);
		List<InstalledTrigger> triggers = installed.getOrDefault(captured.oid(), List.of());
		EntityModel<T> model = table.model();
		ConflictResolver<T> resolver = table.resolver();
		return new TableStatus(table.name(), model.type().getName(), model.idField(), model.idType().sqlType(),
				table.isLimited() ? AopUtils.getTargetClass(table.policy()).getName() : null,
				(resolver != null) ? "resolver " + AopUtils.getTargetClass(resolver).getName()
						: WireNames.of(model.strategy()),
				missing(captured, triggers).stream().map((trigger) -> trigger.triggerName(this.schema)).toList());
	}

	private List<CaptureTrigger> missing(CapturedTable table, List<InstalledTrigger> installed) {
		List<CaptureTrigger> missing = Arrays.stream(CaptureTrigger.values())
			.filter((wanted) -> installed.stream().noneMatch((trigger) -> trigger.captures(wanted, table)))
			.toList();
		CaptureState state = CaptureState.of(this.schema, table, installed);
		// Where they were not installed together, there was a gap between them.
		return (missing.isEmpty() && state.epoch() == null) ? state.missing() : missing;
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
