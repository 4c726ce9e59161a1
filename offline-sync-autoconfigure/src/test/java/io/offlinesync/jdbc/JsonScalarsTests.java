package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link JsonScalars}.
 */
class JsonScalarsTests {

	private static final BigDecimal HUGE = new BigDecimal("1e1000000000");

	private static final BigDecimal TINY = new BigDecimal("1e-1000000000");

	private final JsonMapper lenient = JsonMapper.builder()
		.enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
		.enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
		.build();

	static Stream<Arguments> fitting() {
		UUID uuid = UUID.fromString("ABCDEF01-2345-6789-abcd-ef0123456789");
		return Stream.of(arguments("x", String.class, "x"), arguments("", String.class, ""),
				arguments("5", String.class, "5"), arguments("ABCDEF01-2345-6789-abcd-ef0123456789", UUID.class, uuid),
				arguments(uuid, UUID.class, uuid), arguments(true, boolean.class, true),
				arguments(false, Boolean.class, false), arguments(127, byte.class, (byte) 127),
				arguments(-32768, short.class, (short) -32768), arguments(5, int.class, 5),
				arguments(5L, Integer.class, 5), arguments((short) 5, Integer.class, 5),
				arguments(new BigDecimal("5.0"), int.class, 5), arguments(new BigDecimal("5e2"), int.class, 500),
				arguments(5.0, int.class, 5), arguments(5, long.class, 5L),
				arguments(new BigInteger("-9223372036854775808"), Long.class, Long.MIN_VALUE),
				arguments(5, BigInteger.class, BigInteger.valueOf(5)),
				arguments(new BigDecimal("0.1"), float.class, 0.1f), arguments(5, double.class, 5.0),
				arguments(new BigDecimal("0.1"), Double.class, 0.1), arguments(0.1, Double.class, 0.1),
				arguments(Double.NaN, Double.class, Double.NaN), arguments(5, BigDecimal.class, BigDecimal.valueOf(5)),
				arguments(0.1, BigDecimal.class, new BigDecimal("0.1")),
				arguments("2026-11-24T10:15:30Z", Instant.class, Instant.parse("2026-11-24T10:15:30Z")),
				arguments("2026-11-24T10:15:30.123456789+02:00", Instant.class,
						Instant.parse("2026-11-24T08:15:30.123456789Z")),
				arguments(Instant.EPOCH, Instant.class, Instant.EPOCH),
				arguments("2026-11-24T10:15:30+02:00", OffsetDateTime.class,
						OffsetDateTime.parse("2026-11-24T10:15:30+02:00")),
				arguments("2026-11-24T10:15:30", LocalDateTime.class, LocalDateTime.parse("2026-11-24T10:15:30")),
				arguments("2024-02-29", LocalDate.class, LocalDate.parse("2024-02-29")),
				arguments("10:15:30.5", LocalTime.class, LocalTime.parse("10:15:30.5")),
				arguments("OPEN", State.class, State.OPEN), arguments(State.OPEN, State.class, State.OPEN),
				arguments("in-progress", State.class, State.IN_PROGRESS), arguments(3, Level.class, Level.HIGH),
				arguments("a@b", Email.class, new Email("a@b")),
				arguments("PT5M", Duration.class, Duration.ofMinutes(5)));
	}

	@ParameterizedTest
	@MethodSource("fitting")
	void readsWhatFits(Object value, Class<?> type, Object expected) {
		assertThat(read(value, type)).isEqualTo(expected).hasSameClassAs(expected);
	}

