package io.offlinesync.simulation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What people are told of a schedule that fails.
 */
final class Report {

	private static final int TRIES = 2000;

	private Report() {
	}

	/**
	 * Shrink a schedule that fails, and tell what happens.
	 * @param fault what is broken on purpose, or {@literal null}
	 * @param failure what does not hold
	 * @return the text
	 */
	static String of(Schedule schedule, @Nullable Fault fault, String failure) {
		List<Step> steps = new Shrinker((some) -> Simulation.run(schedule.with(some), fault) != null, TRIES)
			.shrink(schedule.steps());
		Schedule shortest = schedule.with(steps);
		return """
				Seed %d fails: %s
				To repeat it: mvn test -pl offline-sync-autoconfigure -am -Dsurefire.failIfNoSpecifiedTests=false \
				-Dtest=SimulationTests -Doffline-sync.test.seed=%d
				%d of %d steps are enough: %s
				%s""".formatted(schedule.seed(), failure, schedule.seed(), steps.size(), schedule.steps().size(),
				Simulation.run(shortest, fault), String.join("\n", Simulation.trace(shortest, fault)));
	}

}
