package io.offlinesync.jdbc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A second opinion on the server: the rules written down as simply as can be, in memory,
 * one mutation at a time. Tables are those of the model's application, and so is what
 * their foreign keys and its resolver do.
 */
final class NaiveServer {

	static final Map<String, List<String>> FIELDS = new TreeMap<>(Map.of("folder", List.of("parentUid", "name", "rank"),
			"item", List.of("folderUid", "alsoUid", "title", "amount", "price", "done"), "memo",
			List.of("folderUid", "title", "bodyText", "color"), "tally", List.of("folderUid", "score", "label")));

	private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {
	};

	private static final JsonMapper JSON = JsonMapper.shared();

	/**
	 * The server's clock. The stamps of mutations lie ahead of it, and so are later.
	 */
	static final Instant NOW = Instant.EPOCH;

	private Map<RecordKey, Map<String, Object>> rows = new TreeMap<>(NaiveServer::compare);

	private Map<RecordKey, Stamps> stamps = new TreeMap<>(NaiveServer::compare);

	private final Set<RecordKey> touched = new TreeSet<>(NaiveServer::compare);

	private @Nullable Instant forgotten;

	private final Instant limit;

	/**
	 * A server without records.
	 * @param limit stamps after it lie too far ahead
	 */
	NaiveServer(Instant limit) {
		this.limit = limit;
	}

	static int compare(RecordKey left, RecordKey right) {
		return (left.table() + '/' + left.uid()).compareTo(right.table() + '/' + right.uid());
	}

	/**
	 * Apply the mutations of a transaction, wholly or not at all.
	 */
	Outcome transact(List<Mutation> mutations) {
		Map<RecordKey, Map<String, Object>> rowsBefore = copy(this.rows);
		Map<RecordKey, Stamps> stampsBefore = copy(this.stamps);
		this.touched.clear();
		List<MutationResult.Outcome> outcomes = new ArrayList<>();
		Integer index = 0;
		try {
			for (Mutation mutation : mutations) {
				outcomes.add(apply(mutation) ? MutationResult.Outcome.APPLIED : MutationResult.Outcome.SUPERSEDED);
				index++;
			}
			index = null;
			this.rows.keySet().stream().filter((key) -> key.table().equals("memo")).forEach(this::checkFolder);
			return new Outcome(outcomes, null, null);
		}
		catch (Refusal ex) {
			this.rows = rowsBefore;
			this.stamps = stampsBefore;
			this.touched.clear();
			return new Outcome(mutations.stream().map((mutation) -> MutationResult.Outcome.REJECTED).toList(), ex.code,
					index);
		}
	}

	private static <V> Map<RecordKey, V> copy(Map<RecordKey, V> map) {
		Map<RecordKey, V> copy = new TreeMap<>(NaiveServer::compare);
		copy.putAll(map);
		return copy;
	}

	private boolean apply(Mutation mutation) {
		RecordKey key = new RecordKey(mutation.table(), mutation.uid());
		Instant time = time(key);
		Instant at = stamp(mutation.at(), time);
		Map<String, Object> row = this.rows.get(key);
		Stamps own = stamps(key);
		boolean live = row != null && own.deleted() == null;
		if (row == null && time == null && this.forgotten != null && !at.isAfter(this.forgotten)) {
			if (mutation.operation() == Operation.DELETE) {
				return true;
			}
			throw new Refusal(SyncErrorCode.EXPIRED);
		}
		if (live && key.table().equals("tally")) {
			return resolve(key, row, mutation, at);
		}
		if (live && key.table().equals("memo") && mutation.operation() == Operation.UPDATE) {
			return merge(key, row, mutation, at);
		}
		if (time != null && !at.isAfter(time)) {
			return notNewer(key, mutation, at, time);
		}
		switch (mutation.operation()) {
			case CREATE -> {
				put(key, whole(mutation));
				stamp(key, new Stamps(at, null, null, all(key, at)));
			}
			case UPDATE -> {
				put(key, live ? changed(row, mutation, changed(mutation)) : whole(mutation));
				stamp(key, new Stamps(own.created(), at, null, all(key, at)));
			}
			default -> {
				remove(key);
				stamp(key, new Stamps(own.created(), own.updated(), at, Map.of()));
			}
		}
		return true;
	}

