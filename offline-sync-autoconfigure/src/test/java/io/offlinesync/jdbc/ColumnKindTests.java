package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ColumnKind}.
 */
class ColumnKindTests {

	@ParameterizedTest
	@ValueSource(strings = { "bpchar", "citext", "jsonb", "json", "bytea", "_text", "_uuid", "timetz", "interval",
			"money", "name", "mood", "", "TEXT" })
	void otherTypesCannotBeCompared(String typeName) {
		assertThat(ColumnKind.of(typeName)).isNull();
	}

	static Stream<Arguments> equal() {
		Instant instant = Instant.parse("2026-11-24T10:15:30.123456Z");
		LocalDateTime dateTime = LocalDateTime.parse("2026-11-24T10:15:30.123456");
		return Stream.of(arguments(ColumnKind.TEXT, List.of("x", 'x')),
				arguments(ColumnKind.INTEGER,
						List.of(5L, 5, (short) 5, (byte) 5, BigInteger.valueOf(5), new BigDecimal("5.0"), 5.0)),
				arguments(ColumnKind.NUMERIC,
						List.of(new BigDecimal("100"), new BigDecimal("1E2"), new BigDecimal("100.00"), 100, 100L,
								100.0, 100f, BigInteger.valueOf(100))),
				arguments(ColumnKind.NUMERIC,
						List.of(new BigDecimal(BigInteger.TEN.pow(1000), -10), new BigDecimal("1e1010"))),
				arguments(ColumnKind.NUMERIC, List.of(new BigDecimal("0.00"), BigDecimal.ZERO, -0.0)),
				arguments(ColumnKind.NUMERIC, List.of(Double.NaN, Float.NaN)),
				arguments(ColumnKind.REAL, List.of(0.1f, 0.1, new BigDecimal("0.1"))),
				arguments(ColumnKind.REAL, List.of(0.0f, -0.0f, -0.0, 0)),
				arguments(ColumnKind.DOUBLE, List.of(0.0, -0.0, 0, BigDecimal.ZERO)),
				arguments(ColumnKind.DATE,
						List.of(LocalDate.parse("2026-11-24"), java.sql.Date.valueOf("2026-11-24"),
								Timestamp.valueOf("2026-11-24 00:00:00"))),
				arguments(ColumnKind.TIME,
						List.of(LocalTime.parse("10:15:30.123456"), LocalTime.parse("10:15:30.123456999"),
								Timestamp.valueOf("1970-01-01 10:15:30.123456"))),
				arguments(ColumnKind.TIMESTAMP,
						List.of(dateTime, dateTime.plusNanos(999), Timestamp.valueOf(dateTime))),
				arguments(ColumnKind.TIMESTAMPTZ,
						List.of(instant, instant.plusNanos(999), Timestamp.from(instant),
								OffsetDateTime.parse("2026-11-24T12:15:30.123456+02:00"),
								instant.atZone(ZoneId.of("Europe/Berlin")))));
	}

	@ParameterizedTest
	@MethodSource("equal")
	void equalValuesHaveEqualKeys(ColumnKind kind, List<Object> values) {
		Object first = kind.key(values.get(0));
		assertThat(values).allSatisfy((value) -> {
			Object other = kind.key(value);
			assertThat(other).isEqualTo(first).hasSameHashCodeAs(first).hasSameClassAs(first);
			assertThat(kind.compare(first, other)).isZero();
		});
	}

	static Stream<Arguments> ascending() {
		return Stream.of(
				arguments(ColumnKind.TEXT,
						List.of("", "\u0001", "0", "10", "2", "A", "Z", "a", "ab", "a\u0308", "z", "\u00e4", "\uD7FF",
								"\uE000", "\uFFFD", "\uD800\uDC00", "\uD83D\uDE00", "\uDBFF\uDFFF")),
				arguments(ColumnKind.UUID,
						List.of(new UUID(0, 0), new UUID(0, 1), new UUID(0, -1), new UUID(1, 0),
								new UUID(Long.MAX_VALUE, -1), new UUID(Long.MIN_VALUE, 0), new UUID(-1, -1))),
				arguments(ColumnKind.BOOLEAN, List.of(false, true)),
				arguments(ColumnKind.INTEGER, List.of(Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE)),
				arguments(ColumnKind.NUMERIC, List.of(Double.NEGATIVE_INFINITY, new BigDecimal("-1e131071"), -1, 0,
						new BigDecimal("1e-16383"), new BigDecimal("1e131071"), Double.POSITIVE_INFINITY, Double.NaN)),
				arguments(ColumnKind.REAL,
						List.of(Float.NEGATIVE_INFINITY, -1f, 0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY, Float.NaN)),
				arguments(ColumnKind.DOUBLE,
						List.of(Double.NEGATIVE_INFINITY, -1.0, 0.0, Double.MIN_VALUE, Double.POSITIVE_INFINITY,
								Double.NaN)),
				arguments(ColumnKind.TIME,
						List.of(LocalTime.MIN, LocalTime.NOON, LocalTime.parse("23:59:59.999999"), LocalTime.MAX)));
	}

