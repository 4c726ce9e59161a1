package io.offlinesync;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A write to a record that exists, as a {@link ConflictResolver} sees it.
 *
 * @param <T> the entity's type
 * @param stored the record in the database; its value is never {@literal null}
 * @param operation what the write does
 * @param incoming the record as the write would leave it, or {@literal null} if it
 * deletes
 * @param changed the JSON names of the fields that the write sets; empty if it deletes
 * @param at the write's stamp, at most milliseconds
 */
public record RecordConflict<T>(SyncedRecord<T> stored, Operation operation, @Nullable T incoming, Set<String> changed,
		Instant at) {

	/**
	 * Whether the write is newer than the record.
	 * @return {@literal true} if the last writer would win
	 */
	public boolean incomingIsNewer() {
		Instant time = this.stored.metadata().time();
		return time == null || this.at.isAfter(time);
	}

}
