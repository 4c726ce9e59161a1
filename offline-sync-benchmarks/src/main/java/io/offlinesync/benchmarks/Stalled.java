package io.offlinesync.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.Unit;

/**
 * Clients that read, with and without others that never do.
 */
final class Stalled implements Scenario {

	private static final int READERS = 20;

	private static final int STALLED = 100;

	private static final double RATE = 50;

	private final UUID list = UUID.randomUUID();

	private final Durations latencies = new Durations();

	private final List<Follower> readers = new ArrayList<>();

	private long added;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		try (Bench bench = Bench.start(settings, 100_000, report)) {
			for (int i = 0; i < READERS; i++) {
				Follower reader = new Follower(bench, this.latencies);
				reader.subscribe(Follower.lists(this.list));
				this.readers.add(reader);
			}
			bench.await(() -> this.readers.stream().allMatch(Follower::complete));
			Adder adder = new Adder(bench, this.list, settings, "push");
			measure(bench, adder, settings.number("warm-up"));
			measure(bench, adder, settings.number("seconds"));
			Durations without = this.latencies.copy();
			long[] before = bench.server().heap();
			for (int i = 0; i < STALLED; i++) {
				// Every other one takes the whole table, which fills every buffer on the
				// way.
				bench.client().subscribeAndStall((i % 2 == 0) ? "auto" : "client-individual", Follower.everything());
			}
			for (String when : new String[] { "have just come", "are there" }) {
				measure(bench, adder, settings.number("seconds"));
				for (int percent : new int[] { 50, 99 }) {
					report.figure("delivery to %d others when %d %s, p%d".formatted(READERS, STALLED, when, percent),
							this.latencies.percentile(percent), Unit.MILLISECONDS,
							new Limit("without them", without.percentile(percent)), "");
				}
			}
			long[] after = bench.server().heap();
			report.figure("server heap, at most", after[1] / 1e6, Unit.MEGABYTES,
					new Limit("without them", before[0] / 1e6), "%.1f MB in the end", after[0] / 1e6);
		}
	}

	private void measure(Bench bench, Adder adder, int seconds) throws Exception {
		this.latencies.clear();
		this.added += adder.add(RATE, seconds);
		bench.await(() -> this.readers.stream().allMatch((reader) -> reader.changes() >= this.added));
	}

}
