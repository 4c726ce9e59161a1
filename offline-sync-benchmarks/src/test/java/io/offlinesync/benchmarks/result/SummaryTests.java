package io.offlinesync.benchmarks.result;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SummaryTests {

	@Test
	void knowsTheMedianAndTheSpreadOfSeveralRuns() {
		assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(1, 2, 3));
		assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(1, 2.5, 4));
		assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
	}

	@Test
	void comparesEachRunWithTheLimitOfItsOwn() {
		Summary summary = new Summary(List.of(rate(50, 100), rate(10, 40), rate(60, 80)));
		assertThat(summary.reached()).isEqualTo(new Spread(0.25, 0.5, 0.75));
		assertThat(summary.limits().median()).isEqualTo(80);
		assertThat(summary.middle().value()).isEqualTo(50);
	}

	@Test
	void takesLessForBetterWhereTimeOrMemoryIsMeasured() {
		assertThat(new Figure("latency", "push", 4, Unit.MILLISECONDS, new Limit("echo", 1), "").reached())
			.isEqualTo(0.25);
		assertThat(rate(1, 4).reached()).isEqualTo(0.25);
	}

	@Test
	void canDoWithoutALimit() {
		Summary summary = new Summary(List.of(new Figure("scopes", "few", 4, Unit.MICROSECONDS, null, "")));
		assertThat(summary.limited()).isFalse();
		assertThat(summary.values().median()).isEqualTo(4);
	}

	@Test
	void joinsRunsAndKeepsWhatIsAlikeTogether() {
		Results results = new Results();
		for (String what : List.of("page, 10 rows", "push, 10 rows", "page, 100 rows", "page, 10 rows")) {
			results.add(new Figure("growth", what, 1, Unit.MILLISECONDS, null, ""));
		}
		assertThat(results.summaries()).extracting((summary) -> summary.middle().what())
			.containsExactly("page, 10 rows", "page, 100 rows", "push, 10 rows");
		assertThat(results.summaries().get(0).figures()).hasSize(2);
	}

	private static Figure rate(double value, double limit) {
		return new Figure("push", "8 clients", value, Unit.MUTATIONS_PER_SECOND, new Limit("JDBC", limit), "");
	}

}
