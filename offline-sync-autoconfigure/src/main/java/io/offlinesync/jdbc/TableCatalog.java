package io.offlinesync.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the database knows of a table.
 *
 * @param oid the table's oid
 * @param name the table's name
 * @param schema the schema it lives in
 * @param kind {@code pg_class.relkind}
 * @param columns type names by column name, in order
 * @param key the constraint or index that makes the id unique, or {@literal null}
 * @param loose whether the id's collation takes different texts for equal
 * @param reaching whether a delete may change other rows: by a cascade, or by a trigger
 * of the application's
 * @param effects what a write may mean for other rows
 */
record TableCatalog(long oid, String name, String schema, String kind, Map<String, String> columns,
		@Nullable String key, boolean loose, boolean reaching, TableEffects effects) {

	private static final String TABLE = """
			select c.oid::int8 as oid, c.relname as name, n.nspname as schema, c.relkind::text as kind,
			  exists (select from pg_constraint f where f.confrelid = c.oid and f.contype = 'f'
			    and f.confdeltype in ('c', 'n', 'd'))
			  or exists (select from pg_trigger g join pg_proc p on p.oid = g.tgfoid
			    join pg_namespace o on o.oid = p.pronamespace
			    where g.tgrelid = c.oid and not g.tgisinternal and o.nspname <> ?) as reaching
			from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where c.oid = to_regclass(?)""";

	private static final String COLUMNS = """
			select a.attname, case when t.typtype = 'd' then b.typname else t.typname end
			from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_type b on b.oid = t.typbasetype
			where a.attrelid = ? and a.attnum > 0 and not a.attisdropped order by a.attnum""";

	private static final String KEY = """
			select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid
			join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
			where x.indrelid = ? and x.indisunique and x.indnkeyatts = 1 and x.indpred is null and x.indisvalid
			  and a.attname = ?
			order by x.indisprimary desc limit 1""";

	private static final String LOOSE = """
			select exists (select from pg_attribute a join pg_collation c on c.oid = a.attcollation
			where a.attrelid = ? and a.attname = ? and not c.collisdeterministic)""";

	/**
	 * Look a table up.
	 * @param jdbc where
	 * @param schema the library's own schema, whose triggers do not count
	 * @param table the table's name as SQL, qualified or not
	 * @param idColumn the name of the id's column
	 * @return the table, or {@literal null} if there is none
	 */
	static @Nullable TableCatalog read(JdbcTemplate jdbc, SchemaNames schema, String table, String idColumn) {
		Found found = jdbc.query(TABLE, (row) -> row.next()
				? new Found(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getBoolean(5))
				: null, schema.schema(), table);
		if (found == null) {
			return null;
		}
		Map<String, String> columns = new LinkedHashMap<>();
		jdbc.query(COLUMNS, (column) -> {
			columns.put(column.getString(1), column.getString(2));
		}, found.oid());
		String key = jdbc.query(KEY, (row) -> row.next() ? row.getString(1) : null, found.oid(), idColumn);
		boolean loose = Boolean.TRUE.equals(jdbc.queryForObject(LOOSE, Boolean.class, found.oid(), idColumn));
		return new TableCatalog(found.oid(), found.name(), found.schema(), found.kind(), columns, key, loose,
				found.reaching(), TableEffects.read(jdbc, found.oid(), idColumn, schema));
	}

	boolean isTable() {
		return "r".equals(this.kind) || "p".equals(this.kind);
	}

	private record Found(long oid, String name, String schema, String kind, boolean reaching) {

	}

}
