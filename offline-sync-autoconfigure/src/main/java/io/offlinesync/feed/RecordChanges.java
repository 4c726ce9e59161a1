package io.offlinesync.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.jdbc.ChangeLogReader;
import io.offlinesync.jdbc.CurrentRecord;
import io.offlinesync.jdbc.LoggedChange;
import io.offlinesync.jdbc.LoggedChanges;
import io.offlinesync.jdbc.RecordKey;

/**
 * Some of the log, record by record, with the records as they are now.
 *
 * @param records the records, those that were changed last at the end
 * @param truncated the tables that were truncated
 */
record RecordChanges(Collection<RecordChange> records, Set<String> truncated) {

	/**
	 * How many records there are.
	 */
	int size() {
		return this.records.size();
	}

	/**
	 * How long those are that were encoded, in characters.
	 */
	long length() {
		return this.records.stream().mapToLong(RecordChange::length).sum();
	}

	/**
	 * Read the records that were changed.
	 * @param changes some of the log
	 * @param reader the snapshot in which it was read
	 * @return the records
	 */
	static RecordChanges read(LoggedChanges changes, ChangeLogReader reader) {
		Map<RecordKey, RecordChange> records = new LinkedHashMap<>();
		Map<String, List<String>> uids = new LinkedHashMap<>();
		Set<String> truncated = new HashSet<>();
		for (LoggedChange change : changes.changes()) {
			if (change.uid() == null) {
				truncated.add(change.table());
				continue;
			}
			RecordKey key = new RecordKey(change.table(), change.uid());
			RecordChange record = records.remove(key);
			if (record == null) {
				record = new RecordChange(key);
				uids.computeIfAbsent(key.table(), (table) -> new ArrayList<>()).add(key.uid());
			}
			record.add(change);
			records.put(key, record);
		}
		uids.forEach((table, own) -> {
			for (CurrentRecord current : reader.records(table, own)) {
				RecordChange record = records.get(new RecordKey(table, current.uid()));
				if (record != null) {
					record.current(current);
				}
			}
		});
		// What is no id of the table's can be held by nobody.
		records.values().removeIf((record) -> !record.isRead());
		return new RecordChanges(records.values(), truncated);
	}

}
