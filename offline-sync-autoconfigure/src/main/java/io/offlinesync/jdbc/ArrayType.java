package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * A type of columns whose values can be carried as elements of an array, and then are
 * stored exactly as if the driver had carried each by itself.
 *
 * @param sqlType the elements' type
 * @param text the text of a value that the driver is given, or {@literal null} if it
 * cannot be carried
 */
record ArrayType(String sqlType, Function<Object, @Nullable String> text) {

	private static final Map<String, ArrayType> TYPES = Map.ofEntries(type("text", "text", ArrayType::string),
			type("varchar", "text", ArrayType::string), type("bpchar", "text", ArrayType::string),
			type("uuid", only(UUID.class)), type("bool", only(Boolean.class)), type("int2", ArrayType::integer),
			type("int4", ArrayType::integer), type("int8", ArrayType::integer), type("numeric", only(BigDecimal.class)),
			type("float4", only(Float.class)), type("float8", only(Double.class)), type("date", ArrayType::date),
			type("timestamp", ArrayType::timestamp), type("timestamptz", ArrayType::timestamptz),
			type("bytea", ArrayType::bytes), type("json", ArrayType::object), type("jsonb", ArrayType::object));

	/**
	 * The type for a column.
	 * @param columnType the name of the column's type, for a domain that of its base
	 * @return the type, or {@literal null} if arrays cannot carry the values
	 */
	static @Nullable ArrayType of(@Nullable String columnType) {
		return (columnType != null) ? TYPES.get(columnType) : null;
	}

	private static Map.Entry<String, ArrayType> type(String name, Function<Object, @Nullable String> text) {
		return type(name, name, text);
	}

	private static Map.Entry<String, ArrayType> type(String name, String sqlType,
			Function<Object, @Nullable String> text) {
		return Map.entry(name, new ArrayType(sqlType, text));
	}

	private static Function<Object, @Nullable String> only(Class<?> type) {
		return (value) -> type.isInstance(value) ? value.toString() : null;
	}

	private static @Nullable String string(Object value) {
		return (value instanceof String string) ? string : null;
	}

	private static @Nullable String integer(Object value) {
		return (value instanceof Integer || value instanceof Long || value instanceof Short) ? value.toString() : null;
	}

	private static @Nullable String date(Object value) {
		if (value instanceof LocalDate date) {
			return isUsual(date.getYear()) ? date.toString() : null;
		}
		return timestamp(value);
	}

	private static @Nullable String timestamp(Object value) {
		LocalDateTime time = (value instanceof Timestamp timestamp) ? timestamp.toLocalDateTime()
				: (value instanceof LocalDateTime local) ? local : null;
		return (time != null && isUsual(time.getYear())) ? rounded(time).toString() : null;
	}

	private static @Nullable String timestamptz(Object value) {
		OffsetDateTime time = (value instanceof Timestamp timestamp) ? timestamp.toInstant().atOffset(ZoneOffset.UTC)
				: (value instanceof OffsetDateTime offset) ? offset : null;
		return (time != null && isUsual(time.getYear()))
				? rounded(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()) + "Z" : null;
	}

	/**
	 * To microseconds, as the driver does it.
	 */
	private static LocalDateTime rounded(LocalDateTime time) {
		return time.plusNanos(500).truncatedTo(ChronoUnit.MICROS);
	}

	/**
	 * Whether all calendars agree, and no text needs more than four digits or an era.
	 */
	private static boolean isUsual(int year) {
		return year > 1600 && year < 9999;
	}

	private static @Nullable String bytes(Object value) {
		return (value instanceof byte[] bytes) ? "\\x" + HexFormat.of().formatHex(bytes) : null;
	}

	private static @Nullable String object(Object value) {
		return (value instanceof PGobject object && object.getClass() == PGobject.class
				&& ("json".equals(object.getType()) || "jsonb".equals(object.getType()))) ? object.getValue() : null;
	}

}
