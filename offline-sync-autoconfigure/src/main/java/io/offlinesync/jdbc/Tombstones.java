package io.offlinesync.jdbc;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tells whose the deleted were. A tombstone has no row that a policy could be asked
 * about, but the log has it as it was before it was deleted. Whatever it does not have
 * any more is nobody's.
 */
final class Tombstones {

	private final JdbcTemplate jdbc;

	private final String lastRows;

	Tombstones(JdbcTemplate jdbc, SchemaNames schema) {
		this.jdbc = jdbc;
		this.lastRows = """
				select distinct on (m.uid) m.uid, c.operation, c.before::text from %s m
				join %s c on c.xid = m.xid and c.table_name = m.table_name and c.uid = m.uid
				where m.table_name = ? and m.uid = any(?)
				order by m.uid, c.seq desc""".formatted(schema.metadata(), schema.change());
	}

	/**
	 * The deleted records whose stamps a user may know.
	 * @param table the table
	 * @param uids records that do not live
	 * @param access what the user may read
	 * @return the uids of those that the user could read until they were deleted
	 */
	Set<String> readable(SyncedTableMapping<?> table, Collection<String> uids, UserAccess access) {
		if (uids.isEmpty() || access.readsAll(table)) {
			return Set.copyOf(uids);
		}
		Set<String> readable = new HashSet<>();
		look(table, uids, (uid, before) -> {
			if (access.mayRead(table, before)) {
				readable.add(uid);
			}
		});
		return readable;
	}

	/**
	 * The deleted records that a user may not write, as if they lived.
	 * @param table the table
	 * @param uids records that do not live
	 * @param access what the user may read
	 * @return the uids of those that the user could not read when they were deleted
	 */
	Set<String> foreign(SyncedTableMapping<?> table, Collection<String> uids, UserAccess access) {
		if (uids.isEmpty() || access.readsAll(table)) {
			return Set.of();
		}
		Set<String> foreign = new HashSet<>();
		look(table, uids, (uid, before) -> {
			if (!access.mayRead(table, before)) {
				foreign.add(uid);
			}
		});
		return foreign;
	}

	private void look(SyncedTableMapping<?> table, Collection<String> uids, BiConsumer<String, BeforeImage> handler) {
		this.jdbc.query(this.lastRows, (row) -> {
			String before = row.getString(3);
			if (row.getString(2).equals("delete") && before != null) {
				handler.accept(row.getString(1), new BeforeImage(before));
			}
		}, table.name(), SqlValues.array("text", uids));
	}

}
