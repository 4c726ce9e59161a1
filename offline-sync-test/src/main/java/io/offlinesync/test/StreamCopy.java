package io.offlinesync.test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.offlinesync.test.StreamChange.Key;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What a client holds that follows one stream, and the cursor that belongs to it. It
 * outlives connections, and is for one thread at a time.
 */
public final class StreamCopy {

	private final Map<Key, Held> held = new HashMap<>();

	/** Since which page what a scope held is void, until the next complete page. */
	private final Map<StreamScope, Long> resets = new HashMap<>();

	private List<StreamScope> scopes;

	private @Nullable String cursor;

	private @Nullable SeenSnapshot seen;

	private boolean complete;

	private long pages;

	/**
	 * A client that holds nothing.
	 * @param scopes the scopes it follows
	 */
	public StreamCopy(List<StreamScope> scopes) {
		this.scopes = List.copyOf(scopes);
	}

	/**
	 * Follow other scopes from the next subscription on, and drop what none of them
	 * holds.
	 * @param scopes the scopes
	 */
	public void follow(List<StreamScope> scopes) {
		this.scopes = List.copyOf(scopes);
		this.resets.keySet().retainAll(this.scopes);
		this.held.entrySet()
			.removeIf((entry) -> this.scopes.stream().noneMatch((scope) -> entry.getValue().isIn(scope)));
		this.complete = false;
	}

	/**
	 * Continue from a cursor.
	 * @param cursor the cursor, or {@literal null} to begin anew
	 */
	void continueFrom(@Nullable String cursor) {
		this.cursor = cursor;
		this.complete = false;
	}

	/**
	 * Apply a page.
	 * @param page the page
	 */
	public void apply(StreamPage page) {
		this.pages++;
		page.reset().forEach((index) -> this.resets.put(this.scopes.get(index), this.pages));
		for (StreamChange change : page.changes()) {
			JsonNode value = change.value();
			if (value != null) {
				this.held.put(change.key(), new Held(change, value, this.pages));
			}
			else {
				this.held.remove(change.key());
			}
		}
		this.complete = page.complete();
		if (page.complete()) {
			this.seen = page.seen();
			if (!this.resets.isEmpty()) {
				this.held.values().removeIf(this::isVoid);
				this.resets.clear();
			}
		}
		this.cursor = page.cursor();
	}

	/**
	 * Whether a reset has made a record void. What was mentioned since is in some scope,
	 * as the server has decided; of anything else, the scopes that go on have to hold it.
	 */
	private boolean isVoid(Held record) {
		return this.resets.entrySet()
			.stream()
			.anyMatch((reset) -> reset.getKey().table().equals(record.change.key().table())
					&& reset.getValue() > record.mentioned)
				&& this.scopes.stream()
					.noneMatch(
							(scope) -> record.isIn(scope) && this.resets.getOrDefault(scope, 0L) <= record.mentioned);
	}

	/**
	 * The scopes.
	 * @return the scopes, in the order of their indices
	 */
	public List<StreamScope> scopes() {
		return this.scopes;
	}

	/**
	 * The scopes as a header.
	 * @return the JSON text
	 */
	public String header() {
		ArrayNode json = Json.MAPPER.createArrayNode();
		this.scopes.forEach((scope) -> json.add(scope.json()));
		return json.toString();
	}

	/**
	 * Where this client stands.
	 * @return the cursor, or {@literal null} if there was no page yet
	 */
	public @Nullable String cursor() {
		return this.cursor;
	}

	/**
	 * Whether the last page was complete.
	 * @return {@literal true} if this client equals the database as of {@link #seen()}
	 */
	public boolean complete() {
		return this.complete;
	}

	/**
	 * The snapshot of the last complete page.
	 * @return the snapshot, or {@literal null} if there was no complete page yet
	 */
	public @Nullable SeenSnapshot seen() {
		return this.seen;
	}

	/**
	 * What is held of a table.
	 * @param table the table's name
	 * @return what brought each record, by uid
	 */
	public Map<String, StreamChange> records(String table) {
		Map<String, StreamChange> records = new TreeMap<>();
		this.held.forEach((key, record) -> {
			if (key.table().equals(table)) {
				records.put(key.uid(), record.change);
			}
		});
		return records;
	}

	/**
	 * What is held of a record.
	 * @param key which record
	 * @return what brought it, or {@literal null} if this client does not hold it
	 */
	public @Nullable StreamChange record(Key key) {
		Held record = this.held.get(key);
		return (record != null) ? record.change : null;
	}

	private record Held(StreamChange change, JsonNode value, long mentioned) {

		boolean isIn(StreamScope scope) {
			return scope.holds(this.change.key().table(), this.value);
		}

	}

}
