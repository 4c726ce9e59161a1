package io.offlinesync.feed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.feed.RecordChange.Told;
import io.offlinesync.jdbc.ChangeLog;
import io.offlinesync.jdbc.ChangeLogReader;
import io.offlinesync.jdbc.CurrentRecord;
import io.offlinesync.jdbc.DatabaseSnapshot;
import io.offlinesync.jdbc.LogPosition;
import io.offlinesync.jdbc.LoggedChanges;
import io.offlinesync.jdbc.RightsChange;
import io.offlinesync.observation.SyncObservation;
import io.offlinesync.observation.SyncObservations;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the database what a stream has to say next: the snapshots of its scopes, and
 * what the log says since. Used by one thread at a time.
 */
final class StreamReader {

	private static final int MOST_LOOKS = 20;

	private static final long LONGEST_SILENCE = TimeUnit.SECONDS.toNanos(1);

	private final ChangeLog log;

	private final ScopeSource source;

	private final boolean limited;

	private final Set<String> tables = new LinkedHashSet<>();

	private final Map<String, ScopeProgress> progress = new LinkedHashMap<>();

	private final Set<Integer> reset = new TreeSet<>();

	/** Of these, those that a client with a cursor does not hold yet. */
	private final Set<Integer> added = new TreeSet<>();

	private final PageSize size;

	private final SyncObservations observations;

	/** What the client said it has, until that was looked at. */
	private @Nullable Cursor cursor;

	private List<StreamScope> scopes = List.of();

	/** The changes of the user's rights that the scopes take account of. */
	private Set<RightsChange> knownRights = Set.of();

	private @Nullable LogPosition position;

	/** Whether the place in the log is only where rights are known. */
	private boolean anew;

	private @Nullable String finishedScopes;

	/**
	 * Create a reader.
	 * @param log the change log
	 * @param source what to follow
	 * @param cursor where the client stopped, or {@literal null} if it has nothing
	 * @param size how many records fit a page
	 * @param observations makes observations
	 */
	StreamReader(ChangeLog log, ScopeSource source, @Nullable Cursor cursor, PageSize size,
			SyncObservations observations) {
		this.log = log;
		this.source = source;
		this.size = size;
		this.observations = observations;
		this.limited = source.isLimited();
		this.cursor = cursor;
		this.position = (cursor != null) ? cursor.position() : null;
	}

	/**
	 * Whether there are rights that may change.
	 */
	boolean isLimited() {
		return this.limited;
	}

	/**
	 * Look whether the last page that was read, but not told, still is what the user may
	 * read. If not, it is as if the client had nothing.
	 * @return {@literal false} if there is another one to be read instead
	 */
	boolean isRight() {
		if (!this.limited) {
			return true;
		}
		LogPosition from = position();
		boolean right = this.log.read((reader) -> reader.reachesBackTo(from)
				&& this.knownRights.containsAll(reader.rightsChanges(from, this.source.user())));
		if (!right) {
			restart((scope) -> true);
		}
		return right;
	}

	/**
	 * Read the next page.
	 * @return the page
	 */
	Read next() {
		long start = System.nanoTime();
		Read read = readByRights();
		// What concerns others is passed over, but now and then the client gets a cursor
		// that says how far.
		while (!read.complete() && read.page().isSilent() && System.nanoTime() - start < LONGEST_SILENCE) {
			read = readByRights();
		}
		return read;
	}

	/**
	 * Policies are asked while no snapshot is being read, and after the place in the log
	 * is known from which on changes of rights are noticed.
	 */
	private Read readByRights() {
		if (this.scopes.isEmpty() && (this.position != null || !this.limited)) {
			look();
		}
		Optional<Read> read = this.log.read(this::read);
		for (int tries = 0; read.isEmpty() && tries < MOST_LOOKS; tries++) {
			look();
			read = this.log.read(this::read);
		}
		return read.orElseThrow(() -> new SyncException(SyncErrorCode.UNAVAILABLE,
				"Rights, or the history of the database, change faster than the stream can follow: try again"));
	}

