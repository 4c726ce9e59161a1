package io.offlinesync.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;

import io.offlinesync.benchmarks.limit.Broadcast;
import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.Unit;

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
			Adder adder = new Adder(bench, this.list, settings, "sql");
			step(bench, adder, FIRST_RATE, settings.number("warm-up"));
			double achieved = 1;
			Step best = new Step(0, 0, 1, 1);
			for (double rate = FIRST_RATE; achieved > SATURATED; rate *= GROWTH) {
				Step step = step(bench, adder, rate, settings.number("seconds"));
				achieved = step.perSecond / rate / subscribers;
				report.line("fan-out to %,d: %.0f changes/s, %,.0f deliveries/s (%.0f %%), delivery %s", subscribers,
						rate, step.perSecond, 100 * achieved, this.latencies);
				best = (step.perSecond > best.perSecond) ? step : best;
			}
			double limit = broadcast(bench, settings, best.bytes, subscribers) * best.changes;
			report.figure("to %,d subscribers of a list".formatted(subscribers), best.perSecond,
					Unit.DELIVERIES_PER_SECOND, new Limit("broadcast of the same pages", limit),
					"%.0f changes/s, %.1f on a page of %d bytes; delivery median %.0f ms", best.perSecond / subscribers,
					best.changes, best.bytes, best.median);
		}
	}

	private static double broadcast(Bench bench, Settings settings, int bytes, int subscribers) throws IOException {
		try (Broadcast broadcast = Broadcast.open(bench.loop(), bench.server().port(), subscribers)) {
			broadcast.run(bytes, settings.number("warm-up"));
			return broadcast.run(bytes, settings.number("seconds"));
		}
	}

	private Step step(Bench bench, Adder adder, double rate, int seconds) throws Exception {
		this.latencies.clear();
		long changesBefore = sum(Follower::changes);
		long pagesBefore = sum(Follower::pages);
		long bytesBefore = sum(Follower::bytes);
		long start = System.nanoTime();
		this.added += adder.add(rate, seconds);
		double changes = sum(Follower::changes) - changesBefore;
		double perSecond = changes * 1e9 / (System.nanoTime() - start);
		double pages = Math.max(1, sum(Follower::pages) - pagesBefore);
		double bytes = sum(Follower::bytes) - bytesBefore;
		bench.await(() -> this.followers.stream().allMatch((follower) -> follower.changes() >= this.added));
		return new Step(perSecond, this.latencies.percentile(50), changes / pages, (int) (bytes / pages));
	}

	private long sum(ToLongFunction<Follower> count) {
		return this.followers.stream().mapToLong(count).sum();
	}

	/**
	 * What came of one rate.
	 *
	 * @param perSecond how many changes were delivered in a second
	 * @param median how long it took until they were, in milliseconds
	 * @param changes how many of them were on a page
	 * @param bytes how long a page was
	 */
	private record Step(double perSecond, double median, double changes, int bytes) {

	}

}
