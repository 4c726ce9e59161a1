package io.offlinesync.testsupport.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.offlinesync.testsupport.stream.StreamChange.Key;
import io.offlinesync.testsupport.stream.StreamChange.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client holds that follows one stream: the base of RULES, with the cursor that
 * belongs to it. It outlives connections, and fails on whatever no stream may say.
 */
public final class StreamModel {

	private final Progress progress;

	private final Map<Key, Held> held = new HashMap<>();

	/** What was ever said of a record: the last, and the last value. */
	private final Map<Key, List<StreamChange>> said = new HashMap<>();

	/** Since which page what a scope held is void, until the next complete page. */
	private final Map<StreamScope, Long> resets = new HashMap<>();

	private final Set<StreamScope> coming = new HashSet<>();

	private final List<String> duplicates = new ArrayList<>();

	private List<StreamScope> scopes = List.of();

	private @Nullable String cursor;

	private @Nullable SeenSnapshot seen;

	private boolean complete;

	private boolean crashing;

	private long pages;

	private long changes;

	private long repeats;

	/**
	 * A client that holds nothing.
	 * @param progress how a record that goes back is known
	 * @param scopes the scopes it follows
	 */
	public StreamModel(Progress progress, StreamScope... scopes) {
		this.progress = progress;
		follow(scopes);
	}

	/**
	 * Follow other scopes from the next subscription on, and drop what none of them
	 * holds.
	 * @param scopes the scopes
	 */
	public void follow(StreamScope... scopes) {
		this.scopes = List.of(scopes);
		if (this.cursor == null) {
			this.coming.addAll(this.scopes);
		}
		this.coming.retainAll(this.scopes);
		this.resets.keySet().retainAll(this.scopes);
		this.held.entrySet()
			.removeIf((entry) -> this.scopes.stream().noneMatch((scope) -> holds(scope, entry.getKey())));
		this.complete = false;
	}

	/**
	 * Allow history to be another one, in which records are older, as after a restore.
	 */
	public void expectOtherHistory() {
		this.said.clear();
		this.seen = null;
	}

	/**
	 * Allow the database to crash: it then gives out again the ids of transactions that
	 * have left nothing, though they have been seen.
	 */
	public void expectCrashes() {
		this.crashing = true;
	}

	/**
	 * Apply a page.
	 * @param text the body of a MESSAGE
	 * @return the page
	 * @throws AssertionError if no stream may say so
	 */
	public StreamPage apply(String text) {
		StreamPage page = StreamPage.parse(text, this.scopes.size());
		this.pages++;
		page.reset().forEach((index) -> {
			this.resets.put(this.scopes.get(index), this.pages);
			this.coming.add(this.scopes.get(index));
		});
		Set<StreamScope> still = new HashSet<>();
		page.snapshot().forEach((index) -> still.add(this.scopes.get(index)));
		check(this.coming.containsAll(still), "A snapshot begins anew without a reset", page);
		this.coming.retainAll(still);
		Set<Key> mentioned = new HashSet<>();
		for (StreamChange change : page.changes()) {
			if (!mentioned.add(change.key())) {
				this.duplicates.add("Page " + this.pages + ": " + change.key());
			}
			apply(change);
		}
		this.complete = page.complete();
		if (page.seen() != null) {
			complete(page.seen(), page);
		}
		this.cursor = page.cursor();
		return page;
	}

	private void apply(StreamChange change) {
		this.changes++;
		if (change.kind() == Kind.LEFT) {
			this.held.remove(change.key());
			return;
		}
		List<StreamChange> earlier = this.said.getOrDefault(change.key(), List.of());
		earlier.forEach((before) -> check(this.progress.allows(before, change), "Back from " + before, change));
		JsonNode value = change.value();
		if (value == null) {
			this.held.remove(change.key());
			this.said.put(change.key(), earlier.isEmpty() ? List.of(change) : List.of(earlier.get(0), change));
			return;
		}
		check(this.scopes.stream().anyMatch((scope) -> scope.holds(change.key().table(), value)), "In no scope",
				change);
		Held before = this.held.put(change.key(), new Held(change, value, this.pages));
		if (before != null && before.change.equals(change)) {
			this.repeats++;
		}
		this.said.put(change.key(), List.of(change));
	}

