package io.offlinesync.simulation;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.offlinesync.RecordMetadata;
import io.offlinesync.jdbc.RecordKey;
import io.offlinesync.jdbc.SimulatedStore;
import io.offlinesync.test.SeenSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL as far as it matters: transactions that get their ids early and commit
 * later, rows with metadata, the change log, rights, and what became of clients'
 * transactions. It also keeps its own history, for those who check.
 */
final class Database implements SimulatedStore {

	static final List<String> TABLES = List.of("folder", "item", "note");

	private static final String GENERATION = "0b6f4f9e-3c0c-4d39-9d7b-5f4f3a0d7f11";

	private final Map<String, NavigableMap<String, Version>> tables = new HashMap<>();

	private final NavigableMap<Place, Entry> log = new TreeMap<>();

	private final Map<Place, Instant> logged = new HashMap<>();

	private final Map<RecordKey, DatabaseTransaction> locks = new HashMap<>();

	private final NavigableMap<Long, DatabaseTransaction> running = new TreeMap<>();

	private final Map<String, Remembered> remembered = new HashMap<>();

	private final Set<Long> rolledBack = new TreeSet<>();

	private final Map<String, Integer> snapshots = new HashMap<>();

	private final Archive archive = new Archive();

	private final Clock clock;

	private final @Nullable Fault fault;

	private Runnable afterRead = () -> {
	};

	private long lastXid = 100;

	private long lastCompleted = 100;

	private long lastSeq;

	private long oldest;

	private @Nullable Instant forgotten;

	private int commits;

	private final Map<Long, Integer> commitsByXid = new HashMap<>();

	Database(Clock clock, @Nullable Fault fault) {
		this.clock = clock;
		this.fault = fault;
		TABLES.forEach((table) -> this.tables.put(table, new TreeMap<>()));
	}

	DatabaseTransaction begin() {
		DatabaseTransaction transaction = new DatabaseTransaction(this, ++this.lastXid);
		this.running.put(this.lastXid, transaction);
		return transaction;
	}

	Instant now() {
		return this.clock.now();
	}

	Place nextPlace(long xid) {
		return new Place(xid, ++this.lastSeq);
	}

	Version current(RecordKey key) {
		Version version = this.tables.get(key.table()).get(key.uid());
		return (version != null) ? version : Version.unknown(key);
	}

	Map<RecordKey, DatabaseTransaction> locks() {
		return this.locks;
	}

	void commit(DatabaseTransaction transaction) {
		end(transaction);
		this.commits++;
		this.commitsByXid.put(transaction.xid(), this.commits);
		transaction.written().forEach((key, version) -> {
			version.committed(this.commits);
			this.tables.get(key.table()).put(key.uid(), version);
			this.archive.add(version);
		});
		transaction.entries().forEach((entry) -> {
			this.log.put(entry.place(), entry);
			this.logged.put(entry.place(), now());
		});
		this.remembered.putAll(transaction.outcomes());
		transaction.rights().forEach((user, rooms) -> this.archive.rights(user, this.commits, rooms));
	}

	void rollback(DatabaseTransaction transaction) {
		end(transaction);
		this.rolledBack.add(transaction.xid());
	}

	private void end(DatabaseTransaction transaction) {
		this.running.remove(transaction.xid());
		this.lastCompleted = Math.max(this.lastCompleted, transaction.xid());
		this.locks.values().removeIf((owner) -> owner == transaction);
	}

	/**
	 * All that run end.
	 */
	void crash() {
		List.copyOf(this.running.values()).forEach(DatabaseTransaction::rollback);
	}

	boolean isRolledBack(long xid) {
		return this.rolledBack.contains(xid);
	}

	@Nullable Remembered remembered(String key) {
		return this.remembered.get(key);
	}

