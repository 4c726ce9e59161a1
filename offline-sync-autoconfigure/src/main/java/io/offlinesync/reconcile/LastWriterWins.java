package io.offlinesync.reconcile;

import java.time.Instant;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.Decision.RowChange;
import io.offlinesync.reconcile.Decision.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The newest write wins, record by record.
 */
public final class LastWriterWins {

	private LastWriterWins() {
	}

	/**
	 * Decide what becomes of a mutation.
	 * <p>
	 * Where row and metadata disagree, three things follow from the rules without being
	 * said there. An update newer than a stale or lost row makes the record anew from all
	 * of its data, since what a stale row holds was deleted. A mutation that removes a
	 * stale row keeps the verdict it would get had the row not been there. And a delete
	 * with exactly the time of a lost row is applied, not superseded: the tombstone that
	 * it leaves is its own, as with any other live record.
	 * @param stored what the server has
	 * @param op what the mutation does
	 * @param t its stamp, in milliseconds
	 * @param forgotten the greatest time of a tombstone that was purged, or
	 * {@literal null} if none was
	 * @return the decision
	 */
	public static Decision decide(StoredState stored, Operation op, Instant t, @Nullable Instant forgotten) {
		if (stored.unknown() && forgotten != null && !t.isAfter(forgotten)) {
			return Decision.keep((op == Operation.DELETE) ? Verdict.UNCHANGED : Verdict.EXPIRED, stored);
		}
		Instant time = stored.time();
		return (time == null || t.isAfter(time)) ? newer(stored, op, t) : notNewer(stored, time, op, t);
	}

	private static Decision newer(StoredState stored, Operation op, Instant t) {
		RowChange whole = stored.row() ? RowChange.REPLACE : RowChange.INSERT;
		return switch (op) {
			case CREATE -> new Decision(Verdict.APPLIED, whole, new RecordMetadata(t, null, null));
			case UPDATE -> new Decision(Verdict.APPLIED, stored.live() ? RowChange.UPDATE : whole,
					new RecordMetadata(stored.stamps().createdAt(), t, null));
			case DELETE -> gone(Verdict.APPLIED, stored, t);
		};
	}

	private static Decision notNewer(StoredState stored, Instant time, Operation op, Instant t) {
		boolean deleteOnTie = op == Operation.DELETE && t.equals(time);
		if (stored.deleted()) {
			return gone(deleteOnTie ? Verdict.UNCHANGED : Verdict.SUPERSEDED, stored, time);
		}
		if (deleteOnTie) {
			return gone(Verdict.APPLIED, stored, t);
		}
		return stored.row() ? Decision.keep(Verdict.SUPERSEDED, stored) : gone(Verdict.SUPERSEDED, stored, time);
	}

	private static Decision gone(Verdict verdict, StoredState stored, Instant at) {
		return new Decision(verdict, stored.row() ? RowChange.DELETE : RowChange.NONE, stored.tombstone(at));
	}

}
