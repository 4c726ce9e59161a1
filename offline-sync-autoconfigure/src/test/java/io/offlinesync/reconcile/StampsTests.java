package io.offlinesync.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StampsTests {

	private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123Z");

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@ParameterizedTest
	@CsvSource({ "2026-11-24T10:00:00.123999999Z, 2026-11-24T10:00:00.123Z",
			"2026-11-24T10:00:00.123500Z, 2026-11-24T10:00:00.123Z",
			"2026-11-24T10:00:00.123Z, 2026-11-24T10:00:00.123Z", "2026-11-24T10:00:00Z, 2026-11-24T10:00:00Z",
			"1970-01-01T00:00:00.000000001Z, 1970-01-01T00:00:00Z",
			"1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999Z",
			"1969-12-31T23:59:59.998000001Z, 1969-12-31T23:59:59.998Z",
			"1969-12-30T00:00:00.000000001Z, 1969-12-30T00:00:00Z",
			"-4711-02-03T04:05:06.789999Z, -4711-02-03T04:05:06.789Z" })
	void truncationGoesTowardsThePast(Instant instant, Instant truncated) {
		assertThat(Stamps.truncate(instant)).isEqualTo(truncated);
	}

	@Test
	void theServersStampIsItsClockInMilliseconds() {
		assertThat(Stamps.server(NOW.plusNanos(456_789), null)).isEqualTo(NOW);
		assertThat(Stamps.server(NOW.plusNanos(456_789), NOW.minusMillis(1))).isEqualTo(NOW);
	}

	@Test
	void theServersStampIsLaterThanTheRecordsTime() {
		assertThat(Stamps.server(NOW, NOW)).isEqualTo(NOW.plusMillis(1));
		assertThat(Stamps.server(NOW.plusNanos(999_999), NOW)).isEqualTo(NOW.plusMillis(1));
		assertThat(Stamps.server(NOW, NOW.plusSeconds(30))).isEqualTo(NOW.plusSeconds(30).plusMillis(1));
	}

	@Test
	void aStampStaysUnlessTheRecordHasOneAsLate() {
		assertThat(Stamps.later(NOW, null)).isEqualTo(NOW);
		assertThat(Stamps.later(NOW, NOW.minusMillis(2))).isEqualTo(NOW);
		assertThat(Stamps.later(NOW, NOW.minusMillis(1))).isEqualTo(NOW);
		assertThat(Stamps.later(NOW, NOW)).isEqualTo(NOW.plusMillis(1));
		assertThat(Stamps.later(NOW, NOW.plusMillis(1))).isEqualTo(NOW.plusMillis(2));
	}

	@Test
	void aStampPassesAnOddTimeWithoutTakingOverItsPrecision() {
		assertThat(Stamps.later(NOW.plusNanos(7), NOW.plusNanos(500_000))).isEqualTo(NOW.plusMillis(1));
		assertThat(Stamps.later(Instant.ofEpochSecond(-1, 500), Instant.ofEpochSecond(-1, 999_999)))
			.isEqualTo(Instant.ofEpochSecond(-1, 1_000_000));
	}

	@Test
	void aClientsStampIsKeptInMilliseconds() {
		Instant old = Instant.parse("1969-07-20T20:17:40.999999Z");
		assertThat(Stamps.client(old, NOW, MINUTE, false, NOW)).isEqualTo(Instant.parse("1969-07-20T20:17:40.999Z"));
		assertThat(Stamps.client(NOW.plusNanos(1), NOW, MINUTE, true, null)).isEqualTo(NOW);
	}

	@Test
	void aClientsClockMayBeAheadByTheWholeSkew() {
		Instant limit = NOW.plus(MINUTE);
		assertThat(Stamps.client(limit, NOW, MINUTE, false, null)).isEqualTo(limit);
		assertThat(Stamps.client(limit.plusNanos(999_999), NOW, MINUTE, false, null)).isEqualTo(limit);
		assertThat(Stamps.client(NOW, NOW, Duration.ZERO, false, null)).isEqualTo(NOW);
	}

	@Test
	void aStampTooFarAheadBecomesTheServersIfTheClientIsRemembered() {
		Instant ahead = NOW.plus(MINUTE).plusMillis(1);
		assertThat(Stamps.client(ahead, NOW.plusNanos(999), MINUTE, true, null)).isEqualTo(NOW);
		assertThat(Stamps.client(ahead, NOW, MINUTE, true, NOW.minusMillis(1))).isEqualTo(NOW);
		assertThat(Stamps.client(ahead, NOW, MINUTE, true, NOW)).isEqualTo(NOW.plusMillis(1));
		assertThat(Stamps.client(ahead, NOW, MINUTE, true, ahead)).isEqualTo(ahead.plusMillis(1));
	}

	@Test
	void aStampTooFarAheadIsRefusedWithTheServersTimeOtherwise() {
		Instant ahead = NOW.plus(MINUTE).plusMillis(1);
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> Stamps.client(ahead, NOW.plusNanos(999), MINUTE, false, null))
			.satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo(SyncErrorCode.CLOCK_AHEAD);
				assertThat(ex.details()).isEqualTo(Map.of("serverTime", "2026-11-24T10:00:00.123Z"));
			});
	}

	@Test
	void theFarthestStampAndTheLargestSkewAreComparedAllTheSame() {
		assertThat(Stamps.client(Instant.MAX, NOW, MINUTE, true, null)).isEqualTo(NOW);
		assertThat(Stamps.client(Instant.MIN, NOW, MINUTE, true, null)).isEqualTo(Instant.MIN);
		assertThat(Stamps.client(NOW, NOW, Duration.ofSeconds(Long.MAX_VALUE), false, null)).isEqualTo(NOW);
	}

	@Test
	void noTimeIsOlderThanEverythingButItself() {
		assertThat(Stamps.isLater(Instant.MIN, null)).isTrue();
		assertThat(Stamps.isLater(null, Instant.MIN)).isFalse();
		assertThat(Stamps.isLater(null, null)).isFalse();
		assertThat(Stamps.isLater(NOW, NOW)).isFalse();
		assertThat(Stamps.isLater(NOW.plusMillis(1), NOW)).isTrue();
	}

}
