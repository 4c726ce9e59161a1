package io.offlinesync.benchmarks;

/**
 * Something to measure.
 */
@FunctionalInterface
interface Scenario {

	/**
	 * Measure it.
	 * @param settings what was asked for
	 * @param report takes the figures
	 */
	void run(Settings settings, Report report) throws Exception;

}
