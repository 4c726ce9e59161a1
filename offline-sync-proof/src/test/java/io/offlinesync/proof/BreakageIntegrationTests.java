package io.offlinesync.proof;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.offlinesync.proof.node.Breakage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whichever mechanism is broken, the proof fails: otherwise it would prove nothing.
 */
class BreakageIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(BreakageIntegrationTests.class);

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

	private static final List<Fault> FAULTS = List.of(Fault.RIGHTS, Fault.PURGE, Fault.NODE_KILLED, Fault.RIGHTS);

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void isNoticed(Breakage broken) throws Exception {
		long seed = System.nanoTime();
		try (Cluster cluster = Cluster.start(this.directory.resolve("postgres"),
				Path.of("target", "proof", broken.name()), 1, broken);
				Trial trial = new Trial(cluster, seed, Duration.ofSeconds(10))) {
			long end = System.nanoTime() + PATIENCE_NANOS;
			Violations violations;
			do {
				violations = trial.round(FAULTS, Duration.ofMillis(500));
			}
			while (violations.isEmpty() && System.nanoTime() < end);
			assertThat(violations.isEmpty()).as("Nobody has noticed, seed %d", seed).isFalse();
			logger.info("{} was noticed: {}", broken, violations.first());
		}
	}

}
