package io.offlinesync.jdbc;

import java.util.List;

import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one transaction.
 *
 * @param id the transaction's id, given by the client
 * @param outcome the outcome
 * @param xid the database transaction that recorded the outcome, or {@literal null} if
 * none did
 * @param results the mutations' results in order; empty if not attempted
 * @param error why it was refused, or {@literal null}
 * @param mutation the index of the mutation that was refused, or {@literal null} if it
 * was the transaction as a whole
 */
public record TransactionResult(String id, Outcome outcome, @Nullable String xid, List<MutationResult> results,
		@Nullable SyncException error, @Nullable Integer mutation) {

	public TransactionResult {
		results = List.copyOf(results);
	}

	/**
	 * The outcome of a transaction.
	 */
	public enum Outcome {

		/**
		 * It was applied as a whole, though perhaps superseded.
		 */
		COMMITTED,

		/**
		 * It was refused as a whole.
		 */
		REJECTED,

		/**
		 * It has to be sent again later.
		 */
		NOT_ATTEMPTED

	}

}
