package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * One entry of the change log that says what became of records.
 *
 * @param xid the transaction
 * @param seq its number, by which changes of one record are in order
 * @param table the table's name
 * @param uid the record's uid, {@literal null} if the table was truncated
 * @param kind what happened
 * @param before the row as it was, or {@literal null} if there was none
 */
public record LoggedChange(long xid, long seq, String table, @Nullable String uid, Kind kind,
		@Nullable FilterValues before) {

	/**
	 * What happened.
	 */
	public enum Kind {

		CREATE, UPDATE, DELETE, TRUNCATE

	}

}
