package io.offlinesync.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import io.offlinesync.benchmarks.client.Page;

/**
 * What a change of one list costs while others follow many other lists.
 */
final class Scopes implements Scenario {

	private static final int SCOPES_PER_CLIENT = 50;

	private static final double RATE = 200;

	private final Durations latencies = new Durations();

	private final UUID list = UUID.randomUUID();

	private final List<Follower> others = new ArrayList<>();

	@Override
	public void run(Settings settings, Report report) throws Exception {
		try (Bench bench = Bench.start(settings, 100_000, report)) {
			Follower follower = new Follower(bench, this.latencies);
			follower.subscribe(Follower.lists(this.list));
			bench.await(follower::complete);
			measure(bench, settings.number("seconds"));
			for (int scopes : new int[] { 100, 10_000 }) {
				open(bench, scopes);
				measure(bench, settings.number("warm-up"));
				Duration idle = processorTime(bench, () -> Pace.pause(settings.number("seconds") * 1_000_000_000L));
				Duration busy = processorTime(bench, () -> measure(bench, settings.number("seconds")));
				report.line(
						"scopes, %,d open on other lists: %.0f µs of the server's processors per change"
								+ " (idle: %.0f µs in the same time), delivery %s",
						scopes, busy.toNanos() / 1e3 / this.latencies.size(),
						idle.toNanos() / 1e3 / this.latencies.size(), this.latencies);
			}
		}
	}

	private void open(Bench bench, int scopes) throws Exception {
		while (this.others.size() * SCOPES_PER_CLIENT < scopes) {
			UUID[] lists = new UUID[SCOPES_PER_CLIENT];
			Arrays.setAll(lists, (i) -> UUID.randomUUID());
			Follower other = new Follower(bench, null);
			other.subscribe(Follower.lists(lists));
			this.others.add(other);
		}
		bench.await(() -> this.others.stream().allMatch(Follower::complete));
	}

	private void measure(Bench bench, int seconds) throws Exception {
		this.latencies.clear();
		Pace pace = new Pace(RATE);
		int changes = (int) (RATE * seconds);
		for (int i = 0; i < changes; i++) {
			pace.await();
			bench.table().insert(this.list, Page.titleOfNow());
		}
		bench.await(() -> this.latencies.size() >= changes);
	}

	private static Duration processorTime(Bench bench, Work work) throws Exception {
		Duration before = bench.server().processorTime();
		work.run();
		return bench.server().processorTime().minus(before);
	}

	@FunctionalInterface
	private interface Work {

		void run() throws Exception;

	}

}
