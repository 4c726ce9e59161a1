package io.offlinesync.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.offlinesync.benchmarks.result.Figure;
import io.offlinesync.benchmarks.result.MarkedPart;
import io.offlinesync.benchmarks.result.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BenchmarkIntegrationTests {

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final Report report = new Report(new PrintStream(this.output, true, StandardCharsets.UTF_8));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			first-sync         | 1
			resume             | 1
			push               | 4
			latency            | 4
			latency-under-load | 4
			fan-out            | 1
			idle               | 2
			stalled            | 5
			growth             | 4
			""")
	void measuresEachBesideItsLimit(String scenario, int figures) throws Exception {
		run(scenario);
		assertThat(this.report.summaries()).hasSize(figures).allSatisfy((summary) -> {
			Figure figure = summary.middle();
			assertThat(figure.scenario()).isEqualTo(scenario);
			assertThat(figure.value()).isFinite().isGreaterThanOrEqualTo(0);
			assertThat(figure.limit()).isNotNull();
			assertThat(summary.limits().median()).isFinite().isGreaterThanOrEqualTo(0);
		});
		assertThat(Files.readString(this.directory.resolve("benchmarks.md"))).contains("PostgreSQL 18.", "fsync off",
				"`" + scenario + "`");
		assertThat(Files.readString(this.directory.resolve("benchmarks.svg"))).contains(">" + scenario + "<");
	}

	@Test
	void comparesManyScopesWithFew() throws Exception {
		run("scopes");
		List<Summary> summaries = this.report.summaries();
		assertThat(summaries).hasSize(2);
		assertThat(summaries.get(0).middle().limit()).isNull();
		assertThat(summaries.get(1).middle().limit()).isNotNull();
	}

	@Test
	void repeatsProfilesAndUpdatesADocument() throws Exception {
		Path document = Files.writeString(this.directory.resolve("document.md"),
				"before\n" + MarkedPart.BEGIN + "old\n" + MarkedPart.END + "\nafter\n");
		run("latency", "--runs=2", "--profile", "--update=" + document);
		assertThat(this.report.summaries()).allSatisfy((summary) -> assertThat(summary.figures()).hasSize(2));
		assertThat(Files.readString(document)).startsWith("before\n" + MarkedPart.BEGIN)
			.endsWith(MarkedPart.END + "\nafter\n")
			.contains("| `latency` | push to its reply, median", "(images/benchmarks.svg)")
			.doesNotContain("old");
		assertThat(this.directory.resolve("images/benchmarks.svg")).exists();
		assertThat(this.directory.resolve("latency-2.jfr")).exists();
		assertThat(this.output.toString(StandardCharsets.UTF_8)).containsPattern("Profile of [0-9]+ samples");
	}

	@Test
	void saysWhatThereIs() {
		assertThatIllegalArgumentException().isThrownBy(() -> Benchmark.run(this.report, "pull"))
			.withMessageContaining("fan-out");
		assertThatIllegalArgumentException().isThrownBy(() -> Benchmark.run(this.report, "push", "--row=1"))
			.withMessageContaining("rows=");
		assertThatIllegalArgumentException().isThrownBy(() -> Benchmark.run(this.report));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Benchmark.run(this.report, "push", "--update=" + this.directory.resolve("none.md")))
			.withMessageContaining("none.md");
	}

	private void run(String scenario, String... more) throws Exception {
		List<String> arguments = new ArrayList<>(List.of(scenario, "--rows=1000", "--fsync=off", "--warm-up=0",
				"--seconds=1", "--repeat=5", "--clients=1", "--subscribers=5", "--scopes=50,100", "--connections=20",
				"--sizes=1000", "--output=" + this.directory));
		arguments.addAll(List.of(more));
		Benchmark.run(this.report, arguments.toArray(String[]::new));
	}

}
