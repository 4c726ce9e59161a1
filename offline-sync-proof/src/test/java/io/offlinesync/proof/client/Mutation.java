package io.offlinesync.proof.client;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A mutation of a record.
 *
 * @param table the record's table
 * @param op what it does: create, update or delete
 * @param uid the record
 * @param data the record's whole value; empty for a delete
 * @param changed what an update sets
 * @param at its stamp
 */
public record Mutation(String table, String op, String uid, Map<String, @Nullable Object> data, Set<String> changed,
		Instant at) {

	/** A record's value as data. */
	static Map<String, @Nullable Object> data(JsonNode value) {
		Map<String, @Nullable Object> data = new HashMap<>();
		value.properties()
			.forEach((field) -> data.put(field.getKey(),
					JsonMapper.shared().treeToValue(field.getValue(), Object.class)));
		return data;
	}

	Map<String, Object> json() {
		Map<String, Object> json = new LinkedHashMap<>(
				Map.of("table", this.table, "op", this.op, "uid", this.uid, "at", this.at.toString()));
		if (!this.op.equals("delete")) {
			json.put("data", this.data);
		}
		if (this.op.equals("update")) {
			json.put("changed", this.changed);
		}
		return json;
	}

}
