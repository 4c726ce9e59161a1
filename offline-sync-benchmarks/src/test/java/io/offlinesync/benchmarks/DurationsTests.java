package io.offlinesync.benchmarks;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DurationsTests {

	private final Durations durations = new Durations();

	@Test
	void knowsPercentiles() {
		for (int i = 2000; i > 0; i--) {
			this.durations.add(i * 1_000_000L);
		}
		assertThat(this.durations.percentile(50)).isEqualTo(1000);
		assertThat(this.durations.percentile(99)).isEqualTo(1980);
		assertThat(this.durations.percentile(100)).isEqualTo(2000);
		assertThat(this.durations).hasToString("median 1000.00 ms, p99 1980.00 ms, max 2000.00 ms (n = 2000)");
	}

	@Test
	void knowsNothingOfNothing() {
		assertThat(this.durations.percentile(99)).isNaN();
		this.durations.add(1);
		this.durations.clear();
		assertThat(this.durations.size()).isZero();
	}

}