	/**
	 * Look at what the scopes come to now. Those that come to something else than before
	 * are sent anew.
	 */
	private void look() {
		List<StreamScope> now = this.source.now();
		boolean resumed = this.cursor != null;
		Map<String, ScopeProgress> before = (this.cursor != null) ? this.cursor.scopes() : Map.copyOf(this.progress);
		this.cursor = null;
		this.progress.clear();
		this.finishedScopes = null;
		for (int i = 0; i < now.size(); i++) {
			StreamScope scope = now.get(i);
			ScopeProgress known = before.get(scope.fingerprint());
			if (known != null && known.after() != null && !this.log.isUid(scope.table(), known.after())) {
				known = null;
			}
			this.tables.add(scope.table());
			this.progress.put(scope.fingerprint(), (known != null) ? known : ScopeProgress.NONE);
			if (known == null) {
				this.reset.add(i);
			}
			if (resumed && !before.containsKey(scope.fingerprint())) {
				this.added.add(i);
			}
		}
		this.scopes = now;
	}

	/**
	 * @return nothing if the scopes have to be looked at first
	 */
	private Optional<Read> read(ChangeLogReader reader) {
		LogPosition from = this.position;
		if (from == null || !reader.reachesBackTo(from)) {
			from = reader.end();
			this.position = from;
			this.knownRights = Set.of();
			restart((scope) -> true);
			if (this.limited) {
				this.anew = true;
				return Optional.empty();
			}
		}
		if (!this.limited) {
			return Optional.of(read(reader, from));
		}
		Set<RightsChange> rights = reader.rightsChanges(from, this.source.user());
		if (!this.knownRights.containsAll(rights)) {
			this.knownRights = rights;
			return Optional.empty();
		}
		if (this.anew) {
			// Nobody has heard anything yet, so what came in between need not be told.
			this.anew = false;
			from = reader.end();
			this.position = from;
		}
		return Optional.of(read(reader, from));
	}

	private Read read(ChangeLogReader reader, LogPosition from) {
		List<Integer> unfinished = unfinished();
		if (unfinished.isEmpty()) {
			return this.observations.observe(SyncObservation.CATCH_UP, null, () -> page(reader, from, true));
		}
		return this.observations.observe(SyncObservation.SNAPSHOT, this.scopes.get(unfinished.get(0)).table(),
				() -> page(reader, from, false));
	}

	private Read page(ChangeLogReader reader, LogPosition from, boolean log) {
		int rows = this.size.rows();
		List<Supplier<String>> changes = log ? changes(reader, from, rows) : snapshot(reader, from, rows);
		boolean complete = isFinished() && reader.end().equals(this.position);
		StreamPage page = new StreamPage(cursor(), changes, unfinished(), List.copyOf(this.reset),
				complete ? reader.snapshot().toString() : null);
		List<String> lost = this.reset.stream()
			.filter((scope) -> !this.added.contains(scope))
			.map((scope) -> this.scopes.get(scope).table())
			.toList();
		this.reset.clear();
		this.added.clear();
		return new Read(page, this.scopes, lost, log ? 0 : changes.size(), reader.snapshot(),
				complete ? reader.end() : null);
	}

	/**
	 * Encode a page, while the next one may be read.
	 * @param read the page
	 * @return a JSON object
	 */
	String encode(Read read) {
		String json = read.page().toJson();
		if (read.rows() > 0) {
			this.size.learn(read.rows(), json.length());
		}
		return json;
	}

	private void restart(Predicate<StreamScope> affected) {
		for (int i = 0; i < this.scopes.size(); i++) {
			if (affected.test(this.scopes.get(i))) {
				this.progress.put(this.scopes.get(i).fingerprint(), ScopeProgress.NONE);
				this.reset.add(i);
			}
		}
		this.finishedScopes = null;
	}

