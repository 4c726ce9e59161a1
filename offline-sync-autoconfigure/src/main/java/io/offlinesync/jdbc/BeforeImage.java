package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row as it was before a change, as the log has it.
 */
final class BeforeImage implements FilterValues {

	/** What the database holds is not too large: nobody but it writes this JSON. */
	private static final StreamReadConstraints ANY_SIZE = StreamReadConstraints.builder()
		.maxNumberLength(Integer.MAX_VALUE)
		.maxStringLength(Integer.MAX_VALUE)
		.maxNameLength(Integer.MAX_VALUE)
		.maxNestingDepth(Integer.MAX_VALUE)
		.build();

	private static final JsonMapper JSON = JsonMapper
		.builder(JsonFactory.builder().streamReadConstraints(ANY_SIZE).build())
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
