package io.offlinesync;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The stamps that decide who wins, in UTC with a precision of milliseconds.
 *
 * @param createdAt when the record was created, or {@literal null} if nobody said
 * @param updatedAt when it was last updated, or {@literal null}
 * @param deletedAt when it was deleted, or {@literal null} while it lives
 */
public record RecordMetadata(@Nullable Instant createdAt, @Nullable Instant updatedAt, @Nullable Instant deletedAt) {

	/**
	 * The metadata of a record that was never stamped: older than everything.
	 */
	public static final RecordMetadata NONE = new RecordMetadata(null, null, null);

	/**
	 * The record's time: the stamp of the last thing that happened to it.
	 * @return {@code deletedAt}, else {@code updatedAt}, else {@code createdAt}, or
	 * {@literal null} if the record was never stamped
	 */
	public @Nullable Instant time() {
		if (this.deletedAt != null) {
			return this.deletedAt;
		}
		return (this.updatedAt != null) ? this.updatedAt : this.createdAt;
	}

	/**
	 * Whether this is a tombstone.
	 * @return {@literal true} if {@code deletedAt} is set
	 */
	public boolean deleted() {
		return this.deletedAt != null;
	}

}
