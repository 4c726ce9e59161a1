package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row as it was before a change, as the log has it.
 */
final class BeforeImage implements FilterValues {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private final JsonNode row;

	BeforeImage(String json) {
		this.row = JSON.readTree(json);
	}

	@Override
	public boolean isKnown(FilterField field) {
		JsonNode json = this.row.get(field.columnName());
		return json != null && (json.isNull() || JsonbScalars.read(field.kind(), json) != null);
	}

	@Override
	public @Nullable Object value(FilterField field) {
		JsonNode json = this.row.get(field.columnName());
		return (json == null || json.isNull()) ? null : JsonbScalars.read(field.kind(), json);
	}

}
