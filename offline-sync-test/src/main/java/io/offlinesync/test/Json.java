package io.offlinesync.test;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as it is written in tests.
 */
final class Json {

	/** Decimal numbers stay what they are: an entity's {@code numeric} is no double. */
	static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private Json() {
	}

	/**
	 * A tree of whatever a test says it with.
	 * @param value a text that is JSON, or a map, a tree, or an object that Jackson can
	 * write
	 * @return the tree
	 */
	static JsonNode tree(Object value) {
		return (value instanceof String text) ? MAPPER.readTree(text) : MAPPER.valueToTree(value);
	}

	static @Nullable String text(JsonNode json, String name) {
		JsonNode text = json.path(name);
		return text.isString() ? text.stringValue() : null;
	}

	static @Nullable Instant instant(JsonNode json, String name) {
		String text = text(json, name);
		return (text != null) ? Instant.parse(text) : null;
	}

}
