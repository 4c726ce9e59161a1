package io.offlinesync;

/**
 * What became of a write.
 *
 * @param <T> the entity's type
 * @param outcome whether the write was applied, or a newer one stands
 * @param record the record as it is now
 */
public record WriteResult<T>(Outcome outcome, SyncedRecord<T> record) {

	/**
	 * Whether a write had its effect.
	 */
	public enum Outcome {

		/**
		 * The write stands.
		 */
		APPLIED,

		/**
		 * A write that is newer, or as new, was there before: nothing was changed.
		 */
		SUPERSEDED

	}

}
