package io.offlinesync.reconcile;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import io.offlinesync.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A server as one would write it down without thinking of tables: one mutable entry per
 * record, a time for every field, and steps in the order in which one would explain them.
 */
final class ReferenceServer {

	private final Map<String, Entry> entries = new TreeMap<>();

	private final boolean merging;

	private int forgotten;

	ReferenceServer(boolean merging) {
		this.merging = merging;
	}

	String apply(Write write) {
		Entry entry = this.entries.get(write.uid());
		if (entry == null) {
			if (write.at() <= this.forgotten) {
				return (write.op() == Operation.DELETE) ? "UNCHANGED" : "EXPIRED";
			}
			entry = new Entry();
			this.entries.put(write.uid(), entry);
		}
		// A row that was deleted should not be there.
		if (entry.deleted > 0) {
			entry.row = null;
		}
		int time = entry.time();
		boolean late = write.at() <= time;
		if (entry.row == null && entry.deleted == 0 && late) {
			// The row went unnoticed, no earlier than the last stamp.
			entry.deleted = time;
			return (write.op() == Operation.DELETE && write.at() == time) ? "APPLIED" : "SUPERSEDED";
		}
		if (write.op() == Operation.DELETE) {
			return delete(entry, write, time);
		}
		if (this.merging && write.op() == Operation.UPDATE && entry.row != null) {
			return merge(entry, entry.row, write, time);
		}
		return late ? "SUPERSEDED" : put(entry, write);
	}

	private String delete(Entry entry, Write write, int time) {
		if (write.at() < time) {
			return "SUPERSEDED";
		}
		if (entry.deleted == write.at()) {
			return "UNCHANGED";
		}
		entry.row = null;
		entry.deleted = write.at();
		return "APPLIED";
	}

	private String merge(Entry entry, Map<String, String> row, Write write, int time) {
		boolean any = false;
		for (String field : write.changed()) {
			if (entry.fieldTimes.getOrDefault(field, 0) < write.at()) {
				entry.set(row, field, write);
				any = true;
			}
		}
		if (any) {
			entry.updated = (write.at() > time) ? write.at() : time + 1;
		}
		return any ? "APPLIED" : "SUPERSEDED";
	}

	private String put(Entry entry, Write write) {
		Map<String, String> row = entry.row;
		boolean whole = row == null || write.op() == Operation.CREATE;
		if (row == null) {
			row = new TreeMap<>();
			entry.row = row;
		}
		for (String field : Histories.FIELDS) {
			if (whole || write.changed().contains(field)) {
				entry.set(row, field, write);
			}
		}
		if (write.op() == Operation.CREATE) {
			entry.created = write.at();
		}
		entry.updated = (write.op() == Operation.CREATE) ? 0 : write.at();
		entry.deleted = 0;
		return "APPLIED";
	}

	void purge(int upTo) {
		this.entries.values().removeIf((entry) -> {
			boolean purged = entry.row == null && entry.deleted > 0 && entry.deleted <= upTo;
			if (purged) {
				this.forgotten = Math.max(this.forgotten, entry.deleted);
			}
			return purged;
		});
	}

	void captureUpdate(String uid, String field, String value, int now) {
		Entry entry = this.entries.get(uid);
		if (entry != null && entry.row != null && entry.deleted == 0) {
			entry.updated = Math.max(now, (entry.time() > 0) ? entry.time() + 1 : now);
			entry.row.put(field, value);
			entry.fieldTimes.put(field, entry.updated);
		}
	}

	void loseRow(String uid) {
		Entry entry = this.entries.get(uid);
		if (entry != null) {
			entry.row = null;
			if (entry.time() == 0) {
				this.entries.remove(uid);
			}
		}
	}

	void loseMetadata(String uid) {
		Entry entry = this.entries.get(uid);
		if (entry != null) {
			entry.created = 0;
			entry.updated = 0;
			entry.deleted = 0;
			entry.fieldTimes.clear();
			if (entry.row == null) {
				this.entries.remove(uid);
			}
		}
	}

	void sneakIn(String uid, Map<String, String> data) {
		Entry entry = this.entries.computeIfAbsent(uid, (key) -> new Entry());
		if (entry.row == null) {
			entry.row = new TreeMap<>(data);
		}
	}

	Map<String, Held> records() {
		Map<String, Held> records = new TreeMap<>();
		this.entries
			.forEach((uid, entry) -> records.put(uid, new Held((entry.row != null) ? Map.copyOf(entry.row) : null,
					new Marks(entry.created, entry.updated, entry.deleted))));
		return records;
	}

	/**
	 * What is stored of a record.
	 */
	record Held(@Nullable Map<String, String> row, Marks marks) {

		boolean lives() {
			return this.row != null && this.marks.lives();
		}

	}

	private static final class Entry {

		private @Nullable Map<String, String> row;

		private int created;

		private int updated;

		private int deleted;

		private final Map<String, Integer> fieldTimes = new HashMap<>();

		private int time() {
			return new Marks(this.created, this.updated, this.deleted).time();
		}

		private void set(Map<String, String> row, String field, Write write) {
			row.put(field, String.valueOf(write.data().get(field)));
			this.fieldTimes.put(field, write.at());
		}

	}

}
