package io.offlinesync.autoconfigure;

import java.time.Duration;

import io.offlinesync.autoconfigure.OfflineSyncProperties.Schema;
import io.offlinesync.jdbc.SchemaMode;
import io.offlinesync.jdbc.UnknownFields;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

	@Test
	void noClockHasToBeBehind() {
		assertThat(properties(Duration.ZERO, Duration.ofHours(1)).maxClockSkew()).isZero();
		assertRefused("offline-sync.max-clock-skew", () -> properties(Duration.ofSeconds(-1), Duration.ofHours(1)),
				"must not be negative");
	}

	/** PostgreSQL would cut it, and nothing would be found by the name again. */
	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a234567890123456789012345678901234567890123456789012345678901234",
			"äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü" })
	void aSchemaNeedsANameThatTheDatabaseCanHold(String name) {
		assertRefused("offline-sync.schema.name", () -> schema(name), "at most 63 bytes");
	}

	@Test
	void aSchemaMayHaveAnyOtherName() {
		String name = "Ä 'name' of 63 bytes" + "x".repeat(42);
		assertThat(schema(name).name()).isEqualTo(name);
	}

	private static void assertRefused(Duration skew, Duration retention, String reason) {
		assertRefused("offline-sync.retention", () -> properties(skew, retention), reason);
	}

	private static void assertRefused(String property, ThrowingCallable creation, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(creation)
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(property);
				assertThat(ex.getReason()).contains(reason);
			});
	}

	private static Schema schema(String name) {
		return new Schema(name, SchemaMode.MIGRATE, false);
	}

	private static OfflineSyncProperties properties(Duration skew, Duration retention) {
		return new OfflineSyncProperties(true, skew, retention, UnknownFields.REFUSE, schema("offline_sync"));
	}

}
