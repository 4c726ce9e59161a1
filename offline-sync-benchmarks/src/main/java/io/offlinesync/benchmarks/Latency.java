package io.offlinesync.benchmarks;

/**
 * One push after the other, and nothing else going on.
 */
final class Latency implements Scenario {

	@Override
	public void run(Settings settings, Report report) throws Exception {
		try (Bench bench = Bench.start(settings, 100_000, report)) {
			WriteLatency latency = new WriteLatency(bench);
			latency.measure(4 * settings.number("repeat"));
			latency.measure(settings.number("repeat"));
			latency.report(report, new int[] { 50, 99 }, "", "");
		}
	}

}
