package io.offlinesync.stomp;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StampsTests {

	@ParameterizedTest
	@CsvSource({ "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z", "2026-01-31T12:00Z, 2026-01-31T12:00:00Z",
			"2026-01-31T12:00:00.1Z, 2026-01-31T12:00:00.100Z",
			"2026-01-31T12:00:00.123456789Z, 2026-01-31T12:00:00.123456789Z",
			"2026-01-31T12:00:00+02:00, 2026-01-31T10:00:00Z", "2026-01-31T12:00:00-0330, 2026-01-31T15:30:00Z",
			"2026-01-31T12:00:00+05, 2026-01-31T07:00:00Z", "2026-01-31t12:00:00z, 2026-01-31T12:00:00Z",
			"+020000-01-01T00:00:00Z, +20000-01-01T00:00:00Z", "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z" })
	void readsInstants(String text, Instant expected) {
		assertThat(Stamps.parse(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1769860800000", "2026-01-31", "2026-01-31T12:00:00", "12:00:00Z", "now",
			"2026-02-30T12:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:00:60Z", "2026-01-31T12:00:00.1234567890Z",
			"2026-01-31T12:00:00+02:00[Europe/Paris]", "+1000000000-01-01T00:00:00Z", "+275761-01-01T00:00:00Z",
			"-9999-01-01T00:00:00Z", "2026-01-31T12:00:00+99:00", " 2026-01-31T12:00:00Z", "2026-01-31 12:00:00Z" })
	void refusesOtherText(String text) {
		assertThat(Stamps.parse(text)).isNull();
	}

	@Test
	void writesMillisecondsAlways() {
		assertThat(Stamps.format(Instant.parse("2026-01-31T12:00:00Z"))).isEqualTo("2026-01-31T12:00:00.000Z");
		assertThat(Stamps.format(Instant.parse("2026-01-31T12:00:00.1239Z"))).isEqualTo("2026-01-31T12:00:00.123Z");
	}

}