	private boolean notNewer(RecordKey key, Mutation mutation, Instant at, Instant time) {
		Stamps own = stamps(key);
		boolean tie = mutation.operation() == Operation.DELETE && at.equals(time);
		if (own.deleted() != null) {
			remove(key);
			return tie;
		}
		if (tie || !this.rows.containsKey(key)) {
			remove(key);
			stamp(key, new Stamps(own.created(), own.updated(), time, Map.of()));
		}
		return tie;
	}

	private boolean merge(RecordKey key, Map<String, Object> row, Mutation mutation, Instant at) {
		Stamps own = stamps(key);
		Instant time = time(key);
		Map<String, Instant> times = new LinkedHashMap<>(own.times());
		List<String> set = changed(mutation).stream()
			.filter((field) -> times.get(field) == null || at.isAfter(times.get(field)))
			.toList();
		if (set.isEmpty()) {
			return false;
		}
		set.forEach((field) -> times.put(field, at));
		put(key, changed(row, mutation, set));
		stamp(key, new Stamps(own.created(), laterOf(at, time), null, times));
		return true;
	}

	/**
	 * As the application's resolver does.
	 */
	private boolean resolve(RecordKey key, Map<String, Object> row, Mutation mutation, Instant at) {
		Stamps own = stamps(key);
		Instant time = time(key);
		boolean newer = time == null || at.isAfter(time);
		Instant stamp = laterOf(at, time);
		if (mutation.operation() == Operation.DELETE) {
			if (newer) {
				remove(key);
				stamp(key, new Stamps(own.created(), own.updated(), stamp, Map.of()));
			}
			return newer;
		}
		Map<String, Object> incoming = (mutation.operation() == Operation.CREATE) ? whole(mutation)
				: changed(row, mutation, changed(mutation));
		int score = (Integer) incoming.get("score");
		if (score < 0) {
			return false;
		}
		Map<String, Object> stands = new TreeMap<>((newer || score == 0) ? incoming : row);
		if (score != 0) {
			stands.put("score", Math.max(score, (Integer) row.get("score")));
		}
		if (!newer && stands.equals(row)) {
			return false;
		}
		put(key, stands);
		stamp(key, (mutation.operation() == Operation.CREATE) ? new Stamps(stamp, null, null, Map.of())
				: new Stamps(own.created(), stamp, null, Map.of()));
		return true;
	}

	private Instant stamp(@Nullable Instant at, @Nullable Instant time) {
		if (at != null && !at.isAfter(this.limit)) {
			return at.truncatedTo(ChronoUnit.MILLIS);
		}
		return Objects.requireNonNull(time).equals(NOW) ? NOW : time.plusMillis(1);
	}

	private static Instant laterOf(Instant at, @Nullable Instant time) {
		return (time == null || at.isAfter(time)) ? at : time.plusMillis(1);
	}

	private static Map<String, Instant> all(RecordKey key, Instant at) {
		Map<String, Instant> times = new TreeMap<>();
		if (key.table().equals("memo")) {
			FIELDS.get("memo").forEach((field) -> times.put(field, at));
		}
		return times;
	}

	private static Map<String, Object> whole(Mutation mutation) {
		Map<String, Object> row = new TreeMap<>();
		for (String field : FIELDS.get(mutation.table())) {
			row.put(field, (field.equals("done")) ? Boolean.FALSE : field.equals("score") ? 0 : null);
		}
		return changed(row, mutation, FIELDS.get(mutation.table()));
	}

	private static Map<String, Object> changed(Map<String, Object> row, Mutation mutation, Iterable<String> fields) {
		Map<String, Object> data = JSON.convertValue(mutation.data(), VALUES);
		Map<String, Object> changed = new TreeMap<>(row);
		for (String field : fields) {
			if (data.containsKey(field)) {
				changed.put(field, data.get(field));
			}
		}
		return changed;
	}

	private static Set<String> changed(Mutation mutation) {
		Set<String> fields = new TreeSet<>();
		for (String field : FIELDS.get(mutation.table())) {
			if ((mutation.changed() != null) ? mutation.changed().contains(field) : mutation.data().has(field)) {
				fields.add(field);
			}
		}
		return fields;
	}

	private void put(RecordKey key, Map<String, Object> row) {
		String required = Map.of("folder", "name", "item", "title").get(key.table());
		if (required != null && (row.get(required) == null || row.get(required).equals(""))) {
			throw new Refusal(SyncErrorCode.CONSTRAINT_VIOLATED);
		}
		if (!row.equals(this.rows.put(key, row))) {
			this.touched.add(key);
		}
		if (!key.table().equals("memo")) {
			checkFolder(key);
		}
	}

