package io.offlinesync.feed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.offlinesync.jdbc.BoundWhere;
import io.offlinesync.jdbc.CurrentRecord;
import io.offlinesync.jdbc.DatabaseSnapshot;
import io.offlinesync.jdbc.FilterValues;
import io.offlinesync.jdbc.LoggedChange;
import io.offlinesync.jdbc.RecordKey;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one record in some of the log: how it was before each change, and how
 * it is now.
 */
final class RecordChange {

	private final RecordKey key;

	private final Set<Long> xids = new HashSet<>();

	private final List<FilterValues> before = new ArrayList<>();

	private long last;

	private @Nullable FilterValues deleted;

	private @Nullable CurrentRecord current;

	private @Nullable Told changed;

	private @Nullable Told left;

	RecordChange(RecordKey key) {
		this.key = key;
	}

	RecordKey key() {
		return this.key;
	}

	void add(LoggedChange change) {
		this.xids.add(change.xid());
		if (change.before() != null) {
			this.before.add(change.before());
		}
		// Who writes a record holds it until the commit: so of several transactions, the
		// sequence tells which was the last, not their ids.
		if (change.seq() > this.last) {
			this.last = change.seq();
			this.deleted = (change.kind() == LoggedChange.Kind.DELETE) ? change.before() : null;
		}
	}

	void current(CurrentRecord record) {
		this.current = record;
	}

	boolean isRead() {
		return this.current != null;
	}

	private CurrentRecord requiredCurrent() {
		if (this.current == null) {
			throw new IllegalStateException("The record was not read: " + this.key.table());
		}
		return this.current;
	}

	/**
	 * All rows that conditions have to be asked about.
	 */
	List<FilterValues> rows() {
		List<FilterValues> rows = new ArrayList<>(this.before);
		if (requiredCurrent().isLive()) {
			rows.add(requiredCurrent());
		}
		return rows;
	}

	/**
	 * What all this means in a scope.
	 * @param where the scope's condition
	 * @return the effect, or {@literal null} if it was and is elsewhere
	 */
	@Nullable Effect effect(BoundWhere where) {
		if (requiredCurrent().isLive()) {
			if (where.matches(requiredCurrent())) {
				return Effect.PUT;
			}
		}
		else if (this.deleted != null && where.surelyMatches(this.deleted)) {
			return Effect.DELETED;
		}
		return this.before.stream().anyMatch(where::matches) ? Effect.LEFT : null;
	}

	int length() {
		return (this.changed != null) ? this.changed.json().length() : 0;
	}

	/**
	 * The change as it is told, encoded once.
	 * @param effect what it means to those who hear it
	 * @return what they hear
	 */
	Told told(Effect effect) {
		if (effect == Effect.LEFT) {
			if (this.left == null) {
				this.left = new Told(ChangeJson.left(this.key.table(), this.key.uid()), this.xids);
			}
			return this.left;
		}
		if (this.changed == null) {
			this.changed = new Told(ChangeJson.of(this.key.table(), requiredCurrent()), this.xids);
		}
		return this.changed;
	}

	/**
	 * A change as it is told.
	 *
	 * @param json a JSON object
	 * @param xids the transactions that changed the record
	 */
	record Told(String json, Set<Long> xids) {

		boolean isIn(DatabaseSnapshot snapshot) {
			return this.xids.stream().allMatch(snapshot::includes);
		}

	}

}
