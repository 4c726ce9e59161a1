package io.offlinesync.simulation;

import java.util.ArrayList;
import java.util.List;

import io.offlinesync.simulation.Step.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShrinkerTests {

	private final List<Step> steps = new ArrayList<>();

	ShrinkerTests() {
		for (int i = 0; i < 40; i++) {
			this.steps.add(new Step(Kind.WRITE, i % 4, 1, i));
		}
	}

	@Test
	void leavesWhatIsNeeded() {
		List<Step> needed = List.of(this.steps.get(3), this.steps.get(17), this.steps.get(38));
		assertThat(new Shrinker((some) -> some.containsAll(needed), 1000).shrink(this.steps)).isEqualTo(needed);
	}

	@Test
	void leavesOutAnActorWhoseStepsCannotBeLeftOutOneByOne() {
		assertThat(new Shrinker(ShrinkerTests::isEvenOfEach, 1000).shrink(this.steps)).isEmpty();
	}

	private static boolean isEvenOfEach(List<Step> some) {
		return some.stream()
			.mapToInt(Step::actor)
			.distinct()
			.allMatch((actor) -> some.stream().filter((step) -> step.actor() == actor).count() == 10);
	}

	@Test
	void asksNoMoreThanItMay() {
		assertThat(new Shrinker((some) -> true, 1).shrink(this.steps)).hasSize(20);
	}

}
