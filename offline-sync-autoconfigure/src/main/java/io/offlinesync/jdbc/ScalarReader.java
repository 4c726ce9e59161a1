package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON scalar as a value of one Java type, without coercion.
 */
final class ScalarReader {

	private static final Pattern CANONICAL_UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

	/**
	 * More than the thousand digits of the longest number that Jackson reads.
	 */
	private static final int BIG_INTEGER_BITS = 4096;

	private static final Map<Class<?>, ScalarReader> READERS = Map.ofEntries(
			Map.entry(String.class, texts("text", (text) -> text)),
			Map.entry(UUID.class, texts("a UUID such as 0d9d5b9e-8c43-4b0a-9f1e-2f6f0a7c3d11", ScalarReader::uuid)),
			Map.entry(Instant.class,
					texts("an instant such as 2026-11-24T10:15:30Z", (text) -> OffsetDateTime.parse(text).toInstant())),
			Map.entry(OffsetDateTime.class,
					texts("a date and time with an offset, such as 2026-11-24T10:15:30Z", OffsetDateTime::parse)),
			Map.entry(LocalDateTime.class,
					texts("a date and time without an offset, such as 2026-11-24T10:15:30", LocalDateTime::parse)),
			Map.entry(LocalDate.class, texts("a date such as 2026-11-24", LocalDate::parse)),
			Map.entry(LocalTime.class, texts("a time such as 10:15:30", LocalTime::parse)),
			Map.entry(Boolean.class,
					new ScalarReader("true or false", (value) -> (value instanceof Boolean) ? value : null)),
			Map.entry(Byte.class, integers(Byte.SIZE, BigInteger::byteValue)),
			Map.entry(Short.class, integers(Short.SIZE, BigInteger::shortValue)),
			Map.entry(Integer.class, integers(Integer.SIZE, BigInteger::intValue)),
			Map.entry(Long.class, integers(Long.SIZE, BigInteger::longValue)),
			Map.entry(BigInteger.class, integers(BIG_INTEGER_BITS, (integer) -> integer)),
			Map.entry(Float.class, numbers(ScalarReader::finiteFloat)),
			Map.entry(Double.class, numbers(ScalarReader::finiteDouble)),
			Map.entry(BigDecimal.class, numbers((number) -> number)));

	private final String needed;

	private final Function<Object, @Nullable Object> conversion;

	private ScalarReader(String needed, Function<Object, @Nullable Object> conversion) {
		this.needed = needed;
		this.conversion = conversion;
	}

	/**
	 * The reader of a type.
	 * @param type the type, not a primitive one
	 * @return the reader, or {@literal null} if there is none
	 */
	static @Nullable ScalarReader of(Class<?> type) {
		return READERS.get(type);
	}

	/**
	 * Read a scalar.
	 * @param value a {@link String}, {@link Number} or {@link Boolean}; any other fits no
	 * type
	 * @return a value of the reader's type
	 * @throws IllegalArgumentException if the value does not fit
	 */
	Object read(Object value) {
		Object converted = this.conversion.apply(value);
		if (converted == null) {
			throw new UnfitValueException(this.needed);
		}
		return converted;
	}

	private static ScalarReader texts(String needed, Function<String, @Nullable Object> conversion) {
		return new ScalarReader(needed, (value) -> {
			try {
				return (value instanceof String text) ? conversion.apply(text) : null;
			}
			catch (DateTimeException ex) {
				return null;
			}
		});
	}

	private static ScalarReader numbers(Function<BigDecimal, @Nullable Object> conversion) {
		return new ScalarReader("a number within range", (value) -> {
			BigDecimal number = Numbers.finite(value);
			return (number != null) ? conversion.apply(number) : null;
		});
	}

	private static ScalarReader integers(int bits, Function<BigInteger, Object> conversion) {
		return new ScalarReader("a whole number within range", (value) -> {
			BigInteger integer = Numbers.integer(value, bits);
			return (integer != null) ? conversion.apply(integer) : null;
		});
	}

	/**
	 * Java would read 1-1-1-1-1 too, which is the UUID of no JSON.
	 */
	private static @Nullable Object uuid(String text) {
		return CANONICAL_UUID.matcher(text).matches() ? UUID.fromString(text) : null;
	}

	private static @Nullable Object finiteFloat(BigDecimal number) {
		float value = number.floatValue();
		return Float.isFinite(value) ? value : null;
	}

	private static @Nullable Object finiteDouble(BigDecimal number) {
		double value = number.doubleValue();
		return Double.isFinite(value) ? value : null;
	}

}
