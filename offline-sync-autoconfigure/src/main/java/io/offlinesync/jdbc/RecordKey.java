package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * What identifies a record in the database.
 *
 * @param table the table's name
 * @param uid the id's canonical text
 */
public record RecordKey(String table, String uid) {

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RecordKey key && this.uid.equals(key.uid) && this.table.equals(key.table);
	}

	@Override
	public int hashCode() {
		return 31 * this.table.hashCode() + this.uid.hashCode();
	}

}