	/**
	 * Forget what is older, as the library's retention does, unless somebody who writes
	 * keeps it waiting.
	 * @return whether it was done
	 */
	boolean purge(long age) {
		if (!this.locks.isEmpty() || this.log.isEmpty()) {
			return false;
		}
		Instant since = now().minusMillis(age);
		long end = Math.min(this.running.isEmpty() ? Long.MAX_VALUE : this.running.firstKey(),
				this.log.lastKey().xid());
		for (Place place : this.log.keySet()) {
			if (!this.logged.get(place).isBefore(since)) {
				end = Math.min(end, place.xid());
				break;
			}
		}
		Place last = this.log.lowerKey(new Place(end, 0));
		if (last == null) {
			return false;
		}
		long until = Math.max(this.oldest, last.xid() + 1);
		this.log.headMap(new Place(until, 0)).clear();
		this.commits++;
		for (String table : TABLES) {
			for (Version version : List.copyOf(this.tables.get(table).values())) {
				if (version.row() == null && version.xid() < until) {
					forget(version);
				}
			}
		}
		this.oldest = until;
		return true;
	}

	private void forget(Version version) {
		Instant time = version.metadata().time();
		if (time != null && (this.forgotten == null || time.isAfter(this.forgotten))) {
			this.forgotten = time;
		}
		this.tables.get(version.key().table()).remove(version.key().uid());
		Version unknown = Version.unknown(version.key());
		unknown.committed(this.commits);
		this.archive.add(unknown);
	}

	@Nullable Instant forgotten() {
		return (this.fault != Fault.FORGOTTEN_IGNORED) ? this.forgotten : null;
	}

	Archive archive() {
		return this.archive;
	}

	int commits() {
		return this.commits;
	}

	/**
	 * The number of a transaction's commit, or {@literal null} if it has not committed.
	 */
	@Nullable Integer commitOf(long xid) {
		return this.commitsByXid.get(xid);
	}

	/**
	 * The number of the last commit that a snapshot has.
	 * @param snapshot the snapshot
	 * @return the number, or {@literal null} if there never was such a snapshot
	 */
	@Nullable Integer commitOf(SeenSnapshot snapshot) {
		return this.snapshots.get(snapshot.xmin() + ":" + snapshot.xmax() + ":"
				+ snapshot.xip().stream().sorted().map(String::valueOf).collect(Collectors.joining(",")));
	}

	@Override
	public String snapshot() {
		long xmax = this.lastCompleted + 1;
		StringJoiner xip = new StringJoiner(",");
		this.running.headMap(xmax).keySet().forEach((xid) -> xip.add(Long.toString(xid)));
		String snapshot = Math.min(xmax, this.running.isEmpty() ? xmax : this.running.firstKey()) + ":" + xmax + ":"
				+ xip;
		this.snapshots.put(snapshot, this.commits);
		return snapshot;
	}

	@Override
	public String generation() {
		return GENERATION;
	}

	@Override
	public long oldest() {
		return this.oldest;
	}

	@Override
	public NavigableMap<Place, Entry> log() {
		return this.log;
	}

	@Override
	public NavigableMap<String, Version> rows(String table) {
		return this.tables.get(table);
	}

	@Override
	public boolean overlooksLateCommits() {
		return this.fault == Fault.ORDER_BY_ID;
	}

	void afterRead(Runnable hook) {
		this.afterRead = hook;
	}

	@Override
	public void hasBeenRead() {
		this.afterRead.run();
	}

	/**
	 * The rooms that a user may see now.
	 */
	Set<Integer> rooms(String user) {
		return this.archive.rooms(user, this.commits);
	}

	/**
	 * The row of a record as it was when it was last deleted, as far as the log has it.
	 */
	@Nullable String lastRow(RecordKey key) {
		return this.log.descendingMap()
			.values()
			.stream()
			.filter((entry) -> entry.table().equals(key.table()) && key.uid().equals(entry.uid())
					&& entry.operation().equals("delete"))
			.findFirst()
			.map(Entry::before)
			.orElse(null);
	}

	static RecordMetadata deleted(Version version, Instant at) {
		return version.state().tombstone(at);
	}

}
