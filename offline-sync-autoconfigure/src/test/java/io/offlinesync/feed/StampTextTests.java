package io.offlinesync.feed;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class StampTextTests {

	private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

	private static String text(Instant stamp) {
		StringBuilder text = new StringBuilder();
		StampText.append(text, stamp);
		return text.toString();
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026-11-24T09:05:03.007Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z",
			"1000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0999-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z",
			"-0044-03-15T12:00:00.5Z", "2024-02-29T00:00:00.1239Z" })
	void isWrittenAsTheFormatterDoes(String stamp) {
		assertThat(text(Instant.parse(stamp))).isEqualTo(FORMAT.format(Instant.parse(stamp)));
	}

	@Test
	void isWrittenAsTheFormatterDoesForAnyInstant() {
		Random random = new Random(5);
		for (int i = 0; i < 20_000; i++) {
			Instant stamp = Instant.ofEpochSecond(random.nextLong(-70_000_000_000L, 300_000_000_000L),
					random.nextInt(1_000_000_000));
			assertThat(text(stamp)).isEqualTo(FORMAT.format(stamp));
		}
	}

}
