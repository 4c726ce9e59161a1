package io.offlinesync.reconcile;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of one mutation of one record whose fields are merged.
 *
 * @param decision the decision on the record
 * @param fields the fields to set if the row is updated, else none
 * @param times the times to store wherever {@link Decision#metadataChanged metadata} is
 * stored: {@literal null} with a tombstone, which needs none, since living again sets
 * them all. Where no metadata is stored, the times as they were given.
 */
public record MergeDecision(Decision decision, Set<String> fields, @Nullable FieldTimes times) {

	public MergeDecision {
		fields = Set.copyOf(fields);
	}

}
