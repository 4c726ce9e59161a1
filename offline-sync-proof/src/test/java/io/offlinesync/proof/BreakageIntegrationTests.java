package io.offlinesync.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.offlinesync.proof.node.Breakage;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whichever mechanism is broken, the proof fails: otherwise it would prove nothing.
 */
@DisabledIfSystemProperty(named = "offline-sync.proof.breakages", matches = "none",
		disabledReason = "-Doffline-sync.proof.breakages=none was asked for")
class BreakageIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(BreakageIntegrationTests.class);

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(240);

	private static final List<Fault> FAULTS = List.of(Fault.RIGHTS, Fault.PURGE, Fault.RIGHTS, Fault.NODE_KILLED);

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void isNoticed(Breakage broken) throws Exception {
		Predicate<String> expected = expected(broken).asPredicate();
		long seed = System.nanoTime();
		try (Cluster cluster = start(broken); Trial trial = new Trial(cluster, seed, Duration.ofSeconds(10))) {
			long end = System.nanoTime() + PATIENCE_NANOS;
			Optional<String> noticed = Optional.empty();
			Violations violations;
			do {
				violations = trial.round(FAULTS, Duration.ofMillis(500));
				noticed = violations.first(expected);
			}
			while (noticed.isEmpty() && System.nanoTime() < end);
			assertThat(noticed).as("Nobody has noticed, seed %d: %s", seed, violations).isPresent();
			logger.info("{} was noticed: {}", broken, noticed.get());
		}
	}

	private Cluster start(Breakage broken) throws IOException {
		return Cluster.start(this.directory.resolve("postgres"), Path.of("target", "proof", broken.name()), 1, broken);
	}

	/** By what it has to be noticed: not by something else that is wrong. */
	private static Pattern expected(Breakage broken) {
		return Pattern.compile(switch (broken) {
			case HORIZON, LEFT, ORDERED_PUBLISHING -> " should be .* and is |hold is not what there is|Back from";
			case ATOMICITY -> "without a stamp|A placeholder stays|do not agree";
			case TOMBSTONE_TIE -> "should have been applied";
			case IDEMPOTENCY -> "has failed: .*First .* and then";
			case ACKNOWLEDGEMENT -> "What was acknowledged is not there";
			case FORGOTTEN -> "A record went back: .* after a purge";
			case RIGHTS -> " was told | should be .* and is ";
		}, Pattern.DOTALL);
	}

}
