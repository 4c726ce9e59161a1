package io.offlinesync.simulation;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.fail;

/**
 * Thousands of runs in which everything that always holds must hold. One seed is run with
 * {@code -Doffline-sync.test.seed=N}.
 */
class SimulationTests {

	private static final int SEEDS = 3000;

	@Test
	void whatAlwaysHoldsHoldsWhateverHappens() {
		Long seed = Long.getLong("offline-sync.test.seed");
		if (seed != null) {
			run(seed);
			return;
		}
		long start = System.nanoTime();
		for (long i = 1; i <= SEEDS; i++) {
			run(i);
		}
		double seconds = (System.nanoTime() - start) / 1e9;
		System.out.printf("Simulated %d seeds in %.1f s: %.0f seeds/s%n", SEEDS, seconds, SEEDS / seconds);
	}

	private static void run(long seed) {
		Schedule schedule = Schedule.of(seed);
		String failure = Simulation.run(schedule, null);
		if (failure != null) {
			fail(Report.of(schedule, null, failure));
		}
	}

}
