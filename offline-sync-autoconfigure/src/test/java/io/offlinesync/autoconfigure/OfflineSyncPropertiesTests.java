package io.offlinesync.autoconfigure;

import java.time.Duration;

import io.offlinesync.autoconfigure.OfflineSyncProperties.Schema;
import io.offlinesync.jdbc.SchemaMode;
import io.offlinesync.jdbc.UnknownFields;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OfflineSyncPropertiesTests {

	@Test
	void clientsMayBeAwayForSomeMinutes() {
		assertThat(properties(Duration.ofMinutes(1), Duration.ofMinutes(10)).retention()).hasMinutes(10);
		assertRefused(Duration.ofMinutes(1), Duration.ofMinutes(10).minusMillis(1), "at least ten minutes");
	}

	@Test
	void noTombstoneIsPurgedBeforeItsTime() {
		assertThat(properties(Duration.ofHours(1), Duration.ofHours(2)).retention()).hasHours(2);
		assertRefused(Duration.ofHours(1), Duration.ofHours(1), "longer than offline-sync.max-clock-skew");
	}

	private static void assertRefused(Duration skew, Duration retention, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties(skew, retention))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("offline-sync.retention");
				assertThat(ex.getReason()).contains(reason);
			});
	}

	private static OfflineSyncProperties properties(Duration skew, Duration retention) {
		return new OfflineSyncProperties(true, skew, retention, UnknownFields.REFUSE,
				new Schema("offline_sync", SchemaMode.MIGRATE, false));
	}

}
