package io.offlinesync.reconcile;

import java.time.Instant;

import io.offlinesync.ConflictResolver;
import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.Resolution;
import io.offlinesync.reconcile.Decision.RowChange;
import io.offlinesync.reconcile.Decision.Verdict;

/**
 * What follows from the answer of a {@link ConflictResolver}.
 */
public final class Resolving {

	private Resolving() {
	}

	/**
	 * Whether the resolver has a say: it does on records that live, whatever the
	 * mutation's stamp. On all others {@link LastWriterWins} decides.
	 * @param stored what the server has
	 * @return {@literal true} if the resolver is to be asked
	 */
	public static boolean asks(StoredState stored) {
		return stored.live();
	}

	/**
	 * Decide what becomes of a mutation. What is stored gets a stamp later than what was
	 * there, so that everybody who holds that hears of it.
	 * @param stored what the server has, live
	 * @param op what the mutation does
	 * @param t its stamp, in milliseconds
	 * @param choice the resolver's answer
	 * @param sameValue whether the row that the answer leads to equals the stored one;
	 * ignored where it leads to none. A mutation not newer than the record then is
	 * superseded, for it may be a replay, which must change nothing.
	 * @return the decision. Here {@link RowChange#REPLACE} and {@link RowChange#UPDATE}
	 * both store the row that the answer leads to; they differ in what becomes of the
	 * creation time. A merged answer to a delete keeps the record, updated.
	 * @throws IllegalArgumentException if the resolver was not to be asked
	 */
	public static Decision decide(StoredState stored, Operation op, Instant t, Resolution.Choice choice,
			boolean sameValue) {
		if (!asks(stored)) {
			throw new IllegalArgumentException("A resolver has no say on a record that does not live");
		}
		boolean delete = op == Operation.DELETE && choice == Resolution.Choice.INCOMING;
		boolean nothingNew = sameValue && !delete && !Stamps.isLater(t, stored.time());
		if (choice == Resolution.Choice.STORED || nothingNew) {
			return Decision.keep(Verdict.SUPERSEDED, stored);
		}
		Instant stamp = Stamps.later(t, stored.time());
		if (delete) {
			return new Decision(Verdict.APPLIED, RowChange.DELETE, stored.tombstone(stamp));
		}
		if (op == Operation.CREATE) {
			return new Decision(Verdict.APPLIED, RowChange.REPLACE, new RecordMetadata(stamp, null, null));
		}
		return new Decision(Verdict.APPLIED, RowChange.UPDATE,
				new RecordMetadata(stored.stamps().createdAt(), stamp, null));
	}

}
