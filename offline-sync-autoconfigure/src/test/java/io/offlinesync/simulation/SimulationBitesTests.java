package io.offlinesync.simulation;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A checker that has never been seen to fail is no checker: each mechanism is broken, and
 * the simulation has to notice.
 */
class SimulationBitesTests {

	private static final Logger logger = LoggerFactory.getLogger(SimulationBitesTests.class);

	private static final long MOST_SEEDS = 1000;

	@ParameterizedTest
	@EnumSource(Fault.class)
	void whatIsBrokenIsNoticed(Fault fault) {
		Found found = find(fault);
		logger.info("{} is noticed with seed {}: {}", fault, found.schedule.seed(), "%.120s".formatted(found.failure));
		assertThat(Simulation.run(found.schedule, null)).as("the same without the fault").isNull();
	}

	@Test
	void whatFailsIsReportedShortAndCanBeRepeated() {
		Found found = find(Fault.LEFT_UNTOLD);
		String report = Report.of(found.schedule, Fault.LEFT_UNTOLD, found.failure);
		assertThat(report).contains("-Doffline-sync.test.seed=" + found.schedule.seed())
			.contains(" of " + found.schedule.steps().size() + " steps are enough")
			.contains("FAILS: ");
		assertThat(report.lines().filter((line) -> line.contains("Step[")).count()).isPositive()
			.isLessThan(found.schedule.steps().size() / 2);
	}

	@Test
	void theSameSeedDoesTheSame() {
		for (long seed = 1; seed <= 20; seed++) {
			List<String> trace = Simulation.trace(Schedule.of(seed), null);
			assertThat(Simulation.trace(Schedule.of(seed), null)).isEqualTo(trace);
		}
	}

	private static Found find(Fault fault) {
		for (long seed = 1; seed <= MOST_SEEDS; seed++) {
			Schedule schedule = Schedule.of(seed);
			String failure = Simulation.run(schedule, fault);
			if (failure != null) {
				return new Found(schedule, failure);
			}
		}
		throw new AssertionError("Nothing was noticed of " + fault);
	}

	private record Found(Schedule schedule, String failure) {

	}

}
