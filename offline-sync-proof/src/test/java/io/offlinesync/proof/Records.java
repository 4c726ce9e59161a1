package io.offlinesync.proof;

import io.offlinesync.proof.client.Uids;
import io.offlinesync.proof.history.Commit.Row;
import io.offlinesync.proof.history.RowKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows of the database as clients see them.
 */
final class Records {

	private Records() {
	}

	static boolean isRecord(RowKey key) {
		return Uids.TABLES.contains(key.table());
	}

	/** The value that a client should have. */
	static ObjectNode value(Row row) {
		ObjectNode value = JsonMapper.shared().createObjectNode();
		row.columns().forEach((name, text) -> value.set(name, value(name, text)));
		return value;
	}

	private static JsonNode value(String name, @Nullable String text) {
		if (text == null) {
			return JsonNodeFactory.instance.nullNode();
		}
		return switch (name) {
			case "rank", "points" -> JsonNodeFactory.instance.numberNode(Integer.parseInt(text));
			case "done" -> JsonNodeFactory.instance.booleanNode(text.equals("t"));
			default -> JsonNodeFactory.instance.stringNode(text);
		};
	}

	/** What a client sent, as the database should have it. */
	static @Nullable String text(@Nullable Object value) {
		return (value == null) ? null : (value instanceof Boolean flag) ? (flag ? "t" : "f") : value.toString();
	}

}
