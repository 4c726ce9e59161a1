package io.offlinesync.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

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
		WriteDecider decider = new WriteDecider(start, checks, this.maxSkew, mode.remembered());
		List<DecidedWrite<?>> written = new ArrayList<>();
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
					? applySome(rest, mode, decider, RecordStates.lockKnown(rest, this.metadata), true, written) : null;
			if (pass == null) {
				rest.forEach((write) -> locked.add(write.key()));
				pass = Objects.requireNonNull(
						applySome(rest, mode, decider, RecordStates.lock(rest, this.metadata), first, written));
			}
			passes++;
		}
		RecordStates now = (foreseen && passes == 1 && pass != null && pass.isKnown(written)) ? pass.states
				: RecordStates.read(writes);
		removePlaceholders(written, locked, now);
		Map<RecordKey, DecidedWrite<?>> last = last(written);
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

	/**
	 * Remove what was stored to lock a record that came to nothing.
	 */
	private void removePlaceholders(List<DecidedWrite<?>> written, Set<RecordKey> locked, RecordStates now) {
		Set<RecordKey> placeholders = new LinkedHashSet<>();
		written.forEach((entry) -> {
			if (locked.contains(entry.write().key()) && entry.leftNothing(now)) {
				placeholders.add(entry.write().key());
			}
		});
		if (!placeholders.isEmpty()) {
			this.metadata.removePlaceholders(placeholders);
		}
	}

	private static void check(List<DecidedWrite<?>> written, Map<RecordKey, DecidedWrite<?>> last, RecordStates now,
			WriteChecks checks) {
		for (int i = 0; i < written.size(); i++) {
			DecidedWrite<?> entry = written.get(i);
			try {
				entry.check((last.get(entry.write().key()) == entry) ? now : null, checks);
			}
			catch (RuntimeException ex) {
				throw new RefusedWriteException(i, ex);
			}
		}
	}

	private static Map<RecordKey, DecidedWrite<?>> last(List<DecidedWrite<?>> written) {
		Map<RecordKey, DecidedWrite<?>> last = new HashMap<>();
		written.forEach((entry) -> last.put(entry.write().key(), entry));
		return last;
	}

	private static List<AppliedWrites.Result<?>> results(List<DecidedWrite<?>> written, RecordStates now) {
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
	private @Nullable Pass applySome(List<? extends RecordWrite<?>> writes, Mode mode, WriteDecider decider,
			RecordStates states, boolean first, List<DecidedWrite<?>> written) {
		WriteChecks checks = decider.checks();
		if (first) {
			checks.begin(writes, states);
		}
		Set<RecordKey> absent = Set.copyOf(states.absent());
		WriteBuffer buffer = new WriteBuffer();
		int from = written.size();
		List<DecidedWrite<?>> own = new ArrayList<>();
		try {
			boolean reaching = false;
			while (own.size() < writes.size() && !reaching) {
				DecidedWrite<?> entry = decider.decide(writes.get(own.size()), states, buffer);
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

	private Map<RecordKey, Object> flush(WriteBuffer buffer, int from, List<DecidedWrite<?>> own, WriteChecks checks) {
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

	private void publish(List<DecidedWrite<?>> written, Map<RecordKey, DecidedWrite<?>> last, RecordStates now) {
		for (DecidedWrite<?> entry : written) {
			// Of a record that is written again later, what was decided is all there is.
			Object event = entry.event((last.get(entry.write().key()) == entry) ? now : null);
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
		boolean isKnown(List<DecidedWrite<?>> written) {
			return written.stream().allMatch((entry) -> !entry.reaches() && entry.isKnown(this.states, this.rows));
		}

	}

}
