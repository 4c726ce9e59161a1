package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.Operation;
import io.offlinesync.ProposedWrite;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a transaction writes. What its user may read is asked before anything is
 * written, so that nobody reads by rights that they have just given themselves. About the
 * writes policies are asked when all is done: what comes in between, such as a to-do
 * whose list is created by the same transaction, need not hold by itself.
 */
final class WriteChecks {

	private final EntityValidation validation;

	private final Tombstones tombstones;

	private final UserAccess access;

	private @Nullable UserAccess afterwards;

	private final Map<RecordKey, StoredRecord<?>> before = new HashMap<>();

	private final Set<RecordKey> foreign = new HashSet<>();

	/**
	 * Begin with a transaction that has written nothing yet.
	 * @param validation checks what clients want stored
	 * @param tombstones whose the deleted were
	 * @param access what its user may read and write
	 * @param writes all that it shall write
	 */
	WriteChecks(EntityValidation validation, Tombstones tombstones, UserAccess access,
			Collection<? extends RecordWrite<?>> writes) {
		this.validation = validation;
		this.tombstones = tombstones;
		this.access = access;
		writes.forEach((write) -> access.ask(write.table()));
	}

	/**
	 * Learn what the transaction finds, perhaps again, since others were faster.
	 * @param writes all that it shall write
	 * @param states the records, of which none has been written
	 */
	void begin(Collection<? extends RecordWrite<?>> writes, RecordStates states) {
		this.before.clear();
		this.foreign.clear();
		Map<SyncedTableMapping<?>, List<String>> gone = new LinkedHashMap<>();
		for (RecordWrite<?> write : writes) {
			if (this.access.isLimited(write.table())) {
				StoredRecord<?> stored = states.get(write);
				boolean first = this.before.put(write.key(), stored) == null;
				if (first && stored.entity() == null && stored.metadata().deleted()) {
					gone.computeIfAbsent(write.table(), (table) -> new ArrayList<>()).add(stored.uid());
				}
			}
		}
		gone.forEach((table, uids) -> this.tombstones.foreign(table, uids, this.access)
			.forEach((uid) -> this.foreign.add(table.key(uid))));
	}

	/**
	 * Check that a record may be written at all.
	 * @param write the write
	 * @throws SyncException if its user may not read what was there before the
	 * transaction
	 */
	@SuppressWarnings("unchecked")
	<T> void before(RecordWrite<T> write) {
		StoredRecord<T> old = (StoredRecord<T>) this.before.get(write.key());
		if (this.foreign.contains(write.key()) || (old != null && !mayRead(write.table(), old.entity()))) {
			throw UserAccess.forbidden();
		}
	}

	/**
	 * Check what is about to be stored, unless it comes from the application's own code.
	 * @param table the table
	 * @param row the row
	 * @throws SyncException if it is not valid
	 */
	<T> void valid(SyncedTableMapping<T> table, T row) {
		if (!this.access.isUnlimited()) {
			this.validation.check(table, row);
		}
	}

	/**
	 * Whether a user may know why a row cannot be stored.
	 * @param table the table
	 * @param row the row, or {@literal null} if it was to be deleted
	 */
	<T> boolean mayRead(SyncedTableMapping<T> table, @Nullable T row) {
		return row == null || this.access.mayRead(table, row);
	}

	/**
	 * Whether there are writes to a table that its user may not make.
	 */
	boolean isLimited(SyncedTableMapping<?> table) {
		return this.access.isLimited(table);
	}

	/**
	 * Check a write that was made.
	 * @param write the write, to a table that is limited
	 * @param from the record as the write found it
	 * @param to the record as it is now, or was before it was written again
	 * @throws SyncException if its user may not do that
	 */
	<T> void after(RecordWrite<T> write, @Nullable T from, @Nullable T to) {
		if (from == null && to == null) {
			return;
		}
		Operation operation = (to == null) ? Operation.DELETE : (from == null) ? Operation.CREATE : Operation.UPDATE;
		boolean readable = mayRead(write.table(), to);
		boolean readableThen = readable || (to != null && afterwards().mayRead(write.table(), to));
		ProposedWrite<T> proposed = new ProposedWrite<>(operation, write.id().toString(), from, to, readable,
				readableThen);
		if (!this.access.permits(write.table(), proposed)) {
			throw UserAccess.forbidden();
		}
	}

	private UserAccess afterwards() {
		if (this.afterwards == null) {
			this.afterwards = this.access.anew();
		}
		return this.afterwards;
	}

	/**
	 * What the user may read, as far as is known.
	 */
	UserAccess access() {
		return (this.afterwards != null) ? this.afterwards : this.access;
	}

	/**
	 * Whether a record could be read until this transaction deleted it.
	 */
	boolean wasReadable(RecordKey key) {
		StoredRecord<?> old = this.before.get(key);
		return old != null && old.entity() != null;
	}

}
