package io.offlinesync.jdbc;

import java.util.Map;

import io.offlinesync.RecordCreatedEvent;
import io.offlinesync.RecordDeletedEvent;
import io.offlinesync.RecordMetadata;
import io.offlinesync.RecordUpdatedEvent;
import io.offlinesync.reconcile.Decision.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A write that has been decided.
 *
 * @param <T> the entity's type
 * @param write the write
 * @param verdict what was decided
 * @param before the record as the write found it
 * @param after the record as was decided
 */
record DecidedWrite<T>(RecordWrite<T> write, Verdict verdict, StoredRecord<T> before, StoredRecord<T> after) {

	/**
	 * Whether rows of others may have changed by this.
	 */
	boolean reaches() {
		return this.before.entity() != null && this.after.entity() == null && this.write.table().catalog().reaching();
	}

	/**
	 * Whether it is known what has become of the record.
	 * @param states the records as was decided, takes the row as it is stored
	 * @param rows the rows that the database has returned
	 */
	@SuppressWarnings("unchecked")
	boolean isKnown(RecordStates states, Map<RecordKey, Object> rows) {
		StoredRecord<T> last = states.get(this.write);
		if (last.entity() == null || this.after.entity() == this.before.entity()) {
			return true;
		}
		Object row = rows.get(this.write.key());
		if (row != null) {
			states.put(this.write.key(), last.withRow((T) row));
		}
		return row != null;
	}

	/**
	 * Check it, unless it came to nothing.
	 * @param now the records as they are, or {@literal null} if this one was written
	 * again
	 */
	void check(@Nullable RecordStates now, WriteChecks checks) {
		if (this.verdict == Verdict.APPLIED && checks.isLimited(this.write.table())) {
			T decided = this.after.toRecord().value();
			T stored = (now != null) ? now.get(this.write).toRecord().value() : null;
			// What was deleted along with others was written nevertheless.
			checks.after(this.write, this.before.toRecord().value(), (stored != null) ? stored : decided);
		}
	}

	/**
	 * Whether the user may know why this cannot be stored.
	 */
	boolean mayKnow(WriteChecks checks) {
		return checks.mayRead(this.write.table(), this.after.entity());
	}

	/**
	 * Whether nothing is stored of the record, and nothing remembered.
	 */
	boolean leftNothing(RecordStates now) {
		return now.get(this.write).metadata().equals(RecordMetadata.NONE);
	}

	AppliedWrites.Result<T> result(RecordStates now) {
		return new AppliedWrites.Result<>(this.write.table(), (this.verdict == Verdict.SUPERSEDED)
				? MutationResult.Outcome.SUPERSEDED : MutationResult.Outcome.APPLIED, now.get(this.write));
	}

	/**
	 * What the application hears of it.
	 * @param now the records as they are, or {@literal null} if this one was written
	 * again
	 * @return the event, or {@literal null} if there is nothing to hear
	 */
	@Nullable Object event(@Nullable RecordStates now) {
		if (this.verdict != Verdict.APPLIED) {
			return null;
		}
		StoredRecord<T> record = (now != null) ? now.get(this.write) : this.after;
		Class<T> type = this.write.table().model().type();
		T old = this.before.toRecord().value();
		if (this.after.toRecord().value() != null) {
			return (old != null) ? new RecordUpdatedEvent<>(type, record.toRecord(), old)
					: new RecordCreatedEvent<>(type, record.toRecord());
		}
		return (old != null) ? new RecordDeletedEvent<>(type, record.toRecord(), old) : null;
	}

}
