package io.offlinesync.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.offlinesync.simulation.Step.Kind;

/**
 * All that happens in one run, as a list that can be shortened.
 *
 * @param seed what it was made of
 * @param clients how many clients there are
 * @param steps what happens
 */
record Schedule(long seed, int clients, List<Step> steps) {

	private static final int[] WEIGHTS = { 16, 8, 2, 30, 8, 3, 2, 3, 8, 14, 7, 1, 4, 4, 1 };

	Schedule {
		steps = List.copyOf(steps);
	}

	static Schedule of(long seed) {
		Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
		int clients = 2 + random.nextInt(3);
		List<Step> steps = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			steps.add(new Step(Kind.CONNECT, i, random.nextInt(20), random.nextLong()));
		}
		int length = 15 + random.nextInt(40);
		for (int i = 0; i < length; i++) {
			int millis = (random.nextInt(25) == 0) ? 1000 : random.nextInt(4) * random.nextInt(12);
			steps.add(new Step(kind(random), random.nextInt(clients), millis, random.nextLong()));
		}
		return new Schedule(seed, clients, steps);
	}

	private static Kind kind(Random random) {
		int total = 0;
		for (int weight : WEIGHTS) {
			total += weight;
		}
		int drawn = random.nextInt(total);
		int kind = 0;
		while (drawn >= WEIGHTS[kind]) {
			drawn -= WEIGHTS[kind++];
		}
		return Kind.values()[kind];
	}

	Schedule with(List<Step> others) {
		return new Schedule(this.seed, this.clients, others);
	}

}
