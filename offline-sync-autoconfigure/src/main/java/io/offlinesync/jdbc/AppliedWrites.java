package io.offlinesync.jdbc;

import java.util.List;

/**
 * What became of the writes of a transaction.
 *
 * @param xid the transaction's id in the database
 * @param results one for each write, in order
 */
record AppliedWrites(String xid, List<Result<?>> results) {

	/**
	 * What became of one write.
	 *
	 * @param <T> the entity's type
	 * @param table the table
	 * @param outcome the outcome
	 * @param record the record at the end of the transaction
	 */
	record Result<T>(SyncedTableMapping<T> table, MutationResult.Outcome outcome, StoredRecord<T> record) {

		MutationResult toJson() {
			return new MutationResult(this.outcome, this.table.toJson(this.record));
		}

	}

}
