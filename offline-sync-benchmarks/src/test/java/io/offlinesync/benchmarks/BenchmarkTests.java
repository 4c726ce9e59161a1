package io.offlinesync.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.offlinesync.benchmarks.result.Limit;
import io.offlinesync.benchmarks.result.MarkedPart;
import io.offlinesync.benchmarks.result.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class BenchmarkTests {

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final Report report = new Report(new PrintStream(this.output, true, StandardCharsets.UTF_8));

	private final AtomicInteger runs = new AtomicInteger();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void runsSeveralTimesAndWritesMediansIntoADocument() throws Exception {
		Path document = Files.writeString(this.directory.resolve("document.md"),
				"before\n" + MarkedPart.BEGIN + "old\n" + MarkedPart.END + "\nafter\n");
		Benchmark.run(this.report, settings("--runs=3", "--update=" + document), Map.of("push", () -> this::count));
		assertThat(Files.readString(document)).startsWith("before\n" + MarkedPart.BEGIN)
			.endsWith(MarkedPart.END + "\nafter\n")
			.contains("| `push`   | pushed | 20.0 mutations/s | 10.0–30.0 | batch: 40.0 mutations/s | 50 %",
					"(images/benchmarks.svg)", " cores, ", "`--runs=3`")
			.doesNotContain("old");
		assertThat(this.directory.resolve("images/benchmarks.svg")).content().contains("50 %  (20.0 mutations/s)");
		assertThat(this.directory.resolve("benchmarks.md")).content().contains("# Benchmarks", "(benchmarks.svg)");
		assertThat(this.output.toString(StandardCharsets.UTF_8)).contains("# push, run 3", "| pushed |");
	}

	@Test
	void keepsWhatWasMeasuredWhenAScenarioFails() {
		Scenario failing = (settings, report) -> {
			count(settings, report);
			throw new IllegalStateException("Waited too long");
		};
		assertThatIllegalStateException()
			.isThrownBy(() -> Benchmark.run(this.report, settings(), Map.of("push", () -> failing)))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
		assertThat(this.directory.resolve("benchmarks.md")).content().contains("| pushed |");
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

	private void count(Settings settings, Report report) {
		report.figure("pushed", 10 * this.runs.incrementAndGet(), Unit.MUTATIONS_PER_SECOND, new Limit("batch", 40),
				"%s", "100 % sure");
	}

	private Settings settings(String... more) {
		return Settings.parse(Stream.concat(Stream.of("--output=" + this.directory), Stream.of(more)).toList());
	}

}
