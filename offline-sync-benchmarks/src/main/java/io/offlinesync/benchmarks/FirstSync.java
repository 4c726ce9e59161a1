package io.offlinesync.benchmarks;

import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.Unit;

/**
 * All rows to a client that has none, compared with what PostgreSQL itself can give.
 */
final class FirstSync implements Scenario {

	private static final int TIMES = 3;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		for (int rows : settings.numbers("rows", 10_000, 1_000_000)) {
			try (Bench bench = Bench.start(settings.with("rows", rows), rows, report)) {
				warmUp(bench, settings.number("warm-up"));
				for (int i = 0; i < TIMES; i++) {
					run(bench, report, rows);
				}
			}
		}
	}

	private static void warmUp(Bench bench, int seconds) throws Exception {
		long end = System.nanoTime() + seconds * 1_000_000_000L;
		while (System.nanoTime() < end) {
			Follower follower = new Follower(bench, null);
			follower.subscribe(Follower.everything());
			bench.await(follower::complete);
			follower.unsubscribe();
			bench.table().copy();
		}
	}

	private static void run(Bench bench, Report report, int rows) throws Exception {
		long[] before = bench.server().heap();
		Follower follower = new Follower(bench, null);
		long start = System.nanoTime();
		follower.subscribe(Follower.everything());
		bench.await(follower::complete);
		double rate = rate(follower.changes(), follower.completedAt() - start);
		long[] after = bench.server().heap();
		follower.unsubscribe();
		start = System.nanoTime();
		long[] copied = bench.table().copy();
		double copyRate = rate(copied[0], System.nanoTime() - start);
		if (follower.changes() != copied[0]) {
			throw new IllegalStateException(follower.changes() + " rows came, there are " + copied[0]);
		}
		report.figure("%,d rows".formatted(rows), rate, Unit.ROWS_PER_SECOND,
				new Limit("COPY of row_to_json", copyRate),
				"%d bytes a row; server heap %.0f MB before, at most %.0f MB after collections", copied[1] / copied[0],
				before[0] / 1e6, after[1] / 1e6);
	}

	private static double rate(long rows, long nanos) {
		return rows * 1e9 / nanos;
	}

}
