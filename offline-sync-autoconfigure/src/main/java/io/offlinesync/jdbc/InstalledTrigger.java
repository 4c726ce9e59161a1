package io.offlinesync.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A trigger that calls one of the library's functions, as it is.
 *
 * @param table the oid of its table
 * @param root the oid of the table that its table is a partition of, or of its table
 * @param sql its table's name as SQL
 * @param name its name
 * @param function the function it calls
 * @param arguments what it hands to the function
 * @param enabled whether it fires
 * @param type its timing and event
 * @param oldRows the name of the transition table of old rows, or {@literal null}
 * @param newRows the name of the transition table of new rows, or {@literal null}
 */
record InstalledTrigger(long table, long root, String sql, String name, String function, List<String> arguments,
		boolean enabled, int type, @Nullable String oldRows, @Nullable String newRows) {

	private static final int EPOCH = 2;

	/**
	 * Only the catalog is read, and no table locked.
	 */
	private static final String READ = """
			select t.tgrelid::int8, coalesce(pg_partition_root(t.tgrelid)::oid, t.tgrelid)::int8,
			  format('%I.%I', tn.nspname, c.relname), t.tgname, p.proname,
			  array(select convert_from(decode(a.text, 'escape'), getdatabaseencoding())
			    from regexp_split_to_table(encode(t.tgargs, 'escape'), '\\\\000') with ordinality as a (text, i)
			    where a.i <= t.tgnargs order by a.i),
			  t.tgenabled in ('O', 'A') and t.tgqual is null, t.tgtype::int4, t.tgoldtable, t.tgnewtable
			from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace tn on tn.oid = c.relnamespace
			join pg_proc p on p.oid = t.tgfoid join pg_namespace pn on pn.oid = p.pronamespace
			where pn.nspname = ? and not t.tgisinternal order by t.tgrelid, t.tgname""";

	/**
	 * All triggers of this kind.
	 * @return the triggers by the oid of their table
	 */
	static Map<Long, List<InstalledTrigger>> read(JdbcTemplate jdbc, SchemaNames schema) {
		Map<Long, List<InstalledTrigger>> found = new LinkedHashMap<>();
		jdbc.query(READ, (row) -> {
			InstalledTrigger trigger = of(row);
			found.computeIfAbsent(trigger.table(), (oid) -> new ArrayList<>()).add(trigger);
		}, schema.schema());
		return found;
	}

	private static InstalledTrigger of(ResultSet row) throws SQLException {
		return new InstalledTrigger(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4),
				row.getString(5), List.of((String[]) row.getArray(6).getArray()), row.getBoolean(7), row.getInt(8),
				row.getString(9), row.getString(10));
	}

	/**
	 * Whether nothing is to be done about it.
	 */
	boolean isUpToDate(CaptureTrigger wanted, SchemaNames schema, CapturedTable captured, String epoch) {
		return captures(wanted, captured) && this.name.equals(wanted.triggerName(schema))
				&& this.arguments.equals(captured.arguments(epoch));
	}

	/**
	 * Whether it captures the table's writes, even if it is outdated.
	 */
	boolean captures(CaptureTrigger wanted, CapturedTable captured) {
		return this.enabled && this.function.equals(wanted.function()) && this.type == wanted.type()
				&& Objects.equals(this.oldRows, wanted.oldRows()) && Objects.equals(this.newRows, wanted.newRows())
				&& this.arguments.size() > EPOCH && this.arguments.get(0).equals(captured.name())
				&& this.arguments.get(1).equals(captured.idColumn());
	}

	String epoch() {
		return this.arguments.get(EPOCH);
	}

	/**
	 * The statement that drops it. Somebody else may be doing so.
	 */
	String drop() {
		return "drop trigger if exists " + SchemaNames.quote(this.name) + " on " + this.sql;
	}

}
