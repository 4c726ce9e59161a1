package io.offlinesync.reconcile;

import java.time.Instant;

import io.offlinesync.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What the server has of a record. Row and metadata agree unless somebody got round the
 * capture of changes, so there are five states: {@link #unknown() unknown},
 * {@link #live() live}, deleted, and the two in which they disagree, a stale row (a row
 * whose metadata says deleted) and a lost row (live metadata without a row).
 *
 * @param row whether there is a row
 * @param metadata the stored metadata. {@literal null} and {@link RecordMetadata#NONE}
 * are the same: locking puts a placeholder without stamps where there was nothing.
 */
public record StoredState(boolean row, @Nullable RecordMetadata metadata) {

	/**
	 * The stored stamps.
	 * @return the metadata, {@link RecordMetadata#NONE} if there is none
	 */
	public RecordMetadata stamps() {
		return (this.metadata != null) ? this.metadata : RecordMetadata.NONE;
	}

	/**
	 * The record's time.
	 * @return the time, or {@literal null} if the record has no stamp, and so is older
	 * than everything
	 */
	public @Nullable Instant time() {
		return stamps().time();
	}

	/**
	 * Whether the server knows nothing of the record: no row, no stamp.
	 * @return {@literal true} if there is nothing
	 */
	public boolean unknown() {
		return !this.row && time() == null;
	}

	/**
	 * Whether the record lives: a row, and metadata that does not say deleted. A row
	 * without metadata lives.
	 * @return {@literal true} if the row counts
	 */
	public boolean live() {
		return this.row && !deleted();
	}

	/**
	 * Whether the metadata says deleted, even if there is a row.
	 * @return {@literal true} if the metadata is a tombstone
	 */
	public boolean deleted() {
		return stamps().deleted();
	}

	/**
	 * The stored stamps, with the record deleted. The others stay, since a record that
	 * lives again by an update keeps the time of its creation.
	 * @param at when it was deleted
	 * @return the metadata of a tombstone
	 */
	public RecordMetadata tombstone(Instant at) {
		RecordMetadata stamps = stamps();
		return new RecordMetadata(stamps.createdAt(), stamps.updatedAt(), at);
	}

}
