package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row as the log has it, mostly as it was before a change.
 */
final class BeforeImage implements FilterValues {

	// What the database holds has no limits that matter here.
	private static final StreamReadConstraints NO_LIMITS = StreamReadConstraints.builder()
		.maxNestingDepth(Integer.MAX_VALUE)
		.maxNumberLength(Integer.MAX_VALUE)
		.maxStringLength(Integer.MAX_VALUE)
		.maxNameLength(Integer.MAX_VALUE)
		.build();

	private static final JsonMapper JSON = JsonMapper
		.builder(JsonFactory.builder().streamReadConstraints(NO_LIMITS).build())
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private final String json;

	private @Nullable JsonNode row;

	BeforeImage(String json) {
		this.json = json;
	}

	private JsonNode row() {
		if (this.row == null) {
			this.row = JSON.readTree(this.json);
		}
		return this.row;
	}

	@Override
	public boolean isKnown(FilterField field) {
		JsonNode json = row().get(field.columnName());
		return json != null && (json.isNull() || JsonbScalars.read(field.kind(), json) != null);
	}

	@Override
	public @Nullable Object value(FilterField field) {
		JsonNode json = row().get(field.columnName());
		return (json == null || json.isNull()) ? null : JsonbScalars.read(field.kind(), json);
	}

}
