package io.offlinesync.simulation;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import io.offlinesync.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A record as its user sees it.
 *
 * @param row the values
 * @param time the record's time
 */
record Seen(Map<String, Object> row, @Nullable Instant time) {

	static @Nullable Seen of(@Nullable JsonNode value, @Nullable JsonNode stamps) {
		if (value == null || stamps == null) {
			return null;
		}
		Map<String, Object> row = new TreeMap<>();
		value.properties()
			.forEach((member) -> row.put(member.getKey(), member.getValue().isString() ? member.getValue().stringValue()
					: (Object) member.getValue().intValue()));
		String time = stamps.get("updatedAt").stringValue(stamps.get("createdAt").stringValue(null));
		return new Seen(row, (time != null) ? Instant.parse(time) : null);
	}

	static @Nullable Seen of(@Nullable Version version) {
		Map<String, Object> row = (version != null && version.live()) ? version.row() : null;
		return (row != null) ? new Seen(row, version.metadata().time()) : null;
	}

	/**
	 * A record after a write of one's own.
	 */
	static @Nullable Seen after(@Nullable Seen before, Mutation mutation) {
		if (mutation.operation() == Operation.DELETE) {
			return null;
		}
		if (mutation.operation() == Operation.CREATE || before == null) {
			return new Seen(mutation.data(), mutation.at());
		}
		Map<String, Object> row = new TreeMap<>(before.row());
		mutation.changed().forEach((field) -> row.put(field, mutation.data().get(field)));
		return new Seen(row, mutation.at());
	}

}
