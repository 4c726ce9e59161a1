package io.offlinesync.test;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A change of a page: a put, a deletion or the record's leaving.
 *
 * @param key which record
 * @param kind which of the three
 * @param value the record's value, of a put only
 * @param metadata the record's stamps, unless it left
 */
public record StreamChange(Key key, Kind kind, @Nullable JsonNode value, @Nullable JsonNode metadata) {

	private static final Set<String> STAMPS = Set.of("createdAt", "updatedAt", "deletedAt");

	static StreamChange parse(JsonNode json) {
		Key key = new Key(StreamPage.text(json, "table"), StreamPage.text(json, "uid"));
		JsonNode value = json.path("value");
		JsonNode metadata = json.path("metadata");
		if (json.has("left")) {
			StreamPage.members(json, Set.of("table", "uid", "left", "value", "metadata"), Set.of());
			StreamPage.require(json.get("left").isBoolean() && json.get("left").booleanValue() && value.isNull()
					&& metadata.isNull(), "A record leaves with nothing else", json);
			return new StreamChange(key, Kind.LEFT, null, null);
		}
		StreamPage.members(json, Set.of("table", "uid", "value", "metadata"), Set.of());
		StreamPage.members(metadata, STAMPS, Set.of());
		STAMPS.forEach((stamp) -> checkStamp(metadata.get(stamp)));
		boolean deleted = !metadata.get("deletedAt").isNull();
		StreamPage.require(deleted ? value.isNull() : value.isObject(), "Either a value or deletedAt", json);
		return new StreamChange(key, deleted ? Kind.DELETED : Kind.PUT, deleted ? null : value, metadata);
	}

	private static void checkStamp(JsonNode stamp) {
		if (!stamp.isNull()) {
			StreamPage.require(stamp.isString() && Instant.parse(stamp.stringValue()).getNano() % 1_000_000 == 0,
					"A stamp has milliseconds", stamp);
		}
	}

	SyncTestRecord record() {
		return SyncTestRecord.of(this.key.uid(), this.value,
				(this.metadata != null) ? this.metadata : MissingNode.getInstance());
	}

	/**
	 * The record's time.
	 * @return the time, or {@literal null} if it has none
	 */
	public @Nullable Instant time() {
		for (String stamp : new String[] { "deletedAt", "updatedAt", "createdAt" }) {
			if (this.metadata != null && this.metadata.get(stamp).isString()) {
				return Instant.parse(this.metadata.get(stamp).stringValue());
			}
		}
		return null;
	}

	/**
	 * What can be said of a record.
	 */
	public enum Kind {

		/** It is in the stream, with this value. */
		PUT,

		/** It was deleted. */
		DELETED,

		/** It is in none of the stream's scopes any more. */
		LEFT

	}

	/**
	 * Which record.
	 *
	 * @param table the table's name
	 * @param uid the id
	 */
	public record Key(String table, String uid) {

	}

}