	private void complete(SeenSnapshot now, StreamPage page) {
		check(this.crashing || this.seen == null || now.covers(this.seen),
				"Something seen is not any more: " + this.seen, page);
		this.seen = now;
		if (!this.resets.isEmpty()) {
			this.held.entrySet()
				.removeIf((entry) -> this.scopes.stream()
					.noneMatch((scope) -> holds(scope, entry.getKey())
							&& this.resets.getOrDefault(scope, 0L) <= entry.getValue().mentioned));
			this.resets.clear();
		}
	}

	private boolean holds(StreamScope scope, Key key) {
		Held record = this.held.get(key);
		return record != null && scope.holds(key.table(), record.value);
	}

	private static void check(boolean condition, String message, Object what) {
		if (!condition) {
			throw new AssertionError(message + ": " + what);
		}
	}

	/**
	 * What was last said of each record, held or not.
	 * @return the changes
	 */
	public List<StreamChange> said() {
		return this.said.values().stream().flatMap(List::stream).toList();
	}

	/**
	 * The scopes as a header.
	 * @return the JSON text
	 */
	public String scopes() {
		ArrayNode json = StreamPage.JSON.createArrayNode();
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
	 * The records of a table.
	 * @param table the table's name
	 * @return the values, by uid
	 */
	public Map<String, JsonNode> records(String table) {
		Map<String, JsonNode> records = new TreeMap<>();
		this.held.forEach((key, record) -> {
			if (key.table().equals(table)) {
				records.put(key.uid(), record.value);
			}
		});
		return records;
	}

	/**
	 * The value of a record.
	 * @param table the table's name
	 * @param uid the id
	 * @return the value, or {@literal null} if this client does not hold the record
	 */
	public @Nullable JsonNode value(String table, String uid) {
		Held record = this.held.get(new Key(table, uid));
		return (record != null) ? record.value : null;
	}

	/**
	 * The stamps of a record.
	 * @param table the table's name
	 * @param uid the id
	 * @return the stamps, or {@literal null} if this client does not hold the record
	 */
	public @Nullable JsonNode metadata(String table, String uid) {
		Held record = this.held.get(new Key(table, uid));
		return (record != null) ? record.change.metadata() : null;
	}

	/**
	 * Compare a table with what SQL says.
	 * @param table the table's name
	 * @param rows the values as JSON, by uid
	 * @throws AssertionError if the two differ
	 */
	public void assertHolds(String table, Supplier<Map<String, String>> rows) {
		assertThat(records(table)).isEqualTo(expected(rows));
	}

	/**
	 * Whether a table is what SQL says.
	 * @param table the table's name
	 * @param rows the values as JSON, by uid
	 * @return {@literal true} if it is
	 */
	public boolean holds(String table, Supplier<Map<String, String>> rows) {
		return records(table).equals(expected(rows));
	}

	private static Map<String, JsonNode> expected(Supplier<Map<String, String>> rows) {
		Map<String, JsonNode> expected = new LinkedHashMap<>();
		rows.get().forEach((uid, json) -> expected.put(uid, StreamPage.JSON.readTree(json)));
		return expected;
	}

	/**
	 * How many pages came.
	 * @return the number
	 */
	public long pages() {
		return this.pages;
	}

	/**
	 * How many changes came.
	 * @return the number
	 */
	public long changes() {
		return this.changes;
	}

	/**
	 * How many changes brought what this client held already.
	 * @return the number
	 */
	public long repeats() {
		return this.repeats;
	}

	/**
	 * What came more than once in a page.
	 * @return a text for each
	 */
	public List<String> duplicates() {
		return List.copyOf(this.duplicates);
	}

	private record Held(StreamChange change, JsonNode value, long mentioned) {

	}

}
