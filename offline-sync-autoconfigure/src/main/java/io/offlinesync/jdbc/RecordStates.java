package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What is stored of the records that a transaction writes, as far as it has come.
 */
final class RecordStates {

	private final Map<RecordKey, StoredRecord<?>> states = new HashMap<>();

	private final Set<RecordKey> absent = new HashSet<>();

	/**
	 * Lock records and read them, in an order that all transactions keep: rows before
	 * metadata, as plain SQL does by its triggers, and in separate statements, since one
	 * that waited for a row would return it with the metadata of before.
	 */
	static RecordStates lock(Collection<? extends RecordWrite<?>> writes, MetadataStore metadata) {
		return lock(writes, metadata::reserve);
	}

	/**
	 * Lock records that have metadata, and read all: the others are not locked, until
	 * metadata is added.
	 */
	static RecordStates lockKnown(Collection<? extends RecordWrite<?>> writes, MetadataStore metadata) {
		return lock(writes, metadata::lock);
	}

	private static RecordStates lock(Collection<? extends RecordWrite<?>> writes,
			Function<Set<RecordKey>, Map<RecordKey, MetadataStore.Stored>> lock) {
		RecordStates locked = new RecordStates();
		Map<SyncedTableMapping<?>, Map<String, Object>> ids = idsByTable(writes);
		Map<RecordKey, Object> rows = new HashMap<>();
		ids.forEach((table, own) -> lockRows(table, own.values(), rows));
		Set<RecordKey> keys = new LinkedHashSet<>();
		ids.forEach((table, own) -> own.keySet().forEach((uid) -> keys.add(table.key(uid))));
		Map<RecordKey, MetadataStore.Stored> stored = lock.apply(keys);
		locked.absent.addAll(keys);
		locked.absent.removeAll(stored.keySet());
		ids.forEach((table, own) -> {
			// While the metadata was waited for, its holder may have inserted the row.
			List<Object> appeared = new ArrayList<>();
			own.forEach((uid, id) -> {
				RecordKey key = table.key(uid);
				if (!rows.containsKey(key) && stored.get(key) != null && isLive(stored.get(key))) {
					appeared.add(id);
				}
			});
			if (!appeared.isEmpty()) {
				lockRows(table, appeared, rows);
			}
			own.forEach((uid, id) -> locked.add(table, uid, id, rows, stored));
		});
		return locked;
	}

	private static boolean isLive(MetadataStore.Stored stored) {
		return stored.metadata().time() != null && !stored.metadata().deleted();
	}

	private static void lockRows(SyncedTableMapping<?> table, Collection<Object> ids, Map<RecordKey, Object> rows) {
		table.rows().lock(ids).forEach((uid, entity) -> rows.put(table.key(uid), entity));
	}

	@SuppressWarnings("unchecked")
	private <T> void add(SyncedTableMapping<T> table, String uid, Object id, Map<RecordKey, Object> rows,
			Map<RecordKey, MetadataStore.Stored> metadata) {
		RecordKey key = table.key(uid);
		MetadataStore.Stored stored = metadata.getOrDefault(key, MetadataStore.Stored.NOTHING);
		this.states.put(key, new StoredRecord<>(id, uid, (T) rows.get(key), stored.metadata(), stored.times()));
	}

	/**
	 * The ids of the written records, by table in the order of names, each once.
	 */
	private static Map<SyncedTableMapping<?>, Map<String, Object>> idsByTable(
			Collection<? extends RecordWrite<?>> writes) {
		Map<String, SyncedTableMapping<?>> tables = new TreeMap<>();
		writes.forEach((write) -> tables.put(write.table().name(), write.table()));
		Map<SyncedTableMapping<?>, Map<String, Object>> ids = new LinkedHashMap<>();
		tables.values().forEach((table) -> ids.put(table, new TreeMap<>()));
		writes.forEach((write) -> ids.computeIfAbsent(write.table(), (table) -> new TreeMap<>())
			.put(write.id().toString(), write.id()));
		return ids;
	}

	/**
	 * Read written records as they are now, without locks.
	 */
	static RecordStates read(Collection<? extends RecordWrite<?>> writes) {
		RecordStates read = new RecordStates();
		idsByTable(writes).forEach((table, ids) -> table.rows()
			.read(ids.values())
			.forEach((uid, stored) -> read.states.put(table.key(uid), stored)));
		return read;
	}

	@SuppressWarnings("unchecked")
	<T> StoredRecord<T> get(RecordWrite<T> write) {
		StoredRecord<T> stored = (StoredRecord<T>) this.states.get(write.key());
		return (stored != null) ? stored : new StoredRecord<>(write.id(), write.id().toString(), null,
				MetadataStore.Stored.NOTHING.metadata(), null);
	}

	/**
	 * The records that have no metadata, and are not locked.
	 */
	Set<RecordKey> absent() {
		return this.absent;
	}

	RecordStates copy() {
		RecordStates copy = new RecordStates();
		copy.states.putAll(this.states);
		copy.absent.addAll(this.absent);
		return copy;
	}

	void put(RecordKey key, StoredRecord<?> stored) {
		this.states.put(key, stored);
	}

}
