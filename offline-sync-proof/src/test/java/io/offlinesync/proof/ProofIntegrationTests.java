package io.offlinesync.proof;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What always has to hold, on real servers and a real database under faults: for half a
 * minute, or an hour with {@code -Doffline-sync.proof.seconds=3600};
 * {@code -Doffline-sync.proof.seed} makes clients do what they did before.
 */
class ProofIntegrationTests {

	private static final long SEED = Long.getLong("offline-sync.proof.seed", System.nanoTime());

	private static final int SECONDS = Integer.getInteger("offline-sync.proof.seconds", 30);

	private static final Path LOGS = Path.of("target", "proof");

	@TempDir
	static Path directory;

	@Test
	void whatAlwaysHoldsHoldsUnderFaults() throws Exception {
		Random random = new Random(SEED);
		try (Cluster cluster = Cluster.start(directory.resolve("postgres"), LOGS, 2, null);
				Trial trial = new Trial(cluster, SEED, Duration.ofSeconds(60))) {
			trial.addParticipant(LOGS);
			trial.addParticipant(LOGS);
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
			do {
				Violations violations = trial.round(faults(random), Duration.ofMillis(800));
				assertThat(violations.isEmpty()).as("Seed %d: %s", SEED, violations).isTrue();
			}
			while (System.nanoTime() < end);
			assertThat(trial.answered()).isGreaterThan(SECONDS * 10);
			assertThat(trial.statesChecked()).isGreaterThan(SECONDS * 10);
		}
	}

	private static List<Fault> faults(Random random) {
		List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
		faults.addAll(List.of(Fault.RIGHTS, Fault.RIGHTS, Fault.RIGHTS));
		Collections.shuffle(faults, random);
		return faults;
	}

}
