package io.offlinesync.benchmarks;

import java.util.UUID;

import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.Unit;

/**
 * A client that comes back and has missed a hundred changes.
 */
final class Resume implements Scenario {

	/** How many changes it has missed. */
	static final int BEHIND = 100;

	private static final int WARM_UP = 50;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		for (int rows : settings.numbers("rows", 10_000, 1_000_000)) {
			try (Bench bench = Bench.start(settings.with("rows", rows), rows, report)) {
				Follower follower = new Follower(bench, null);
				follower.subscribe(Follower.everything());
				bench.await(follower::complete);
				follower.unsubscribe();
				Durations durations = new Durations();
				Durations selects = new Durations();
				for (int i = 0; i < WARM_UP + settings.number("repeat"); i++) {
					if (i == WARM_UP) {
						durations.clear();
						selects.clear();
					}
					UUID[] changed = bench.table().update(rows, BEHIND);
					durations.add(resume(bench, follower, Follower.everything(), changed.length));
					selects.add(bench.table().select(changed));
				}
				report.figure("%,d rows, %d changes behind".formatted(rows, BEHIND), durations.percentile(50),
						Unit.MILLISECONDS, new Limit("select of the same rows", selects.percentile(50)), "p99 %.2f ms",
						durations.percentile(99));
			}
		}
	}

	/**
	 * Subscribe with the cursor, until the complete page is there.
	 * @param bench where
	 * @param follower who
	 * @param scopes what it follows
	 * @param expected how many changes have to come
	 * @return how long it took, in nanoseconds
	 */
	static long resume(Bench bench, Follower follower, String scopes, int expected) {
		long start = System.nanoTime();
		follower.subscribe(scopes);
		bench.await(follower::complete);
		long duration = follower.completedAt() - start;
		follower.unsubscribe();
		if (follower.changes() < expected) {
			throw new IllegalStateException(follower.changes() + " changes came, there were " + expected);
		}
		return duration;
	}

}
