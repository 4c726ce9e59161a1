package io.offlinesync.jdbc;

/**
 * What became of one mutation.
 *
 * @param outcome the outcome
 * @param record the record as the server has it now
 */
public record MutationResult(Outcome outcome, JsonRecord record) {

	/**
	 * The outcome of a mutation.
	 */
	public enum Outcome {

		/**
		 * It stands.
		 */
		APPLIED,

		/**
		 * What was there before is newer, or as new, and stands.
		 */
		SUPERSEDED,

		/**
		 * Its transaction was refused.
		 */
		REJECTED

	}

}
