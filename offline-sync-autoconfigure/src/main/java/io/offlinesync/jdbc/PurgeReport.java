package io.offlinesync.jdbc;

import java.time.Duration;
import java.time.Instant;

/**
 * What a purge has done.
 *
 * @param time when it began
 * @param took how long it took
 * @param changes how many entries of the change log went
 * @param tombstones how many tombstones went
 * @param transactions how many clients' transactions went
 * @param outcome how it ended
 */
public record PurgeReport(Instant time, Duration took, long changes, long tombstones, long transactions,
		Outcome outcome) {

	/**
	 * How a purge ended.
	 */
	public enum Outcome {

		/**
		 * All went that is older than the retention and older than all transactions that
		 * run.
		 */
		DONE,

		/**
		 * Another node is at it.
		 */
		OTHER_NODE,

		/**
		 * Somebody who writes kept it waiting: another time.
		 */
		KEPT_WAITING,

		/**
		 * It failed, and the log says why.
		 */
		FAILED

	}

}