	static Stream<Arguments> unfit() {
		UUID uuid = UUID.randomUUID();
		return Stream.of(arguments(List.of(5, true, uuid, State.OPEN, 'x'), String.class, "text"),
				arguments(List.of("1-1-1-1-1", "", "x", "{" + uuid + "}", uuid.toString().replace("-", ""), uuid + " ",
						uuid + "\n", "AAAAAAAAAAAAAAAAAAAAAA==", 5), UUID.class, "a UUID such as"),
				arguments(List.of("true", "", 1, 0, BigDecimal.ONE), boolean.class, "true or false"),
				arguments(
						List.of("5", "", true, 5.5, new BigDecimal("1.5"), 2147483648L, -2147483649L, HUGE, TINY,
								HUGE.negate(), Double.NaN, new BigDecimal("1e-16383")),
						int.class, "a whole number within range"),
				arguments(List.of(128, -129), byte.class, "a whole number within range"),
				arguments(List.of(32768), short.class, "a whole number within range"),
				arguments(List.of(new BigInteger("9223372036854775808"), 1e300, "1"), long.class,
						"a whole number within range"),
				arguments(List.of(HUGE, TINY, 0.5, "1", new BigDecimal("1e131071")), BigInteger.class,
						"a whole number within range"),
				arguments(List.of("0.1", "NaN", true, HUGE, TINY, new BigDecimal("1e39")), float.class,
						"a number within range"),
				arguments(List.of("0.1", true, HUGE, TINY, new BigDecimal("1e309")), double.class,
						"a number within range"),
				arguments(
						List.of("0.1", true, Double.NaN, Double.POSITIVE_INFINITY, new BigDecimal("1e131072"),
								new BigDecimal("1e-16384"), new BigInteger("9").pow(140000)),
						BigDecimal.class, "a number within range"),
				arguments(
						List.of(0, 1700000000L, "1700000000", "", "2026-11-24", "2026-11-24T10:15:30",
								"2026-11-24 10:15:30Z", "2026-02-30T10:15:30Z", "2026-11-24T24:00:00Z",
								"2026-11-24T10:15:60Z", "now", "infinity", LocalDate.EPOCH),
						Instant.class, "an instant such as"),
				arguments(List.of("2026-11-24T10:15:30Z", "2026-11-24", 0), LocalDateTime.class, "without an offset"),
				arguments(List.of("2026-11-24T10:15:30", 0), OffsetDateTime.class, "with an offset"),
				arguments(List.of("2026-2-3", "2026-02-30", "20260203", "24.11.2026", "today", 20000,
						"2026-11-24T10:15:30Z", Instant.EPOCH), LocalDate.class, "a date such as"),
				arguments(List.of("24:00", "10", "10:15Z", 36000), LocalTime.class, "a time such as"),
				arguments(List.of("open", "Closed", "IN_PROGRESS", "", "nope", 0, 1, true, "0", Level.HIGH, uuid),
						State.class, "as it stands in the JSON"),
				arguments(List.of("3", "HIGH", 4, true, HUGE), Level.class, "as it stands in the JSON"),
				arguments(List.of("A@B", "", 5, true), Email.class, "as it stands in the JSON"),
				arguments(List.of(300, "300", "PT300S"), Duration.class, "as it stands in the JSON"));
	}

	@ParameterizedTest(name = "{1}")
	@MethodSource("unfit")
	void refusesWhatDoesNotFit(List<Object> values, Class<?> type, String needed) {
		for (Object value : values) {
			assertThatExceptionOfType(UnfitValueException.class).as("%s", value.getClass())
				.isThrownBy(() -> read(value, type))
				.withMessageContaining(needed);
		}
	}

	@Test
	void acceptsNothingThatTheRecordWouldNotShow() {
		JsonScalars scalars = new JsonScalars(this.lenient);
		assertThat(scalars.read("OPEN", this.lenient.constructType(State.class))).isEqualTo(State.OPEN);
		for (Object value : List.of("open", "opened", "nope", 0)) {
			assertThatExceptionOfType(UnfitValueException.class)
				.isThrownBy(() -> scalars.read(value, this.lenient.constructType(State.class)));
		}
	}

	private Object read(Object value, Class<?> type) {
		JsonMapper mapper = JsonMapper.builder().build();
		return new JsonScalars(mapper).read(value, mapper.constructType(type));
	}

	enum State {

		@JsonAlias("opened")
		OPEN,

		@JsonProperty("in-progress")
		IN_PROGRESS {
			@Override
			public String toString() {
				return "in-progress";
			}
		}

	}

	enum Level {

		LOW(1), HIGH(3);

		private final int level;

		Level(int level) {
			this.level = level;
		}

		@JsonValue
		int level() {
			return this.level;
		}

	}

	record Email(@JsonValue String address) {

		@JsonCreator
		Email(String address) {
			if (address.isEmpty()) {
				throw new IllegalArgumentException("empty");
			}
			this.address = address.toLowerCase(Locale.ROOT);
		}

	}

}
