package io.offlinesync.jdbc;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/**
 * Reads what PostgreSQL's {@code to_jsonb} made of a column's value.
 */
final class JsonbScalars {

	private static final String MIDNIGHT = "24:00:00";

	private static final String BEFORE_CHRIST = " BC";

	private static final int YEAR_DIGITS = 4;

	private JsonbScalars() {
	}

	/**
	 * Read a value.
	 * @param kind what the column holds
	 * @param json the value, not null
	 * @return a scalar that {@link ColumnKind#normalise} takes, or {@literal null} if the
	 * column was of another type then
	 */
	static @Nullable Object read(ColumnKind kind, JsonNode json) {
		try {
			return switch (kind) {
				case TEXT -> json.isString() ? json.stringValue() : null;
				case UUID -> json.isString() ? UUID.fromString(json.stringValue()) : null;
				case BOOLEAN -> json.isBoolean() ? json.booleanValue() : null;
				case INTEGER -> (json.isIntegralNumber() && json.canConvertToLong()) ? json.longValue() : null;
				case NUMERIC -> json.isNumber() ? json.decimalValue() : special(json);
				case REAL -> json.isNumber() ? Float.valueOf(json.decimalValue().floatValue()) : special(json);
				case DOUBLE -> json.isNumber() ? Double.valueOf(json.decimalValue().doubleValue()) : special(json);
				case DATE -> temporal(json, LocalDate.MIN, LocalDate.MAX, LocalDate::parse);
				case TIME -> MIDNIGHT.equals(text(json)) ? LocalTime.MAX : LocalTime.parse(text(json));
				case TIMESTAMP -> temporal(json, LocalDateTime.MIN, LocalDateTime.MAX, LocalDateTime::parse);
				case TIMESTAMPTZ -> temporal(json, OffsetDateTime.MIN, OffsetDateTime.MAX, OffsetDateTime::parse);
			};
		}
		catch (DateTimeException | IllegalArgumentException | JsonNodeException ex) {
			return null;
		}
	}

	private static @Nullable Object special(JsonNode json) {
		return switch (json.asString("")) {
			case "NaN" -> Double.NaN;
			case "Infinity" -> Double.POSITIVE_INFINITY;
			case "-Infinity" -> Double.NEGATIVE_INFINITY;
			default -> null;
		};
	}

	private static String text(JsonNode json) {
		if (!json.isString()) {
			throw new IllegalArgumentException("Not a text");
		}
		return json.stringValue();
	}

	/**
	 * As in the driver, what is infinite is the least or the greatest value.
	 */
	private static <T> T temporal(JsonNode json, T least, T greatest, Function<String, T> parser) {
		String text = text(json);
		return switch (text) {
			case "-infinity" -> least;
			case "infinity" -> greatest;
			default -> parser.apply(withIsoYear(text));
		};
	}

	/**
	 * PostgreSQL has no year zero before Christ, and no sign before long years.
	 */
	private static String withIsoYear(String text) {
		int end = Math.max(0, text.indexOf('-'));
		if (text.endsWith(BEFORE_CHRIST)) {
			int year = Integer.parseInt(text, 0, end, 10) - 1;
			return ((year > 0) ? "-%04d" : "%04d").formatted(year)
					+ text.substring(end, text.length() - BEFORE_CHRIST.length());
		}
		return (end > YEAR_DIGITS) ? '+' + text : text;
	}

}