	private void checkFolder(RecordKey key) {
		for (String field : List.of("folderUid", "parentUid", "alsoUid")) {
			Object folder = this.rows.get(key).get(field);
			if (folder != null && !this.rows.containsKey(new RecordKey("folder", folder.toString()))) {
				throw new Refusal(SyncErrorCode.CONSTRAINT_VIOLATED);
			}
		}
	}

	/**
	 * Remove a row. What its foreign keys do to others is captured, once for each.
	 */
	private void remove(RecordKey key) {
		Map<RecordKey, Map<String, Object>> before = copy(this.rows);
		if (before.containsKey(key)) {
			cascade(key);
			before.forEach((other, row) -> {
				Stamps own = stamps(other);
				if (!other.equals(key) && !this.rows.containsKey(other)) {
					stamp(other, new Stamps(own.created(), own.updated(), captured(other), Map.of()));
				}
				else if (!other.equals(key) && !row.equals(this.rows.get(other))) {
					stamp(other, new Stamps(own.created(), captured(other), null, Map.of()));
				}
			});
		}
	}

	private Instant captured(RecordKey key) {
		Instant time = time(key);
		return (time == null || time.equals(NOW)) ? NOW : time.plusMillis(1);
	}

	private void cascade(RecordKey key) {
		if (this.rows.remove(key) == null) {
			return;
		}
		this.touched.add(key);
		if (key.table().equals("folder")) {
			for (RecordKey other : List.copyOf(this.rows.keySet())) {
				Map<String, Object> row = this.rows.get(other);
				if (row == null) {
					continue;
				}
				if (key.uid().equals(row.get("alsoUid"))) {
					row = new TreeMap<>(row);
					row.put("alsoUid", null);
					this.rows.put(other, row);
					this.touched.add(other);
				}
				if (key.uid().equals(row.get("parentUid"))
						|| (key.uid().equals(row.get("folderUid")) && !other.table().equals("tally"))) {
					cascade(other);
				}
			}
		}
		this.rows.keySet().stream().filter((other) -> other.table().equals("tally")).forEach(this::checkFolder);
	}

	private void stamp(RecordKey key, Stamps own) {
		this.stamps.put(key, own);
		this.touched.add(key);
	}

	Stamps stamps(RecordKey key) {
		return this.stamps.getOrDefault(key, Stamps.NONE);
	}

	@Nullable Instant time(RecordKey key) {
		return stamps(key).time();
	}

	Map<RecordKey, Map<String, Object>> rows() {
		return this.rows;
	}

	Map<RecordKey, Stamps> stamps() {
		return this.stamps;
	}

	/**
	 * The records of which the last transaction changed row or metadata.
	 */
	Set<RecordKey> touched() {
		return this.touched;
	}

	/**
	 * Forget tombstones up to a time.
	 */
	void purge(Instant upTo) {
		this.forgotten = upTo;
		this.stamps.values().removeIf((own) -> own.deleted() != null && !own.deleted().isAfter(upTo));
	}

	/**
	 * What the server says of a record.
	 */
	@Nullable Map<String, Object> value(RecordKey key) {
		return (stamps(key).deleted() != null) ? null : this.rows.get(key);
	}

	/**
	 * The stamps of a record.
	 *
	 * @param times when each field was set, where fields are merged
	 */
	record Stamps(@Nullable Instant created, @Nullable Instant updated, @Nullable Instant deleted,
			Map<String, Instant> times) {

		static final Stamps NONE = new Stamps(null, null, null, Map.of());

		@Nullable Instant time() {
			if (this.deleted != null) {
				return this.deleted;
			}
			return (this.updated != null) ? this.updated : this.created;
		}

	}

	/**
	 * What became of a transaction.
	 *
	 * @param error why it was refused, or {@literal null}
	 * @param mutation which mutation was
	 */
	record Outcome(List<MutationResult.Outcome> outcomes, @Nullable SyncErrorCode error, @Nullable Integer mutation) {

	}

	private static final class Refusal extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final SyncErrorCode code;

		Refusal(SyncErrorCode code) {
			super(null, null, false, false);
			this.code = code;
		}

	}

}
