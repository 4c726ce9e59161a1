package io.offlinesync.jdbc;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Takes a table over whose writes were not captured for a while: where its rows and what
 * is known of them say different things, the rows are right. A row of which nothing is
 * known stays so, which is older than everything.
 */
final class CaptureAdoption {

	private static final String KNOWN = "select exists (select from %s where table_name = ?)";

	private static final String STAMP = "%s(date_trunc('milliseconds', clock_timestamp()), m.created_at, m.updated_at, "
			+ "m.deleted_at)";

	private static final String APPEARED = """
			update %1$s m set created_at = %2$s, updated_at = null, deleted_at = null,
			  field_times = case when ?::boolean then %3$s(null, null, %2$s) end, xid = greatest(m.xid, pg_current_xact_id())
			from %4$s t where m.table_name = ? and m.deleted_at is not null and m.uid = t.%5$s::text collate "C\"""";

	private static final String VANISHED = """
			update %1$s m set deleted_at = %2$s, field_times = null, xid = greatest(m.xid, pg_current_xact_id())
			where m.table_name = ? and m.deleted_at is null
			  and not exists (select from %3$s t where m.uid = t.%4$s::text collate "C")""";

	private final JdbcTemplate jdbc;

	private final SchemaNames schema;

	CaptureAdoption(JdbcTemplate jdbc, SchemaNames schema) {
		this.jdbc = jdbc;
		this.schema = schema;
	}

	/**
	 * Take a table over, in the transaction that creates its triggers and so keeps others
	 * from writing.
	 */
	void adopt(CapturedTable table) {
		String metadata = this.schema.metadata();
		if (!Boolean.TRUE.equals(this.jdbc.queryForObject(KNOWN.formatted(metadata), Boolean.class, table.name()))) {
			return;
		}
		// What the planner takes for a few rows may be millions, in tables never
		// analyzed.
		this.jdbc.execute("set local enable_nestloop = off");
		String stamp = STAMP.formatted(this.schema.in("stamp_after"));
		String id = SchemaNames.quote(table.idColumn());
		this.jdbc.update(APPEARED.formatted(metadata, stamp, this.schema.in("fields_after"), table.sql(), id),
				table.merging(), table.name());
		this.jdbc.update(VANISHED.formatted(metadata, stamp, table.sql(), id), table.name());
	}

}
