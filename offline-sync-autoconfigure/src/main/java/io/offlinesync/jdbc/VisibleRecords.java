package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.offlinesync.RecordMetadata;

/**
 * Takes out of answers what a user may not read: of a record that is not theirs they
 * learn neither value nor stamps.
 */
final class VisibleRecords {

	private final Tombstones tombstones;

	VisibleRecords(Tombstones tombstones) {
		this.tombstones = tombstones;
	}

	/**
	 * Look at records as a user may see them.
	 * @param now the records as they are, which stay as they are
	 * @param writes what names the records
	 * @param known whether the user could read a record until just now, when it was
	 * deleted
	 * @param access what the user may read
	 * @return the records
	 */
	RecordStates of(RecordStates now, Collection<? extends RecordWrite<?>> writes, Predicate<RecordKey> known,
			UserAccess access) {
		Map<SyncedTableMapping<?>, List<String>> gone = new LinkedHashMap<>();
		List<RecordWrite<?>> hidden = new ArrayList<>();
		for (RecordWrite<?> write : writes) {
			if (access.isLimited(write.table())) {
				look(write, now, known, access, gone, hidden);
			}
		}
		if (gone.isEmpty() && hidden.isEmpty()) {
			return now;
		}
		gone.forEach((table, uids) -> {
			Set<String> readable = this.tombstones.readable(table, uids, access);
			writes.stream()
				.filter((write) -> write.table() == table && uids.contains(write.id().toString())
						&& !readable.contains(write.id().toString()))
				.forEach(hidden::add);
		});
		RecordStates visible = now.copy();
		hidden.forEach((write) -> visible.put(write.key(), nothing(write)));
		return visible;
	}

	private static <T> void look(RecordWrite<T> write, RecordStates now, Predicate<RecordKey> known, UserAccess access,
			Map<SyncedTableMapping<?>, List<String>> gone, List<RecordWrite<?>> hidden) {
		StoredRecord<T> stored = now.get(write);
		T entity = stored.toRecord().value();
		if (entity != null) {
			if (!access.mayRead(write.table(), entity)) {
				hidden.add(write);
			}
		}
		else if (!stored.metadata().equals(RecordMetadata.NONE) && !known.test(write.key())) {
			gone.computeIfAbsent(write.table(), (table) -> new ArrayList<>()).add(stored.uid());
		}
	}

	private static <T> StoredRecord<T> nothing(RecordWrite<T> write) {
		return new StoredRecord<>(write.id(), write.id().toString(), null, RecordMetadata.NONE, null);
	}

}
