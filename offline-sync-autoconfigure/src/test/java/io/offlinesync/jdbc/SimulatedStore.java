package io.offlinesync.jdbc;

import java.util.Map;
import java.util.NavigableMap;

import io.offlinesync.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A database in memory, as the statements of the change log see it. Only what is
 * committed is seen.
 */
public interface SimulatedStore {

	/**
	 * A snapshot of the database as it is now.
	 * @return PostgreSQL's text
	 */
	String snapshot();

	/**
	 * Which history of the database this is.
	 * @return the generation
	 */
	String generation();

	/**
	 * The first transaction that cursors may lack.
	 * @return the transaction
	 */
	long oldest();

	/**
	 * The change log.
	 * @return the entries by their places
	 */
	NavigableMap<Place, Entry> log();

	/**
	 * The rows and tombstones of a table.
	 * @param table the table's name
	 * @return the records by uid
	 */
	NavigableMap<String, ? extends StoredRow> rows(String table);

	/**
	 * Whether changes that come after a place are looked for as if transactions were
	 * committed in the order of their ids: wrong, to see that it is noticed.
	 * @return {@literal true} if late commits are overlooked
	 */
	boolean overlooksLateCommits();

	/**
	 * Hear that somebody has read, and that others may go on now.
	 */
	void hasBeenRead();

	/**
	 * A place in the log.
	 *
	 * @param xid the transaction
	 * @param seq the number of the change
	 */
	record Place(long xid, long seq) implements Comparable<Place> {

		@Override
		public int compareTo(Place other) {
			return (this.xid != other.xid) ? Long.compare(this.xid, other.xid) : Long.compare(this.seq, other.seq);
		}

	}

	/**
	 * An entry of the log.
	 *
	 * @param place where it stands
	 * @param mark what was drawn for it
	 * @param table the table's name, empty for a change of rights
	 * @param uid the record, or the user whose rights have changed
	 * @param operation what happened
	 * @param before the row as it was, as JSON
	 */
	record Entry(Place place, long mark, String table, @Nullable String uid, String operation,
			@Nullable String before) {

	}

	/**
	 * A record.
	 */
	interface StoredRow {

		/**
		 * The record's row.
		 * @return the values by column, or {@literal null} if there is no row
		 */
		@Nullable Map<String, Object> row();

		/**
		 * The row as the log would have it.
		 * @return JSON, or {@literal null} if there is no row
		 */
		@Nullable String image();

		/**
		 * The record's stamps.
		 * @return the stamps
		 */
		RecordMetadata metadata();

	}

}
