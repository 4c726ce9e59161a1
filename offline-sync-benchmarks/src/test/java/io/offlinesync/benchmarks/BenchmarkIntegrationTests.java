package io.offlinesync.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BenchmarkIntegrationTests {

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final Report report = new Report(new PrintStream(this.output, true, StandardCharsets.UTF_8));

	@Test
	void measuresAServerInAProcessOfItsOwn() throws Exception {
		Benchmark.run(this.report, "push", "--rows=1000", "--fsync=off", "--warm-up=0", "--seconds=1", "--clients=1");
		assertThat(this.output.toString(StandardCharsets.UTF_8)).contains("# push, ")
			.contains(" cores, load average ")
			.contains("## 1,000 rows, PostgreSQL 18.")
			.contains("fsync off")
			.containsPattern("messages of 500 transactions of 1 mutations: [0-9,]+ mutations/s")
			.containsPattern("messages of 5 transactions of 100 mutations: [0-9,]+ mutations/s");
	}

	@Test
	void saysWhatThereIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> Benchmark.run(this.report, "pull"))
			.withMessageContaining("fan-out");
		assertThatIllegalArgumentException().isThrownBy(() -> Benchmark.run(this.report, "push", "--row=1"))
			.withMessageContaining("rows=");
		assertThatIllegalArgumentException().isThrownBy(() -> Benchmark.run(this.report));
	}

}
