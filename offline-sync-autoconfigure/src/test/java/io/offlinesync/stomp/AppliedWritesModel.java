package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What is left of the writes that a server says it applied. It says so only of writes
 * that were newer than what it had, so in whatever order they came, they were applied to
 * a record in the order of their stamps.
 */
final class AppliedWritesModel {

	private final Map<String, List<Applied>> applied = new HashMap<>();

	private final Map<String, Long> superseded = new HashMap<>();

	/** A write that was answered with "applied". */
	synchronized void applied(String uid, Applied write) {
		this.applied.computeIfAbsent(uid, (key) -> new ArrayList<>()).add(write);
	}

	/** A write that was answered with "superseded". */
	synchronized void superseded(String uid, long at) {
		this.superseded.merge(uid, at, Math::max);
	}

	/** How many writes were applied. */
	synchronized long count() {
		return this.applied.values().stream().mapToLong(List::size).sum();
	}

	/** The newest stamp that was superseded, which something else must have beaten. */
	synchronized long newestSuperseded(String uid) {
		return this.superseded.getOrDefault(uid, Long.MIN_VALUE);
	}

	/** A record as it must be now. */
	synchronized State state(String uid) {
		State state = new State(null, null, null, null);
		List<Applied> writes = new ArrayList<>(this.applied.getOrDefault(uid, List.of()));
		writes
			.sort(Comparator.comparingLong(Applied::at).thenComparing((write) -> write.operation == Operation.DELETE));
		for (Applied write : writes) {
			state = state.after(write);
		}
		return state;
	}

	/**
	 * A write.
	 *
	 * @param operation what it does
	 * @param at its stamp
	 * @param data the fields, none if it deletes
	 * @param changed the fields that it sets on a living record
	 */
	record Applied(Operation operation, long at, Map<String, @Nullable Object> data, Set<String> changed) {

		/** A delete has no data. */
		Applied bare() {
			return (this.operation == Operation.DELETE) ? new Applied(this.operation, this.at, Map.of(), Set.of())
					: this;
		}

	}

	/**
	 * A record.
	 *
	 * @param row the fields, or {@literal null} if there is no row
	 * @param createdAt when it was created
	 * @param updatedAt when it was updated
	 * @param deletedAt when it was deleted
	 */
	record State(@Nullable Map<String, @Nullable Object> row, @Nullable Long createdAt, @Nullable Long updatedAt,
			@Nullable Long deletedAt) {

		@Nullable Long time() {
			return (this.deletedAt != null) ? this.deletedAt
					: (this.updatedAt != null) ? this.updatedAt : this.createdAt;
		}

		private State after(Applied write) {
			return switch (write.operation) {
				case CREATE -> new State(write.data, write.at, null, null);
				case UPDATE -> new State(updated(write), this.createdAt, write.at, null);
				case DELETE -> new State(null, this.createdAt, this.updatedAt, write.at);
			};
		}

		private Map<String, @Nullable Object> updated(Applied write) {
			if (this.row == null) {
				return write.data;
			}
			Map<String, @Nullable Object> row = new HashMap<>(this.row);
			write.changed.forEach((field) -> row.put(field, write.data.get(field)));
			return row;
		}

	}

}
