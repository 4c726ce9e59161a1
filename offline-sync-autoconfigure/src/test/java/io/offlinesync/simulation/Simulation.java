package io.offlinesync.simulation;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One run of a schedule: all its steps, then everybody connects and comes to rest.
 */
final class Simulation {

	private static final int LONGEST_REST = 3000;

	private static final int ROUNDS = 2;

	private final Schedule schedule;

	private final World world;

	private final Steps steps;

	private Simulation(Schedule schedule, @Nullable Fault fault, @Nullable List<String> trace) {
		this.schedule = schedule;
		this.world = new World(fault, trace);
		this.steps = new Steps(this.world, schedule.clients());
	}

	/**
	 * Run a schedule.
	 * @param fault what is broken on purpose, or {@literal null}
	 * @return what does not hold, or {@literal null} if all does
	 */
	static @Nullable String run(Schedule schedule, @Nullable Fault fault) {
		return new Simulation(schedule, fault, null).run();
	}

	/**
	 * Run a schedule, and tell what happens.
	 */
	static List<String> trace(Schedule schedule, @Nullable Fault fault) {
		List<String> trace = new ArrayList<>();
		new Simulation(schedule, fault, trace).run();
		return trace;
	}

	private @Nullable String run() {
		this.world.randomise(this.schedule.seed());
		this.steps.prepare();
		for (Step step : this.schedule.steps()) {
			this.world.randomise(step.salt());
			this.world.trace(step::toString);
			this.steps.take(step);
			this.world.pass(step.millis());
			check();
			if (this.world.failure() != null) {
				return this.world.failure();
			}
		}
		this.world.randomise(this.schedule.seed());
		comeToRest();
		return this.world.failure();
	}

	private void check() {
		this.world.clients().forEach(this.world.checks()::afterStep);
	}

	private void comeToRest() {
		this.world.calmDown();
		this.steps.end();
		for (int i = 0; i < ROUNDS && this.world.failure() == null; i++) {
			this.world.trace(() -> "everybody connects anew");
			this.world.clients().forEach((client) -> {
				client.drop();
				client.connect(true);
			});
			rest();
			this.world.wake();
			rest();
			check();
		}
		if (this.world.failure() == null) {
			this.world.clients().forEach(this.world.checks()::atTheEnd);
		}
	}

	private void rest() {
		for (int i = 0; !this.world.isQuiet() && this.world.failure() == null; i++) {
			if (i == LONGEST_REST) {
				this.world.fail("Nobody comes to rest");
			}
			this.world.pass(10);
		}
	}

}
