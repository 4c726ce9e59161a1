package io.offlinesync.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.offlinesync.RecordMetadata;
import io.offlinesync.jdbc.RecordKey;
import io.offlinesync.jdbc.SimulatedStore.Entry;
import io.offlinesync.reconcile.FieldTimes;
import io.offlinesync.reconcile.Stamps;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of the database, with the capture of what it writes.
 */
final class DatabaseTransaction {

	private final Database database;

	private final long xid;

	private final Map<RecordKey, Version> written = new LinkedHashMap<>();

	private final List<Entry> entries = new ArrayList<>();

	private final Map<String, Remembered> outcomes = new LinkedHashMap<>();

	private final Map<String, Set<Integer>> rights = new LinkedHashMap<>();

	private boolean open = true;

	DatabaseTransaction(Database database, long xid) {
		this.database = database;
		this.xid = xid;
	}

	long xid() {
		return this.xid;
	}

	boolean isOpen() {
		return this.open;
	}

	/**
	 * Lock records, if nobody else has one of them.
	 */
	boolean lock(Collection<RecordKey> keys) {
		if (keys.stream().anyMatch((key) -> this.database.locks().getOrDefault(key, this) != this)) {
			return false;
		}
		keys.forEach((key) -> this.database.locks().put(key, this));
		return true;
	}

	Version read(RecordKey key) {
		Version own = this.written.get(key);
		return (own != null) ? own : this.database.current(key);
	}

	/**
	 * The items in a folder, as this transaction sees them.
	 */
	Set<String> itemsIn(String folder) {
		Set<String> uids = new TreeSet<>(this.database.rows("item").keySet());
		this.written.keySet()
			.stream()
			.filter((key) -> key.table().equals("item"))
			.forEach((key) -> uids.add(key.uid()));
		uids.removeIf((uid) -> {
			Map<String, Object> row = read(new RecordKey("item", uid)).row();
			return row == null || !folder.equals(row.get("folder"));
		});
		return uids;
	}

	/**
	 * Write a record with metadata that was decided on.
	 */
	void write(RecordKey key, @Nullable Map<String, Object> row, RecordMetadata metadata, @Nullable FieldTimes times) {
		Version before = read(key);
		if (before.row() == null && row == null) {
			String last = before.metadata().deleted() ? this.database.lastRow(key) : null;
			if (last != null) {
				log(key, "delete", last);
			}
		}
		else {
			log(key, (row == null) ? "delete" : (before.row() == null) ? "create" : "update", before.image());
		}
		this.written.put(key, new Version(key, row, metadata, times, this.xid));
		if (row == null && before.row() != null && key.table().equals("folder")) {
			itemsIn(key.uid()).forEach((uid) -> capture(new RecordKey("item", uid), null));
		}
	}

	/**
	 * Write a record as plain SQL does: the server stamps it.
	 */
	void capture(RecordKey key, @Nullable Map<String, Object> row) {
		Version before = read(key);
		Map<String, Object> old = before.row();
		if (row == null ? old == null : row.equals(old)) {
			return;
		}
		RecordMetadata stamps = before.metadata();
		Instant at = Stamps.server(this.database.now(), stamps.time());
		if (row == null) {
			write(key, null, Database.deleted(before, at), null);
		}
		else if (old == null) {
			write(key, row, new RecordMetadata(at, null, null), FieldTimes.of(at));
		}
		else {
			FieldTimes times = (before.times() != null) ? before.times() : FieldTimes.of(stamps.time());
			Set<String> changed = new TreeSet<>(row.keySet());
			changed.removeIf((column) -> row.get(column).equals(old.get(column)));
			write(key, row, new RecordMetadata(stamps.createdAt(), at, null), times.with(changed, at));
		}
	}

	void changeRights(String user, Set<Integer> rooms, boolean told) {
		this.rights.put(user, rooms);
		if (told) {
			log(new RecordKey("", user), "rights", null);
		}
	}

	private void log(RecordKey key, String operation, @Nullable String before) {
		var place = this.database.nextPlace(this.xid);
		this.entries.add(new Entry(place, place.seq() * 7919, key.table(), key.uid(), operation, before));
	}

	void remember(String key, Remembered outcome) {
		this.outcomes.put(key, outcome);
	}

	void commit() {
		this.open = false;
		this.database.commit(this);
	}

	void rollback() {
		this.open = false;
		this.database.rollback(this);
	}

	Map<RecordKey, Version> written() {
		return this.written;
	}

	List<Entry> entries() {
		return this.entries;
	}

	Map<String, Remembered> outcomes() {
		return this.outcomes;
	}

	Map<String, Set<Integer>> rights() {
		return this.rights;
	}

}
