package io.offlinesync.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

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

	private final Predicate<Class<?>> calledBack;

	private final ApplicationEventPublisher events;

	private final VisibleRecords visible;

	private final Tombstones tombstones;

	private final EntityValidation validation;

	/**
	 * Create an engine.
	 * @param metadata the stamps
	 * @param visible takes out of answers what may not be read
	 * @param tombstones whose the deleted were
	 * @param validation checks what clients want stored
	 * @param maxSkew how far a client's clock may be ahead
	 * @param calledBack whether code of the application is called while an entity is
	 * written
	 * @param events hears of what was written
	 */
	WriteEngine(MetadataStore metadata, VisibleRecords visible, Tombstones tombstones, EntityValidation validation,
			Duration maxSkew, Predicate<Class<?>> calledBack, ApplicationEventPublisher events) {
		this.metadata = metadata;
		this.visible = visible;
		this.tombstones = tombstones;
		this.validation = validation;
		this.maxSkew = maxSkew;
		this.calledBack = calledBack;
		this.events = events;
	}

	/**
	 * Apply writes one after the other, as one.
	 * @param start what the transaction learned when it began
	 * @param writes the writes, in order
	 * @param mode how
	 * @param access what their author may read and write
	 * @return what became of them
	 * @throws RefusedWriteException if one of them cannot be applied
	 */
	AppliedWrites apply(TransactionStart start, List<? extends RecordWrite<?>> writes, Mode mode, UserAccess access) {
		WriteChecks checks = new WriteChecks(this.validation, this.tombstones, access, writes);
		List<Written<?>> written = new ArrayList<>();
		if (mode.singly()) {
			// In the order that all transactions keep, which is not that of the writes.
			checks.begin(writes, RecordStates.lock(writes, this.metadata));
		}
		boolean foreseen = !mode.singly() && isForeseen(writes);
		Set<RecordKey> locked = new HashSet<>();
		Pass pass = null;
		int passes = 0;
		while (written.size() < writes.size()) {
			List<? extends RecordWrite<?>> rest = writes.subList(written.size(), writes.size());
			rest = mode.singly() ? rest.subList(0, 1) : rest;
			boolean first = passes == 0 && !mode.singly();
			pass = (foreseen && first)
					? applySome(start, rest, mode, checks, RecordStates.lockKnown(rest, this.metadata), true, written)
					: null;
			if (pass == null) {
				rest.forEach((write) -> locked.add(write.key()));
				pass = Objects.requireNonNull(
						applySome(start, rest, mode, checks, RecordStates.lock(rest, this.metadata), first, written));
			}
			passes++;
		}
		RecordStates now = (foreseen && passes == 1 && pass != null && pass.isKnown(written)) ? pass.states
				: RecordStates.read(writes);
		Set<RecordKey> placeholders = new LinkedHashSet<>();
		written.forEach((entry) -> {
			if (locked.contains(entry.write.key()) && entry.leftNothing(now)) {
				placeholders.add(entry.write.key());
			}
		});
		if (!placeholders.isEmpty()) {
			this.metadata.removePlaceholders(placeholders);
		}
		Map<RecordKey, Written<?>> last = last(written);
		check(written, last, now, checks);
		publish(written, last, now);
		return new AppliedWrites(start.xid(),
				results(written, this.visible.of(now, writes, checks::wasReadable, checks.access())));
	}

	/**
	 * Whether nothing happens to the records but what is decided here.
	 */
	private boolean isForeseen(List<? extends RecordWrite<?>> writes) {
		return writes.stream()
			.map(RecordWrite::table)
			.distinct()
			.allMatch((table) -> table.rows().isForeseen() && !this.calledBack.test(table.model().type()));
	}

	private static void check(List<Written<?>> written, Map<RecordKey, Written<?>> last, RecordStates now,
			WriteChecks checks) {
		for (int i = 0; i < written.size(); i++) {
			Written<?> entry = written.get(i);
			try {
				entry.check((last.get(entry.write.key()) == entry) ? now : null, checks);
			}
			catch (RuntimeException ex) {
				throw new RefusedWriteException(i, ex);
			}
		}
	}

	private static Map<RecordKey, Written<?>> last(List<Written<?>> written) {
		Map<RecordKey, Written<?>> last = new HashMap<>();
		written.forEach((entry) -> last.put(entry.write.key(), entry));
		return last;
	}

	private static List<AppliedWrites.Result<?>> results(List<Written<?>> written, RecordStates now) {
		List<AppliedWrites.Result<?>> results = new ArrayList<>();
		written.forEach((entry) -> results.add(entry.result(now)));
		return results;
	}

	/**
	 * Apply writes up to one that may have changed rows of others, whose states have to
	 * be read anew.
	 * @param writes the writes that are left
	 * @param states what is stored of them
	 * @param first whether these are all writes
	 * @param written takes what became of them, and knows how many came before
	 * @return what was learned, or {@literal null} if nothing was done, since a record
	 * that has no metadata, and is not locked, may be written by others first
	 */
	private @Nullable Pass applySome(TransactionStart start, List<? extends RecordWrite<?>> writes, Mode mode,
			WriteChecks checks, RecordStates states, boolean first, List<Written<?>> written) {
		if (first) {
			checks.begin(writes, states);
		}
		Set<RecordKey> absent = Set.copyOf(states.absent());
		WriteBuffer buffer = new WriteBuffer();
		int from = written.size();
		List<Written<?>> own = new ArrayList<>();
		try {
			boolean reaching = false;
			while (own.size() < writes.size() && !reaching) {
				Written<?> entry = decide(start, writes.get(own.size()), mode, checks, states, buffer);
				own.add(entry);
				reaching = entry.reaches();
				if (reaching && mode.grouped()) {
					throw new IllegalStateException("The deletion may change what others of the group were told");
				}
			}
		}
		catch (RuntimeException ex) {
			// The database may refuse one that comes before it, which then is the first.
			if (!buffer.claim(absent, this.metadata)) {
				return null;
			}
			flush(buffer, from, own, checks);
			throw new RefusedWriteException(from + own.size(), ex);
		}
		// What comes later must be found as it was when policies looked.
		boolean open = !absent.isEmpty() && own.size() < writes.size();
		if (open || !buffer.claim(absent, this.metadata)) {
			return null;
		}
		written.addAll(own);
		return new Pass(states, flush(buffer, from, own, checks));
	}

	private Map<RecordKey, Object> flush(WriteBuffer buffer, int from, List<Written<?>> own, WriteChecks checks) {
		try {
			return buffer.flush(this.metadata);
		}
		catch (RuntimeException ex) {
			if (own.size() == 1) {
				throw new RefusedWriteException(from, own.get(0).mayKnow(checks) ? ex : UserAccess.forbidden());
			}
			throw ex;
		}
	}

	private <T> Written<T> decide(TransactionStart start, RecordWrite<T> write, Mode mode, WriteChecks checks,
			RecordStates states, WriteBuffer buffer) {
		StoredRecord<T> stored = states.get(write);
		checks.before(write);
		Instant time = stored.metadata().time();
		Instant at = (write.at() != null)
				? Stamps.client(write.at(), start.now(), this.maxSkew, mode.remembered(), time)
				: Stamps.server(start.now(), time);
		Ruling<T> ruling = WriteRules.decide(write, stored, at, start.forgotten());
		if (ruling.decision().verdict() == Verdict.EXPIRED) {
			throw new SyncException(SyncErrorCode.EXPIRED,
					"The change is older than what the server remembers of deleted records: submit it anew");
		}
		StoredRecord<T> after = stored.withRow(write(write.table(), stored, ruling, checks, buffer));
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
		return new Written<>(write, ruling.decision().verdict(), stored, after);
	}

	/**
	 * Collect what happens to the row.
	 * @return the row afterwards, or {@literal null} if there is none
	 */
	private static <T> @Nullable T write(SyncedTableMapping<T> table, StoredRecord<T> stored, Ruling<T> ruling,
			WriteChecks checks, WriteBuffer buffer) {
		switch (ruling.decision().change()) {
			case INSERT -> {
				T row = table.hooks().beforeSave(ruling.requiredRow(), null);
				checks.valid(table, row);
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
				checks.valid(table, row);
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

	private void publish(List<Written<?>> written, Map<RecordKey, Written<?>> last, RecordStates now) {
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
	 * What is known when writes have been applied.
	 *
	 * @param states the records, as was decided
	 * @param rows the rows that the database has returned
	 */
	private record Pass(RecordStates states, Map<RecordKey, Object> rows) {

		/**
		 * Whether it is known what has become of the records, so that they need not be
		 * read again. The states then are what is stored.
		 */
		boolean isKnown(List<Written<?>> written) {
			return written.stream().allMatch((entry) -> !entry.reaches() && entry.isKnown(this.states, this.rows));
		}

	}

	/**
	 * A write that has been decided.
	 */
	private record Written<T>(RecordWrite<T> write, Verdict verdict, StoredRecord<T> before, StoredRecord<T> after) {

		/**
		 * Whether rows of others may have changed by this.
		 */
		boolean reaches() {
			return this.before.entity() != null && this.after.entity() == null
					&& this.write.table().catalog().reaching();
		}

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

		boolean mayKnow(WriteChecks checks) {
			return checks.mayRead(this.write.table(), this.after.entity());
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