	@ParameterizedTest
	@MethodSource("ascending")
	void ordersAsPostgresDoes(ColumnKind kind, List<Object> values) {
		List<Object> normal = values.stream().map(kind::parameterKey).toList();
		for (int i = 0; i < normal.size(); i++) {
			for (int j = 0; j < normal.size(); j++) {
				assertThat(Integer.signum(kind.compare(normal.get(i), normal.get(j)))).as("%d and %d", i, j)
					.isEqualTo(Integer.compare(i, j));
			}
		}
	}

	static Stream<Arguments> foreign() {
		return Stream.of(arguments(ColumnKind.TEXT, List.of(5, true, UUID.randomUUID())),
				arguments(ColumnKind.UUID, List.of("0d9d5b9e-8c43-4b0a-9f1e-2f6f0a7c3d11", 5)),
				arguments(ColumnKind.BOOLEAN, List.of("true", 1)),
				arguments(ColumnKind.INTEGER, List.of("5", 5.5, Double.NaN, BigInteger.TWO.pow(63), true)),
				arguments(ColumnKind.NUMERIC, List.of("5", true)),
				arguments(ColumnKind.REAL, List.of("5", 1e39, new BigDecimal("1e400"), true)),
				arguments(ColumnKind.DOUBLE, List.of("5", new BigDecimal("1e400"), true)),
				arguments(ColumnKind.DATE, List.of("2026-11-24", LocalDateTime.MIN, Instant.EPOCH, 0)),
				arguments(ColumnKind.TIME, List.of("10:15", java.sql.Time.valueOf("10:15:30"), 0)),
				arguments(ColumnKind.TIMESTAMP, List.of("2026-11-24T10:15:30", Instant.EPOCH, LocalDate.EPOCH, 0)),
				arguments(ColumnKind.TIMESTAMPTZ,
						List.of("2026-11-24T10:15:30Z", LocalDateTime.MIN, java.sql.Date.valueOf("2026-11-24"), 0)));
	}

	@ParameterizedTest
	@MethodSource("foreign")
	void takesNoValueOfAnotherKind(ColumnKind kind, List<Object> values) {
		for (Object value : values) {
			assertThatExceptionOfType(UnfitValueException.class).as("%s", value)
				.isThrownBy(() -> kind.normalise(value))
				.withMessage("a value that a column of type " + kind.sqlType() + " can hold");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000", "a\u0000b", "\uD800", "\uDC00", "a\uDC00\uD800", "\uD83D" })
	void textThatCannotBeStoredIsNoParameter(String text) {
		assertThatExceptionOfType(UnfitValueException.class).isThrownBy(() -> ColumnKind.TEXT.parameterKey(text))
			.withMessage("text without U+0000 and without unpaired surrogates");
	}

	@Test
	void datesInYearsOfOtherThanFourDigitsAreNoParameters() {
		for (LocalDate date : List.of(LocalDate.MIN, LocalDate.of(0, 12, 31), LocalDate.of(10000, 1, 1),
				LocalDate.MAX)) {
			assertYearRefused(ColumnKind.DATE, date);
			assertYearRefused(ColumnKind.TIMESTAMP, date.atStartOfDay());
			assertYearRefused(ColumnKind.TIMESTAMPTZ, date.atStartOfDay().atOffset(java.time.ZoneOffset.UTC));
		}
		assertYearRefused(ColumnKind.TIMESTAMPTZ, Instant.MAX);
		assertYearRefused(ColumnKind.TIMESTAMPTZ, Instant.MIN);
	}

	private static void assertYearRefused(ColumnKind kind, Object value) {
		assertThatExceptionOfType(UnfitValueException.class).isThrownBy(() -> kind.parameterKey(value))
			.withMessage("a year from 1 to 9999");
	}

	@Test
	@Timeout(10)
	void theLongestNumericsCostLittle() {
		BigDecimal longest = new BigDecimal(BigInteger.TEN.pow(131071));
		for (int i = 0; i < 20; i++) {
			assertThat(ColumnKind.NUMERIC.key(longest)).isEqualTo(new BigDecimal("1e131071"));
		}
		for (String hostile : List.of("1e1000000000", "-1e1000000000", "1e-1000000000", "0e1000000000",
				"100e2147483647", "1e-2147483647")) {
			for (ColumnKind kind : List.of(ColumnKind.NUMERIC, ColumnKind.INTEGER)) {
				assertThatExceptionOfType(UnfitValueException.class).as(hostile)
					.isThrownBy(() -> kind.normalise(new BigDecimal(hostile)));
			}
		}
	}

}
