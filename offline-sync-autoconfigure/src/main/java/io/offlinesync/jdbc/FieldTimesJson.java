package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import io.offlinesync.reconcile.FieldTimes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Field times as they are stored: milliseconds since 1970 by column.
 */
final class FieldTimesJson {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final TypeReference<Map<String, Long>> TYPE = new TypeReference<>() {
	};

	private FieldTimesJson() {
	}

	static @Nullable FieldTimes read(@Nullable String json) {
		if (json == null) {
			return null;
		}
		Map<String, Instant> times = new HashMap<>();
		JSON.readValue(json, TYPE).forEach((column, time) -> times.put(column, Instant.ofEpochMilli(time)));
		return new FieldTimes(times);
	}

	static @Nullable String write(@Nullable FieldTimes times) {
		if (times == null) {
			return null;
		}
		Map<String, Long> json = new TreeMap<>();
		times.asMap().forEach((column, time) -> json.put(column, time.toEpochMilli()));
		return JSON.writeValueAsString(json);
	}

}
