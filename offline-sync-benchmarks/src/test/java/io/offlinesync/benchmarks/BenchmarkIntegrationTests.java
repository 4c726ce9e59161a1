package io.offlinesync.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.benchmarks.result.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

class BenchmarkIntegrationTests {

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final Report report = new Report(new PrintStream(this.output, true, StandardCharsets.UTF_8));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void measuresEverythingBesideItsLimit() throws Exception {
		run("all");
		assertThat(this.report.summaries().stream().collect(groupingBy(this::scenario, counting())))
			.isEqualTo(Map.of("first-sync", 1L, "resume", 1L, "push", 4L, "latency", 4L, "latency-under-load", 4L,
					"fan-out", 1L, "scopes", 2L, "idle", 2L, "stalled", 5L, "growth", 4L));
		assertThat(this.report.summaries()).extracting(Summary::middle)
			.allSatisfy((figure) -> assertThat(figure.value()).as(figure.what()).isFinite());
		assertThat(this.report.summaries()).filteredOn((summary) -> !isSmall(summary)).allSatisfy((summary) -> {
			assertThat(summary.values().min()).isPositive();
			assertThat(summary.limits().min()).isPositive();
			assertThat(summary.reached().min()).isPositive();
		});
		assertThat(Files.readString(this.directory.resolve("benchmarks.md"))).contains("PostgreSQL 18.", "fsync off",
				"| `growth`");
		assertThat(Files.readString(this.directory.resolve("benchmarks.svg"))).contains(">latency-under-load<");
	}

	private String scenario(Summary summary) {
		return summary.middle().scenario();
	}

	/** What a few clients need for a second may be too little to be measured. */
	private boolean isSmall(Summary summary) {
		return Set.of("idle", "scopes").contains(scenario(summary));
	}

	@Test
	void profilesTheServer() throws Exception {
		run("latency", "--profile");
		assertThat(this.directory.resolve("latency-1.jfr")).isNotEmptyFile();
		assertThat(this.output.toString(StandardCharsets.UTF_8)).containsPattern("Profile of [0-9]+ samples");
	}

	private void run(String scenario, String... more) throws Exception {
		List<String> arguments = new ArrayList<>(
				List.of(scenario, "--rows=1000", "--fsync=off", "--warm-up=0", "--seconds=1", "--repeat=5",
						"--clients=1", "--subscribers=5", "--scopes=50,100", "--connections=20", "--sizes=1000",
						"--fresh=false", "--server-options=-XX:TieredStopAtLevel=1", "--output=" + this.directory));
		arguments.addAll(List.of(more));
		Benchmark.run(this.report, arguments.toArray(String[]::new));
	}

}
