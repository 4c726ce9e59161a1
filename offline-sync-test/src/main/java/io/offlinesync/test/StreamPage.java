package io.offlinesync.test;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A page of a stream, with all that the protocol says of one and nothing else.
 *
 * @param cursor where the client stands after it
 * @param changes the changes
 * @param snapshot the scopes whose snapshot is still coming
 * @param reset the scopes of which the client holds nothing any more
 * @param seen the database snapshot that the client is equal to, of a complete page only
 */
public record StreamPage(String cursor, List<StreamChange> changes, Set<Integer> snapshot, Set<Integer> reset,
		@Nullable SeenSnapshot seen) {

	/**
	 * Read a page.
	 * @param text the body of a MESSAGE
	 * @param scopes how many scopes the stream has
	 * @return the page
	 * @throws AssertionError if it is not as the protocol says
	 */
	public static StreamPage parse(String text, int scopes) {
		JsonNode json = Json.MAPPER.readTree(text);
		members(json, Set.of("cursor", "changes", "complete"), Set.of("snapshot", "reset", "seen"));
		require(!text(json, "cursor").isEmpty(), "No cursor", json);
		require(json.get("changes").isArray(), "No array of changes", json);
		require(json.get("complete").isBoolean(), "Neither complete nor incomplete", json);
		boolean complete = json.get("complete").booleanValue();
		require(complete == json.has("seen"), "A complete page, and no other, says what it has seen", json);
		Set<Integer> snapshot = indices(json.path("snapshot"), scopes);
		require(!complete || snapshot.isEmpty(), "Complete, but a snapshot is still coming", json);
		return new StreamPage(text(json, "cursor"), json.get("changes").valueStream().map(StreamChange::parse).toList(),
				snapshot, indices(json.path("reset"), scopes),
				complete ? SeenSnapshot.parse(text(json, "seen")) : null);
	}

	/**
	 * Whether the client equals the database after this page.
	 * @return {@literal true} if it does
	 */
	public boolean complete() {
		return this.seen != null;
	}

	private static Set<Integer> indices(JsonNode json, int scopes) {
		Set<Integer> indices = new LinkedHashSet<>();
		if (!json.isMissingNode()) {
			require(json.isArray(), "Not a list of scopes", json);
			json.forEach((index) -> require(index.isInt() && index.intValue() >= 0 && index.intValue() < scopes
					&& indices.add(index.intValue()), "No such scope, or twice", json));
		}
		return indices;
	}

	static String text(JsonNode json, String name) {
		JsonNode text = json.path(name);
		require(text.isString(), "No text " + name, json);
		return text.stringValue();
	}

	static void members(JsonNode json, Set<String> required, Set<String> optional) {
		require(json.isObject(), "Not an object", json);
		Set<String> names = new LinkedHashSet<>(json.propertyNames());
		require(names.containsAll(required), "A member is missing of " + required, json);
		names.removeAll(required);
		names.removeAll(optional);
		require(names.isEmpty(), "Unknown members " + names, json);
	}

	static void require(boolean condition, String message, JsonNode json) {
		if (!condition) {
			throw new AssertionError(message + ": " + json);
		}
	}

}
