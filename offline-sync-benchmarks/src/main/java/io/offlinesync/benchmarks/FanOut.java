package io.offlinesync.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Many subscribers of the same list, to which rows are added ever faster, until they
 * cannot be delivered as fast any more.
 */
final class FanOut implements Scenario {

	private static final double FIRST_RATE = 20;

	private static final double GROWTH = 1.5;

	/** Of what was to be delivered; below, the server cannot any more. */
	private static final double SATURATED = 0.9;

	/** One in so many subscribers looks at the times. */
	private static final int OBSERVERS = 50;

	private final UUID list = UUID.randomUUID();

	private final Durations latencies = new Durations();

	private final List<Follower> followers = new ArrayList<>();

	private long added;

	@Override
	public void run(Settings settings, Report report) throws Exception {
		try (Bench bench = Bench.start(settings, 100_000, report)) {
			int subscribers = settings.number("subscribers");
			for (int i = 0; i < subscribers; i++) {
				Follower follower = new Follower(bench, (i % OBSERVERS == 0) ? this.latencies : null);
				follower.subscribe(Follower.lists(this.list));
				this.followers.add(follower);
			}
			bench.await(() -> this.followers.stream().allMatch(Follower::complete));
			Adder adder = new Adder(bench, this.list, settings);
			step(bench, adder, FIRST_RATE, settings.number("warm-up"));
			double achieved = 1;
			double best = 0;
			for (double rate = FIRST_RATE; achieved > SATURATED; rate *= GROWTH) {
				double delivered = step(bench, adder, rate, settings.number("seconds"));
				achieved = delivered / rate / subscribers;
				best = Math.max(best, delivered);
				report.line("fan-out to %,d: %.0f changes/s, %,.0f deliveries/s (%.0f %%), delivery %s", subscribers,
						rate, delivered, 100 * achieved, this.latencies);
			}
			report.line("fan-out to %,d: at most %,.0f deliveries/s", subscribers, best);
		}
	}

	private double step(Bench bench, Adder adder, double rate, int seconds) throws Exception {
		this.latencies.clear();
		long before = delivered();
		long start = System.nanoTime();
		this.added += adder.add(rate, seconds);
		double delivered = (delivered() - before) * 1e9 / (System.nanoTime() - start);
		bench.await(() -> this.followers.stream().allMatch((follower) -> follower.changes() >= this.added));
		return delivered;
	}

	private long delivered() {
		return this.followers.stream().mapToLong(Follower::changes).sum();
	}

}
