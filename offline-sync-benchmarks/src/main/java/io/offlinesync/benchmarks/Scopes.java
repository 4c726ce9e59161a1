package io.offlinesync.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.Unit;

/**
 * What a change of one list costs while others follow many other lists. Each number of
 * them has a server of its own, as new as the others.
 */
final class Scopes implements Scenario {

	private static final int SCOPES_PER_CLIENT = 50;

	private static final double RATE = 200;

	/** What a change costs with the fewest scopes. */
	private double fewest = Double.NaN;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		for (int scopes : settings.numbers("scopes")) {
			try (Bench bench = Bench.start(settings, 100_000, report)) {
				open(bench, scopes);
				run(bench, settings, report, scopes);
			}
		}
	}

	private static void open(Bench bench, int scopes) throws Exception {
		List<Follower> others = new ArrayList<>();
		for (int i = 0; i < scopes; i += SCOPES_PER_CLIENT) {
			UUID[] lists = new UUID[SCOPES_PER_CLIENT];
			Arrays.setAll(lists, (index) -> UUID.randomUUID());
			Follower other = new Follower(bench, null);
			other.subscribe(Follower.lists(lists));
			others.add(other);
		}
		bench.await(() -> others.stream().allMatch(Follower::complete));
	}

	private void run(Bench bench, Settings settings, Report report, int scopes) throws Exception {
		UUID list = UUID.randomUUID();
		Durations latencies = new Durations();
		Follower follower = new Follower(bench, latencies);
		follower.subscribe(Follower.lists(list));
		bench.await(follower::complete);
		Adder adder = new Adder(bench, list, settings, "sql");
		int seconds = settings.number("seconds");
		adder.add(RATE, settings.number("warm-up"));
		Duration start = bench.server().processorTime();
		Pace.pauseSeconds(seconds);
		Duration idle = bench.server().processorTime().minus(start);
		latencies.clear();
		start = bench.server().processorTime();
		int changes = adder.add(RATE, seconds);
		bench.await(() -> latencies.size() >= changes);
		Duration busy = bench.server().processorTime().minus(start);
		double perChange = busy.toNanos() / 1e3 / changes;
		report.figure("processors per change, %,d scopes open".formatted(scopes), perChange, Unit.MICROSECONDS,
				Double.isNaN(this.fewest) ? null : new Limit("with the fewest", this.fewest),
				"doing nothing for as long: %.0f µs; delivery median %.0f ms, p99 %.0f ms",
				idle.toNanos() / 1e3 / changes, latencies.percentile(50), latencies.percentile(99));
		if (Double.isNaN(this.fewest)) {
			this.fewest = perChange;
		}
	}

}
