package io.offlinesync.testsupport.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.offlinesync.test.SeenSnapshot;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamChange.Key;
import io.offlinesync.test.StreamChange.Kind;
import io.offlinesync.test.StreamCopy;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client holds that follows one stream: its base, with the cursor that belongs to
 * it. It outlives connections, and fails on whatever no stream may say.
 */
public final class StreamModel {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final Progress progress;

	private final StreamCopy copy;

	/** What was ever said of a record: the last, and the last value. */
	private final Map<Key, List<StreamChange>> said = new HashMap<>();

	private final Set<StreamScope> coming = new HashSet<>();

	private final List<String> duplicates = new ArrayList<>();

	private @Nullable SeenSnapshot seen;

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
		this.copy = new StreamCopy(List.of(scopes));
		this.coming.addAll(List.of(scopes));
	}

	/**
	 * Follow other scopes from the next subscription on, and drop what none of them
	 * holds.
	 * @param scopes the scopes
	 */
	public void follow(StreamScope... scopes) {
		this.copy.follow(List.of(scopes));
		if (this.copy.cursor() == null) {
			this.coming.addAll(this.copy.scopes());
		}
		this.coming.retainAll(this.copy.scopes());
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
		List<StreamScope> scopes = this.copy.scopes();
		StreamPage page = StreamPage.parse(text, scopes.size());
		this.pages++;
		page.reset().forEach((index) -> this.coming.add(scopes.get(index)));
		Set<StreamScope> still = new HashSet<>();
		page.snapshot().forEach((index) -> still.add(scopes.get(index)));
		check(this.coming.containsAll(still), "A snapshot begins anew without a reset", page);
		this.coming.retainAll(still);
		Map<Key, StreamChange> mentioned = new HashMap<>();
		for (StreamChange change : page.changes()) {
			StreamChange before = mentioned.containsKey(change.key()) ? mentioned.get(change.key())
					: this.copy.record(change.key());
			if (mentioned.put(change.key(), change) != null) {
				this.duplicates.add("Page " + this.pages + ": " + change.key());
			}
			check(change, before);
		}
		if (page.seen() != null) {
			check(this.crashing || this.seen == null || page.seen().covers(this.seen),
					"Something seen is not any more: " + this.seen, page);
			this.seen = page.seen();
		}
		this.copy.apply(page);
		return page;
	}

	private void check(StreamChange change, @Nullable StreamChange before) {
		this.changes++;
		if (change.kind() == Kind.LEFT) {
			return;
		}
		List<StreamChange> earlier = this.said.getOrDefault(change.key(), List.of());
		earlier.forEach((said) -> check(this.progress.allows(said, change), "Back from " + said, change));
		JsonNode value = change.value();
		if (value == null) {
			this.said.put(change.key(), earlier.isEmpty() ? List.of(change) : List.of(earlier.get(0), change));
			return;
		}
		check(this.copy.scopes().stream().anyMatch((scope) -> scope.holds(change.key().table(), value)), "In no scope",
				change);
		if (change.equals(before)) {
			this.repeats++;
		}
		this.said.put(change.key(), List.of(change));
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
		return this.copy.header();
	}

	/**
	 * Where this client stands.
	 * @return the cursor, or {@literal null} if there was no page yet
	 */
	public @Nullable String cursor() {
		return this.copy.cursor();
	}

	/**
	 * Whether the last page was complete.
	 * @return {@literal true} if this client equals the database as of {@link #seen()}
	 */
	public boolean complete() {
		return this.copy.complete();
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
		this.copy.records(table).forEach((uid, change) -> records.put(uid, Objects.requireNonNull(change.value())));
		return records;
	}

	/**
	 * The value of a record.
	 * @param table the table's name
	 * @param uid the id
	 * @return the value, or {@literal null} if this client does not hold the record
	 */
	public @Nullable JsonNode value(String table, String uid) {
		StreamChange change = this.copy.record(new Key(table, uid));
		return (change != null) ? change.value() : null;
	}

	/**
	 * The stamps of a record.
	 * @param table the table's name
	 * @param uid the id
	 * @return the stamps, or {@literal null} if this client does not hold the record
	 */
	public @Nullable JsonNode metadata(String table, String uid) {
		StreamChange change = this.copy.record(new Key(table, uid));
		return (change != null) ? change.metadata() : null;
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
		rows.get().forEach((uid, json) -> expected.put(uid, JSON.readTree(json)));
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

}
