package io.offlinesync.test;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record, as a server told it. <pre>
 * assertThat(record.as(Todo.class)).isEqualTo(new Todo(uid, "Milk", true));
 * assertThat(record.get("title")).isEqualTo("Milk");
 * </pre>
 *
 * @param uid the id
 * @param value the value, or {@literal null} if the record is deleted or not readable
 * @param createdAt when it was created
 * @param updatedAt when it was updated
 * @param deletedAt when it was deleted
 */
public record SyncTestRecord(String uid, @Nullable JsonNode value, @Nullable Instant createdAt,
		@Nullable Instant updatedAt, @Nullable Instant deletedAt) {

	static SyncTestRecord of(JsonNode json) {
		// Where only stamps are told, they have no object of their own.
		return of(json.get("uid").stringValue(), json.get("value"), json.has("metadata") ? json.get("metadata") : json);
	}

	static SyncTestRecord of(String uid, @Nullable JsonNode value, JsonNode stamps) {
		return new SyncTestRecord(uid, (value == null || value.isNull()) ? null : value,
				Json.instant(stamps, "createdAt"), Json.instant(stamps, "updatedAt"),
				Json.instant(stamps, "deletedAt"));
	}

	/**
	 * The record's time: who writes it with a later one wins.
	 * @return the time, or {@literal null} if it has none
	 */
	public @Nullable Instant time() {
		return (this.deletedAt != null) ? this.deletedAt : (this.updatedAt != null) ? this.updatedAt : this.createdAt;
	}

	/**
	 * The value of a field: a text, an {@code Integer}, {@code Long} or
	 * {@code BigDecimal}, a boolean, a list or a map.
	 * @param field the field's name in JSON
	 * @return the value, or {@literal null}
	 * @throws AssertionError if there is no such field
	 */
	public @Nullable Object get(String field) {
		if (this.value == null || !this.value.has(field)) {
			throw new AssertionError("No field " + field + " in " + this);
		}
		return Json.MAPPER.treeToValue(this.value.get(field), Object.class);
	}

	/**
	 * The value as an object, read by a plain {@code JsonMapper}.
	 * @param <T> the type
	 * @param type the type, such as the entity
	 * @return the object
	 * @throws AssertionError if there is no value
	 */
	public <T> T as(Class<T> type) {
		if (this.value == null) {
			throw new AssertionError("No value in " + this);
		}
		return Json.MAPPER.treeToValue(this.value, type);
	}

	ObjectNode stamps() {
		ObjectNode stamps = Json.MAPPER.createObjectNode();
		stamps.put("createdAt", text(this.createdAt));
		stamps.put("updatedAt", text(this.updatedAt));
		stamps.put("deletedAt", text(this.deletedAt));
		return stamps;
	}

	private static @Nullable String text(@Nullable Instant stamp) {
		return (stamp != null) ? stamp.toString() : null;
	}

}
