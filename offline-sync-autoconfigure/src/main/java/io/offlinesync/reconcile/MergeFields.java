package io.offlinesync.reconcile;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.Decision.RowChange;
import io.offlinesync.reconcile.Decision.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The newest write wins, field by field, as long as the record lives.
 */
public final class MergeFields {

	private MergeFields() {
	}

	/**
	 * Decide what becomes of a mutation. Only the update of a {@link StoredState#live()
	 * live} record differs from {@link LastWriterWins}. A field takes the update's own
	 * stamp even where the record's time moves beyond it, since later updates of that
	 * field, and a replay of this one, are measured by when the field was set.
	 * @param stored what the server has
	 * @param op what the mutation does
	 * @param changed the fields that an update sets; ignored otherwise. An update that
	 * names none is superseded whatever its stamp, and leaves no trace: sent again after
	 * the record was deleted with an older stamp, it makes the record live again.
	 * @param t the mutation's stamp, in milliseconds
	 * @param times the stored times, or {@literal null} for those of a record on which
	 * none are stored: the record's time, for every field
	 * @param forgotten the greatest time of a tombstone that was purged, or
	 * {@literal null} if none was
	 * @return the decision
	 */
	public static MergeDecision decide(StoredState stored, Operation op, Set<String> changed, Instant t,
			@Nullable FieldTimes times, @Nullable Instant forgotten) {
		if (op == Operation.UPDATE && stored.live()) {
			return merge(stored, changed, t, times);
		}
		Decision decision = LastWriterWins.decide(stored, op, t, forgotten);
		if (!decision.metadataChanged(stored)) {
			return new MergeDecision(decision, Set.of(), times);
		}
		return new MergeDecision(decision, Set.of(), decision.metadata().deleted() ? null : FieldTimes.of(t));
	}

	private static MergeDecision merge(StoredState stored, Set<String> changed, Instant t, @Nullable FieldTimes times) {
		FieldTimes before = (times != null) ? times : FieldTimes.of(stored.time());
		Set<String> fields = changed.stream()
			.filter((field) -> Stamps.isLater(t, before.timeOf(field)))
			.collect(Collectors.toUnmodifiableSet());
		if (fields.isEmpty()) {
			return new MergeDecision(Decision.keep(Verdict.SUPERSEDED, stored), fields, times);
		}
		RecordMetadata merged = new RecordMetadata(stored.stamps().createdAt(), Stamps.later(t, stored.time()), null);
		return new MergeDecision(new Decision(Verdict.APPLIED, RowChange.UPDATE, merged), fields,
				before.with(fields, t));
	}

}
