package io.offlinesync.simulation;

import java.lang.management.ManagementFactory;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.fail;

/**
 * Thousands of runs in which what always holds must hold: the same ones each time, and
 * then others, as long as the processor's time allows. One seed is run with
 * {@code -Doffline-sync.test.seed=N}.
 */
class SimulationTests {

	private static final Logger logger = LoggerFactory.getLogger(SimulationTests.class);

	private static final int SAME = 1000;

	private static final int OTHERS = 3000;

	private static final double MOST_SECONDS = 30;

	@Test
	void whatAlwaysHoldsHoldsWhateverHappens() {
		Long given = Long.getLong("offline-sync.test.seed");
		if (given != null) {
			run(given);
			return;
		}
		double start = seconds();
		int seeds = 0;
		for (; seeds < SAME; seeds++) {
			run(seeds + 1);
		}
		long first = System.nanoTime();
		for (; seeds < SAME + OTHERS && seconds() - start < MOST_SECONDS; seeds++) {
			run(first + seeds);
		}
		double taken = seconds() - start;
		logger.info("Simulated {} seeds in {} s of the processor's time: {} seeds/s", seeds, Math.round(taken),
				Math.round(seeds / taken));
	}

	private static double seconds() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
	}

	private static void run(long seed) {
		Schedule schedule = Schedule.of(seed);
		String failure = Simulation.run(schedule, null);
		if (failure != null) {
			fail(Report.of(schedule, null, failure));
		}
	}

}
