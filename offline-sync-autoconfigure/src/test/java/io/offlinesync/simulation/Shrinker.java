package io.offlinesync.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds a short list that still fails.
 */
final class Shrinker {

	private final Predicate<List<Step>> fails;

	private int tries;

	/**
	 * Create a shrinker.
	 * @param fails whether a list of steps fails
	 * @param tries how often that may be asked
	 */
	Shrinker(Predicate<List<Step>> fails, int tries) {
		this.fails = fails;
		this.tries = tries;
	}

	/**
	 * Leave out halves, quarters and so on down to single steps, then all steps of one
	 * actor, as long as it still fails.
	 * @param steps steps that fail
	 * @return fewer, mostly
	 */
	List<Step> shrink(List<Step> steps) {
		List<Step> shortest = steps;
		int before;
		do {
			before = shortest.size();
			for (int length = (shortest.size() + 1) / 2; length > 0; length /= 2) {
				shortest = withoutRuns(shortest, length);
			}
			shortest = withoutActors(shortest);
		}
		while (shortest.size() < before);
		return shortest;
	}

	private List<Step> withoutRuns(List<Step> steps, int length) {
		List<Step> shortest = steps;
		int from = 0;
		while (from < shortest.size()) {
			List<Step> rest = new ArrayList<>(shortest);
			rest.subList(from, Math.min(from + length, rest.size())).clear();
			if (stillFails(rest)) {
				shortest = rest;
			}
			else {
				from += length;
			}
		}
		return shortest;
	}

	private List<Step> withoutActors(List<Step> steps) {
		List<Step> shortest = steps;
		for (int actor : steps.stream().mapToInt(Step::actor).distinct().toArray()) {
			List<Step> rest = shortest.stream().filter((step) -> step.actor() != actor).toList();
			if (rest.size() < shortest.size() && stillFails(rest)) {
				shortest = rest;
			}
		}
		return shortest;
	}

	private boolean stillFails(List<Step> steps) {
		return this.tries-- > 0 && this.fails.test(steps);
	}

}
