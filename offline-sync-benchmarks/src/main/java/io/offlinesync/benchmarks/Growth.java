package io.offlinesync.benchmarks;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.Unit;

/**
 * What a client of one list waits for, in tables that are ever larger.
 */
final class Growth implements Scenario {

	private static final int ROWS_PER_LIST = 1_000;

	private static final int WARM_UP = 100;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		int repeat = settings.number("repeat");
		for (int rows : settings.numbers("sizes")) {
			try (Bench bench = Bench.start(settings.with("rows", rows), rows, report)) {
				String size = ", %,d rows".formatted(rows);
				firstPage(bench, report, rows, repeat, size);
				resume(bench, report, rows, repeat, size);
				WriteLatency latency = new WriteLatency(bench);
				latency.measure(2 * repeat);
				latency.measure(repeat);
				latency.report(report, new int[] { 50 }, size, "");
			}
		}
	}

	private static void firstPage(Bench bench, Report report, int rows, int repeat, String size) throws Exception {
		Durations pages = new Durations();
		Durations selects = new Durations();
		Follower follower = new Follower(bench, null);
		for (int i = 0; i < WARM_UP + repeat; i++) {
			clear(i, pages, selects);
			UUID list = anyList(rows);
			long start = System.nanoTime();
			follower.subscribeAnew(Follower.lists(list));
			bench.await(() -> follower.firstAt() != 0);
			pages.add(follower.firstAt() - start);
			bench.await(follower::complete);
			follower.unsubscribe();
			selects.add(bench.table().select(anyList(rows), follower.firstChanges()));
		}
		report.figure("first page of a list" + size, pages.percentile(50), Unit.MILLISECONDS,
				new Limit("select of as many rows", selects.percentile(50)), "%d rows, p99 %.2f ms",
				follower.firstChanges(), pages.percentile(99));
	}

	private static void resume(Bench bench, Report report, int rows, int repeat, String size) throws Exception {
		Durations durations = new Durations();
		Durations selects = new Durations();
		UUID list = anyList(rows);
		Follower follower = new Follower(bench, null);
		follower.subscribe(Follower.lists(list));
		bench.await(follower::complete);
		follower.unsubscribe();
		for (int i = 0; i < WARM_UP + repeat; i++) {
			clear(i, durations, selects);
			UUID[] changed = bench.table().update(list, Resume.BEHIND);
			durations.add(Resume.resume(bench, follower, Follower.lists(list), changed.length));
			selects.add(bench.table().select(changed));
		}
		report.figure("resume of a list, %d changes behind%s".formatted(Resume.BEHIND, size), durations.percentile(50),
				Unit.MILLISECONDS, new Limit("select of the same rows", selects.percentile(50)), "p99 %.2f ms",
				durations.percentile(99));
	}

	private static void clear(int time, Durations... durations) {
		if (time == WARM_UP) {
			for (Durations each : durations) {
				each.clear();
			}
		}
	}

	/** The list of number 0 has one row less than the others. */
	private static UUID anyList(int rows) {
		int lists = rows / ROWS_PER_LIST;
		return TodoTable.list((lists < 2) ? 0 : ThreadLocalRandom.current().nextInt(1, lists));
	}

}
