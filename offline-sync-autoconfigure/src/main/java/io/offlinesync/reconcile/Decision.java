package io.offlinesync.reconcile;

import io.offlinesync.RecordMetadata;

/**
 * What becomes of one mutation of one record.
 *
 * @param verdict what the author is told
 * @param change what happens to the row. Even a mutation that is not applied may remove
 * one: a stale row, which should not be there.
 * @param metadata the metadata that stands afterwards: the stored one if nothing is to be
 * stored, {@link RecordMetadata#NONE} if there is none
 */
public record Decision(Verdict verdict, RowChange change, RecordMetadata metadata) {

	/**
	 * Whether there is metadata to store.
	 * @param stored what the decision was made on
	 * @return {@literal true} if the metadata differs from what is stored
	 */
	public boolean metadataChanged(StoredState stored) {
		return !this.metadata.equals(stored.stamps());
	}

	/**
	 * Leave everything as it is.
	 */
	static Decision keep(Verdict verdict, StoredState stored) {
		return new Decision(verdict, RowChange.NONE, stored.stamps());
	}

	/**
	 * What a mutation is told.
	 */
	public enum Verdict {

		/**
		 * It has its effect.
		 */
		APPLIED,

		/**
		 * What the server has stands, since it is newer, or as new.
		 */
		SUPERSEDED,

		/**
		 * A delete of what is deleted already: it has had its effect.
		 */
		UNCHANGED,

		/**
		 * It is refused: the record may be one that was deleted and forgotten.
		 */
		EXPIRED

	}

	/**
	 * What happens to the row.
	 */
	public enum RowChange {

		/**
		 * Nothing.
		 */
		NONE,

		/**
		 * There is none, and one is made of all of the mutation's data.
		 */
		INSERT,

		/**
		 * All of it is replaced by the mutation's data.
		 */
		REPLACE,

		/**
		 * The fields that the mutation changes are set, the others stay.
		 */
		UPDATE,

		/**
		 * It is removed.
		 */
		DELETE

	}

}
