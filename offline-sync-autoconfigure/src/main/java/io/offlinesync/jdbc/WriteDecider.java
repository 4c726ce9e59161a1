package io.offlinesync.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.WriteRules.Ruling;
import io.offlinesync.reconcile.Decision.Verdict;
import io.offlinesync.reconcile.Stamps;
import org.jspecify.annotations.Nullable;

/**
 * Decides the writes of one transaction, and collects what has to be done about them.
 */
final class WriteDecider {

	private final TransactionStart start;

	private final WriteChecks checks;

	private final Duration maxSkew;

	private final boolean remembered;

	/**
	 * Create for a transaction.
	 * @param start what the transaction learned when it began
	 * @param checks checks what it writes
	 * @param maxSkew how far a client's clock may be ahead
	 * @param remembered whether outcomes are remembered, so that stamps that lie ahead
	 * may be replaced
	 */
	WriteDecider(TransactionStart start, WriteChecks checks, Duration maxSkew, boolean remembered) {
		this.start = start;
		this.checks = checks;
		this.maxSkew = maxSkew;
		this.remembered = remembered;
	}

	WriteChecks checks() {
		return this.checks;
	}

	/**
	 * Decide a write.
	 * @param write the write
	 * @param states what is stored, takes what will be
	 * @param buffer takes what is to be done
	 * @return the decision
	 * @throws RuntimeException if the write cannot be applied
	 */
	<T> DecidedWrite<T> decide(RecordWrite<T> write, RecordStates states, WriteBuffer buffer) {
		StoredRecord<T> stored = states.get(write);
		this.checks.before(write);
		Instant time = stored.metadata().time();
		Instant at = (write.at() != null)
				? Stamps.client(write.at(), this.start.now(), this.maxSkew, this.remembered, time)
				: Stamps.server(this.start.now(), time);
		Ruling<T> ruling = WriteRules.decide(write, stored, at, this.start.forgotten());
		if (ruling.decision().verdict() == Verdict.EXPIRED) {
			throw new SyncException(SyncErrorCode.EXPIRED,
					"The change is older than what the server remembers of deleted records: submit it anew");
		}
		StoredRecord<T> after = stored.withRow(write(write.table(), stored, ruling, buffer));
		boolean metadataChanged = ruling.decision().metadataChanged(stored.state())
				|| (ruling.times() != null && !ruling.times().equals(stored.times()));
		boolean rowChanged = after.entity() != stored.entity();
		if (metadataChanged || rowChanged) {
			// What the capture of the row has stamped is not what was decided.
			after = after.withMetadata(ruling.decision().metadata(), ruling.times());
			buffer.metadata(write.key(), new MetadataStore.Stored(after.metadata(), after.times()));
		}
		if (metadataChanged && !rowChanged && after.entity() != null) {
			buffer.unchanged(write.table(), write.id());
		}
		if (metadataChanged && after.entity() == null && stored.entity() == null && stored.metadata().deleted()) {
			buffer.deletedAgain(write.key());
		}
		states.put(write.key(), after);
		return new DecidedWrite<>(write, ruling.decision().verdict(), stored, after);
	}

	/**
	 * Collect what happens to the row.
	 * @return the row afterwards, or {@literal null} if there is none
	 */
	private <T> @Nullable T write(SyncedTableMapping<T> table, StoredRecord<T> stored, Ruling<T> ruling,
			WriteBuffer buffer) {
		switch (ruling.decision().change()) {
			case INSERT -> {
				T row = table.hooks().beforeSave(ruling.requiredRow(), null);
				this.checks.valid(table, row);
				buffer.insert(table, row);
				return row;
			}
			case REPLACE, UPDATE -> {
				T before = stored.requiredEntity();
				if (table.access().difference(before, ruling.requiredRow(), ColumnMapping::isUpdatable).isEmpty()) {
					return before;
				}
				T row = table.hooks().beforeSave(ruling.requiredRow(), before);
				List<ColumnMapping> columns = table.access().difference(before, row, ColumnMapping::isUpdatable);
				if (columns.isEmpty()) {
					return before;
				}
				this.checks.valid(table, row);
				buffer.update(table, row, columns);
				return row;
			}
			case DELETE -> {
				T before = stored.requiredEntity();
				table.hooks().beforeDelete(before);
				buffer.delete(table, before);
				return null;
			}
			default -> {
				return stored.entity();
			}
		}
	}

}
