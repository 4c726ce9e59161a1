package io.offlinesync.test;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a server says when it refuses something, or what became of the connection.
 *
 * @param code the protocol's code, such as {@code forbidden}, or a {@code code} of
 * {@link SyncTestException}
 * @param message what the server says to people
 * @param retryable whether the same may work later
 * @param details what the code comes with, an object
 */
public record SyncTestError(String code, String message, boolean retryable, JsonNode details) {

	static SyncTestError of(JsonNode json) {
		JsonNode details = json.path("details");
		return new SyncTestError(json.path("code").asString(""), json.path("message").asString(""),
				json.path("retryable").asBoolean(false),
				details.isObject() ? details : JsonNodeFactory.instance.objectNode());
	}

	static @Nullable SyncTestError in(JsonNode json) {
		return json.has("error") ? of(json.get("error")) : null;
	}

	static SyncTestError ofConnection(String code, String message) {
		return new SyncTestError(code, message, false, JsonNodeFactory.instance.objectNode());
	}

}
