package io.offlinesync.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.RecordCreatedEvent;
import io.offlinesync.RecordDeletedEvent;
import io.offlinesync.RecordMetadata;
import io.offlinesync.RecordUpdatedEvent;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.WriteRules.Ruling;
import io.offlinesync.reconcile.Decision.Verdict;
import io.offlinesync.reconcile.Stamps;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Applies the writes of one transaction, which somebody else has begun: locks, decides,
 * writes in batches, and tells what became of it.
 */
final class WriteEngine {

	private final MetadataStore metadata;

	private final Duration maxSkew;

	private final ApplicationEventPublisher events;

	WriteEngine(MetadataStore metadata, Duration maxSkew, ApplicationEventPublisher events) {
		this.metadata = metadata;
		this.maxSkew = maxSkew;
		this.events = events;
	}

	/**
	 * Apply writes one after the other, as one.
	 * @param start what the transaction learned when it began
	 * @param writes the writes, in order
	 * @param mode how
	 * @return what became of them
	 * @throws RefusedWriteException if one of them cannot be applied
	 */
	AppliedWrites apply(TransactionStart start, List<? extends RecordWrite<?>> writes, Mode mode) {
		List<Written<?>> written = new ArrayList<>();
		if (mode.singly()) {
			// In the order that all transactions keep, which is not that of the writes.
			RecordStates.lock(writes, this.metadata);
		}
		int from = 0;
		while (from < writes.size()) {
			List<? extends RecordWrite<?>> rest = writes.subList(from, writes.size());
			RecordStates states = RecordStates.lock(mode.singly() ? rest.subList(0, 1) : rest, this.metadata);
			from = applySome(start, writes, from, mode, states, written);
		}
		Set<RecordKey> placeholders = new LinkedHashSet<>();
		RecordStates now = RecordStates.read(writes);
		written.forEach((entry) -> {
			if (entry.leftNothing(now)) {
				placeholders.add(entry.write.key());
			}
		});
		if (!placeholders.isEmpty()) {
			this.metadata.removePlaceholders(placeholders);
		}
		publish(written, now);
		return new AppliedWrites(start.xid(), results(written, now));
	}

	private static List<AppliedWrites.Result<?>> results(List<Written<?>> written, RecordStates now) {
		List<AppliedWrites.Result<?>> results = new ArrayList<>();
		written.forEach((entry) -> results.add(entry.result(now)));
		return results;
	}

	/**
	 * Apply writes up to one that may have changed rows of others, whose states have to
	 * be read anew.
	 */
	private int applySome(TransactionStart start, List<? extends RecordWrite<?>> writes, int from, Mode mode,
			RecordStates states, List<Written<?>> written) {
		WriteBuffer buffer = new WriteBuffer();
		int index = from;
		try {
			boolean reaching = false;
			while (index < writes.size() && !reaching && (!mode.singly() || index == from)) {
				Written<?> entry = decide(start, writes.get(index), mode, states, buffer);
				written.add(entry);
				reaching = entry.deleted() && entry.write.table().catalog().reaching();
				if (reaching && mode.grouped()) {
					throw new IllegalStateException("The deletion may change what others of the group were told");
				}
				index++;
			}
		}
		catch (RuntimeException ex) {
			// The database may refuse one that comes before it, which then is the first.
			flush(buffer, from, index);
			throw new RefusedWriteException(index, ex);
		}
		flush(buffer, from, index);
		return index;
	}

	private void flush(WriteBuffer buffer, int from, int to) {
		try {
			buffer.flush(this.metadata);
		}
		catch (RuntimeException ex) {
			if (to == from + 1) {
				throw new RefusedWriteException(from, ex);
			}
			throw ex;
		}
	}

	private <T> Written<T> decide(TransactionStart start, RecordWrite<T> write, Mode mode, RecordStates states,
			WriteBuffer buffer) {
		StoredRecord<T> stored = states.get(write);
		Instant time = stored.metadata().time();
		Instant at = (write.at() != null)
				? Stamps.client(write.at(), start.now(), this.maxSkew, mode.remembered(), time)
				: Stamps.server(start.now(), time);
		Ruling<T> ruling = WriteRules.decide(write, stored, at, start.forgotten());
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
		states.put(write.key(), after);
		return new Written<>(write, ruling.decision().verdict(), stored, after);
	}

	/**
	 * Collect what happens to the row.
	 * @return the row afterwards, or {@literal null} if there is none
	 */
	private static <T> @Nullable T write(SyncedTableMapping<T> table, StoredRecord<T> stored, Ruling<T> ruling,
			WriteBuffer buffer) {
		switch (ruling.decision().change()) {
			case INSERT -> {
				T row = table.hooks().beforeSave(ruling.requiredRow(), null);
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

	private void publish(List<Written<?>> written, RecordStates now) {
		Map<RecordKey, Written<?>> last = new HashMap<>();
		written.forEach((entry) -> last.put(entry.write.key(), entry));
		for (Written<?> entry : written) {
			// Of a record that is written again later, what was decided is all there is.
			Object event = entry.event((last.get(entry.write.key()) == entry) ? now : null);
			if (event != null) {
				this.events.publishEvent(event);
			}
		}
	}

	/**
	 * How writes are applied.
	 *
	 * @param remembered whether the author's outcomes are remembered, so that stamps that
	 * lie ahead may be replaced
	 * @param singly whether each is executed by itself, to find out which of them fails
	 * @param grouped whether they are of several transactions of clients, so that none
	 * may change records of others
	 */
	record Mode(boolean remembered, boolean singly, boolean grouped) {

		static final Mode NORMAL = new Mode(false, false, false);

	}

	/**
	 * A write that has been decided.
	 */
	private record Written<T>(RecordWrite<T> write, Verdict verdict, StoredRecord<T> before, StoredRecord<T> after) {

		boolean deleted() {
			return this.before.entity() != null && this.after.entity() == null;
		}

		boolean leftNothing(RecordStates now) {
			return now.get(this.write).metadata().equals(RecordMetadata.NONE);
		}

		AppliedWrites.Result<T> result(RecordStates now) {
			return new AppliedWrites.Result<>(this.write.table(), (this.verdict == Verdict.SUPERSEDED)
					? MutationResult.Outcome.SUPERSEDED : MutationResult.Outcome.APPLIED, now.get(this.write));
		}

		@Nullable Object event(@Nullable RecordStates now) {
			if (this.verdict != Verdict.APPLIED) {
				return null;
			}
			StoredRecord<T> record = (now != null) ? now.get(this.write) : this.after;
			Class<T> type = this.write.table().model().type();
			T old = this.before.toRecord().value();
			if (this.after.toRecord().value() != null) {
				return (old != null) ? new RecordUpdatedEvent<>(type, record.toRecord(), old)
						: new RecordCreatedEvent<>(type, record.toRecord(), null);
			}
			return (old != null) ? new RecordDeletedEvent<>(type, record.toRecord(), old) : null;
		}

	}

}
