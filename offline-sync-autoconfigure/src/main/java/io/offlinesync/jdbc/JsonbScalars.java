package io.offlinesync.jdbc;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/**
 * Reads what PostgreSQL's {@code to_jsonb} made of a column's value.
 */
final class JsonbScalars {

	private static final String MIDNIGHT = "24:00:00";

	private JsonbScalars() {
	}

	/**
	 * Read a value.
	 * @param kind what the column holds
	 * @param json the value, not null
	 * @return a scalar that {@link ColumnKind#normalise} takes, or {@literal null} if the
	 * value has no place in Java, such as a date before Christ
	 */
	static @Nullable Object read(ColumnKind kind, JsonNode json) {
		try {
			return switch (kind) {
				case TEXT -> json.isString() ? json.stringValue() : null;
				case UUID -> json.isString() ? UUID.fromString(json.stringValue()) : null;
				case BOOLEAN -> json.isBoolean() ? json.booleanValue() : null;
				case INTEGER -> json.isIntegralNumber() ? json.longValue() : null;
				case NUMERIC -> json.isNumber() ? json.decimalValue() : special(json);
				case REAL -> json.isNumber() ? Float.valueOf(json.decimalValue().floatValue()) : special(json);
				case DOUBLE -> json.isNumber() ? Double.valueOf(json.decimalValue().doubleValue()) : special(json);
				case DATE -> LocalDate.parse(json.stringValue());
				case TIME -> MIDNIGHT.equals(json.stringValue()) ? LocalTime.MAX : LocalTime.parse(json.stringValue());
				case TIMESTAMP -> LocalDateTime.parse(json.stringValue());
				case TIMESTAMPTZ -> OffsetDateTime.parse(json.stringValue());
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

}
