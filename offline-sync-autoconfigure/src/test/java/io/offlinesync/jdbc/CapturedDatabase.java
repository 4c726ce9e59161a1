package io.offlinesync.jdbc;

import java.util.List;
import java.util.Objects;

import io.offlinesync.testsupport.TestDatabase;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A database with tables whose writes are captured, and what was captured of them.
 */
final class CapturedDatabase {

	static final SchemaNames SCHEMA = new SchemaNames("offline_sync");

	private final TestDatabase database = TestDatabase.create();

	private final JdbcTemplate jdbc = this.database.jdbc();

	/**
	 * Create a database.
	 * @param ddl its tables
	 */
	CapturedDatabase(String ddl) {
		new SchemaInitializer(this.database.dataSource(), this.database.dataSource(), SCHEMA, SchemaMode.MIGRATE)
			.afterPropertiesSet();
		this.jdbc.execute(ddl);
	}

	CapturedDatabase capture(String table, String idColumn) {
		return capture(new CapturedTable(0, table, table, idColumn, false));
	}

	CapturedDatabase merge(String table, String idColumn) {
		return capture(new CapturedTable(0, table, table, idColumn, true));
	}

	private CapturedDatabase capture(CapturedTable table) {
		for (CaptureTrigger trigger : CaptureTrigger.values()) {
			this.jdbc.execute(trigger.ddl(SCHEMA, table, "epoch"));
		}
		return this;
	}

	TestDatabase database() {
		return this.database;
	}

	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	/**
	 * Execute statements in one transaction.
	 */
	void execute(String sql) {
		this.jdbc.execute(sql);
	}

	/**
	 * What has been logged since the last call: operation, uid, and the row as it was.
	 */
	List<String> log() {
		return this.jdbc.queryForList("""
				with taken as (delete from offline_sync.sync_change returning *)
				select concat_ws(' ', operation, uid, before) from taken order by xid, seq""", String.class);
	}

	/**
	 * Which stamps a record has, and whether they are in order.
	 */
	String stamps(String uid) {
		return this.jdbc.query("""
				select concat_ws(' < ', case when created_at is not null then 'created' end,
				    case when updated_at is not null then 'updated' end,
				    case when deleted_at is not null then 'deleted' end),
				  coalesce(created_at < coalesce(updated_at, deleted_at), true)
				    and coalesce(updated_at < deleted_at, true)
				from offline_sync.sync_metadata where uid = ?""",
				(row) -> row.next() ? (row.getBoolean(2) ? "" : "in disorder: ") + row.getString(1) : "none", uid);
	}

	/**
	 * Whether each row lives by its metadata, and everything else is a tombstone.
	 */
	boolean agrees(String table, String idColumn) {
		return Objects.requireNonNull(this.jdbc.queryForObject("""
				select coalesce(bool_and((t.%2$s is not null) = (m.uid is not null and m.deleted_at is null)), true)
				from %1$s t full join (select * from offline_sync.sync_metadata where table_name = '%1$s') m
				on t.%2$s::text = m.uid""".formatted(table, idColumn), Boolean.class));
	}

}
