package io.offlinesync.jdbc;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.ClassUtils;

/**
 * Converts what a condition compares with to the type of a property, strictly: a value as
 * the entity has it passes as it is, and a JSON scalar must be of the type it has in the
 * entity's JSON. Clients compare that JSON, and must come to the same result.
 */
final class JsonScalars {

	private static final String AS_IN_JSON = "a value as it stands in the JSON of the record";

	private final JsonMapper mapper;

	/**
	 * Create a converter.
	 * @param mapper the mapper that reads and writes the entities
	 */
	JsonScalars(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Convert a value.
	 * @param value an instance of the type, or a {@link String}, {@link Number} or
	 * {@link Boolean} as JSON has it
	 * @param type the type of the property; a primitive one counts as its wrapper
	 * @return an instance of the type, or of its wrapper
	 * @throws IllegalArgumentException if the value does not fit
	 */
	Object read(Object value, JavaType type) {
		Class<?> target = ClassUtils.resolvePrimitiveIfNecessary(type.getRawClass());
		ScalarReader reader = ScalarReader.of(target);
		// Decimals in JSON may have any exponent, so even for a decimal they are checked.
		if (target.isInstance(value) && !(value instanceof BigDecimal)) {
			return value;
		}
		return (reader != null) ? reader.read(value) : readAsWritten(value, type);
	}

	/**
	 * For the types that only the mapper knows, such as enums: what it would not write
	 * like that, it took for something else.
	 */
	private Object readAsWritten(Object value, JavaType type) {
		if (value instanceof String || value instanceof Boolean || Numbers.finite(value) != null) {
			try {
				JsonNode json = this.mapper.valueToTree(value);
				Object read = this.mapper.treeToValue(json, type);
				if (read != null && same(json, this.mapper.valueToTree(read))) {
					return read;
				}
			}
			catch (JacksonException ex) {
				throw new UnfitValueException(AS_IN_JSON, ex);
			}
		}
		throw new UnfitValueException(AS_IN_JSON);
	}

	/**
	 * Whether a value is text in JSON, and this text.
	 */
	boolean isWrittenAs(Object value, @Nullable Object text) {
		JsonNode json = this.mapper.valueToTree(value);
		return json.isString() && json.asString().equals(text);
	}

	private static boolean same(JsonNode left, JsonNode right) {
		return (left.isNumber() && right.isNumber()) ? left.decimalValue().compareTo(right.decimalValue()) == 0
				: left.equals(right);
	}

}