	private List<Supplier<String>> snapshot(ChangeLogReader reader, LogPosition from, int limit) {
		List<Supplier<String>> changes = new ArrayList<>();
		int rows = limit;
		for (StreamScope scope : this.scopes) {
			ScopeProgress known = this.progress.getOrDefault(scope.fingerprint(), ScopeProgress.NONE);
			if (!known.finished() && rows > 0) {
				List<CurrentRecord> records = reader.page(scope.table(), scope.where(), known.after(), rows);
				records.stream()
					.filter(CurrentRecord::isLive)
					.forEach((record) -> changes.add(() -> ChangeJson.of(scope.table(), record)));
				this.progress.put(scope.fingerprint(), (records.size() < rows) ? ScopeProgress.FINISHED
						: ScopeProgress.after(records.get(records.size() - 1).uid()));
				rows -= records.size();
			}
		}
		this.position = from;
		return changes;
	}

	private List<Supplier<String>> changes(ChangeLogReader reader, LogPosition from, int limit) {
		LoggedChanges logged = reader.changes(from, this.tables, limit);
		RecordChanges read = RecordChanges.read(logged, reader);
		if (!read.truncated().isEmpty()) {
			restart((scope) -> read.truncated().contains(scope.table()));
		}
		List<Supplier<String>> changes = new ArrayList<>();
		long length = 0;
		for (RecordChange record : read.records()) {
			Effect effect = effect(record);
			if (effect != null) {
				Told told = record.told(effect);
				changes.add(told::json);
				length += told.json().length();
			}
		}
		this.size.learn(logged.changes().size(), length);
		this.position = logged.end();
		return changes;
	}

	private @Nullable Effect effect(RecordChange record) {
		Effect strongest = null;
		for (StreamScope scope : this.scopes) {
			if (scope.table().equals(record.key().table())) {
				Effect effect = record.effect(scope.where());
				if (effect != null) {
					strongest = (strongest != null) ? strongest.orStronger(effect) : effect;
				}
			}
		}
		return strongest;
	}

	private boolean isFinished() {
		return this.progress.values().stream().allMatch(ScopeProgress::finished);
	}

	private List<Integer> unfinished() {
		List<Integer> unfinished = new ArrayList<>();
		for (int i = 0; i < this.scopes.size(); i++) {
			if (!this.progress.getOrDefault(this.scopes.get(i).fingerprint(), ScopeProgress.NONE).finished()) {
				unfinished.add(i);
			}
		}
		return unfinished;
	}

	/**
	 * How far it has read.
	 */
	LogPosition position() {
		if (this.position == null) {
			throw new IllegalStateException("Nothing was read");
		}
		return this.position;
	}

	private String cursor() {
		return new Cursor(position(), this.progress).encode();
	}

	/**
	 * The cursor of a client that has all snapshots and knows the log up to a position.
	 * @param encoded the encoded position
	 */
	String cursor(String encoded) {
		if (this.finishedScopes == null) {
			this.finishedScopes = Cursor.encode(this.progress);
		}
		return Cursor.text(encoded, this.finishedScopes);
	}

	/**
	 * Go on elsewhere, since the client has heard from others what comes before.
	 * @param end the position that it has come to
	 */
	void moveTo(LogPosition end) {
		this.position = end;
	}

	/**
	 * A page that was read.
	 *
	 * @param page the page
	 * @param scopes the scopes by which it was read
	 * @param lost the tables of those that a client with a cursor held and has to read
	 * again
	 * @param rows how many records of a snapshot it has
	 * @param snapshot the snapshot in which it was read
	 * @param end how far it goes if the client then equals the database, or
	 * {@literal null} if it does not
	 */
	record Read(StreamPage page, List<StreamScope> scopes, List<String> lost, int rows, DatabaseSnapshot snapshot,
			@Nullable LogPosition end) {

		boolean complete() {
			return this.end != null;
		}

	}

}
