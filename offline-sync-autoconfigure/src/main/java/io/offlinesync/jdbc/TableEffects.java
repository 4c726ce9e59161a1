package io.offlinesync.jdbc;

import java.util.Objects;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a write of one row may mean for other rows.
 *
 * @param unforeseen whether a write may change other rows, or be refused only at the end
 * of its transaction: by triggers, rules and row-level security of the application, by
 * cascades of updates, or by constraints that are deferred
 * @param deletesUnforeseen the same of deletes only
 * @param insertsMeet whether a row may be refused or not depending on others that the
 * same statement inserts
 * @param updatesMeet the same of updates, where a value may also have to be free
 */
record TableEffects(boolean unforeseen, boolean deletesUnforeseen, boolean insertsMeet, boolean updatesMeet) {

	private static final String QUERY = """
			with recursive part (oid) as (
			  select ?::oid
			  union select i.inhrelid from pg_inherits i join part on part.oid = i.inhparent),
			id (attnum) as (select attnum from pg_attribute where attrelid = ?::oid and attname = ?)
			select exists (select from pg_trigger g join part on part.oid = g.tgrelid
			    join pg_proc p on p.oid = g.tgfoid join pg_namespace n on n.oid = p.pronamespace
			    left join pg_constraint f on f.oid = g.tgconstraint and f.contype = 'f'
			    where (not g.tgisinternal and n.nspname <> ?)
			    or (g.tginitdeferred and (f.conrelid <> g.tgrelid and f.confkey = (select array[attnum] from id))
			      is not true))
			  or exists (select from pg_class c join part on part.oid = c.oid where c.relhasrules or c.relrowsecurity)
			  or exists (select from pg_constraint f join part on part.oid = f.confrelid
			    where f.contype = 'f' and f.confupdtype in ('c', 'n', 'd')
			    and f.confkey <> (select array[attnum] from id)),
			exists (select from pg_trigger g join part on part.oid = g.tgrelid where g.tginitdeferred),
			exists (select from pg_constraint f
			    where f.contype = 'f' and f.conrelid = f.confrelid and f.conrelid in (select oid from part)),
			exists (select from pg_index x join part on part.oid = x.indrelid
			    where (x.indisunique or x.indisexclusion)
			    and (x.indkey[0] <> (select attnum from id) or x.indnkeyatts > 1))""";

	/**
	 * Look at what the database knows of a table.
	 * @param jdbc where
	 * @param oid the table
	 * @param idColumn the name of the id's column
	 * @param schema the library's own tables and functions
	 * @return the effects
	 */
	static TableEffects read(JdbcTemplate jdbc, long oid, String idColumn, SchemaNames schema) {
		return Objects.requireNonNull(jdbc.queryForObject(QUERY, (row, index) -> {
			boolean unforeseen = row.getBoolean(1);
			boolean insertsMeet = unforeseen || row.getBoolean(3);
			return new TableEffects(unforeseen, unforeseen || row.getBoolean(2), insertsMeet,
					insertsMeet || row.getBoolean(4));
		}, oid, oid, idColumn, schema.schema()));
	}

}
