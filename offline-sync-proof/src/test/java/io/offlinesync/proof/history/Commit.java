package io.offlinesync.proof.history;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A transaction that was committed.
 *
 * @param position where it comes in the order of commits
 * @param xid its id
 * @param at when it was committed
 * @param rows the rows that it wrote, as it left them: the columns' texts, or
 * {@literal null} where it deleted the row
 */
public record Commit(int position, long xid, Instant at, Map<RowKey, @Nullable Row> rows) {

	/**
	 * A row.
	 *
	 * @param columns the columns' texts
	 */
	public record Row(Map<String, @Nullable String> columns) {

		/**
		 * A column.
		 * @param name its name
		 * @return its text
		 */
		public @Nullable String get(String name) {
			return this.columns.get(name);
		}

	}

}
