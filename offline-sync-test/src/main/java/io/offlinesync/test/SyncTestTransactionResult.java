package io.offlinesync.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What became of a transaction.
 *
 * @param outcome {@code committed}, {@code rejected}, or {@code not-attempted} because of
 * an outage, or of one before it
 * @param xid the database transaction that recorded it, if one did
 * @param results what became of each write, in order
 * @param error why it was not committed, or {@literal null}
 * @param mutation which of the writes is to blame, from 0, if one is
 */
public record SyncTestTransactionResult(String outcome, @Nullable String xid, List<SyncTestResult> results,
		@Nullable SyncTestError error, @Nullable Integer mutation) {

	/**
	 * Whether it was applied, as far as nothing newer was there.
	 * @return {@literal true} if it was
	 */
	public boolean isCommitted() {
		return this.outcome.equals("committed");
	}

}
