package io.offlinesync.benchmarks;

/**
 * A client that comes back and has missed a hundred changes.
 */
final class Delta implements Scenario {

	private static final int BEHIND = 100;

	private static final int WARM_UP = 50;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		for (int rows : settings.numbers("rows", 10_000, 1_000_000)) {
			try (Bench bench = Bench.start(settings.with("rows", rows), rows, report)) {
				Follower follower = new Follower(bench, null);
				follower.subscribe(Follower.everything());
				bench.await(follower::complete);
				follower.unsubscribe();
				resume(bench, follower, rows, WARM_UP);
				report.line("delta, %d changes behind, SUBSCRIBE to the complete page: %s", BEHIND,
						resume(bench, follower, rows, settings.number("repeat")));
			}
		}
	}

	private static Durations resume(Bench bench, Follower follower, int rows, int times) throws Exception {
		Durations durations = new Durations();
		for (int i = 0; i < times; i++) {
			int expected = bench.table().update(rows, BEHIND);
			long start = System.nanoTime();
			follower.subscribe(Follower.everything());
			bench.await(follower::complete);
			durations.add(follower.completedAt() - start);
			follower.unsubscribe();
			if (follower.changes() < expected) {
				throw new IllegalStateException(follower.changes() + " changes came, there were " + expected);
			}
		}
		return durations;
	}

}
