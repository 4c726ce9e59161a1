package io.offlinesync.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;

import io.offlinesync.Operation;
import io.offlinesync.ProposedWrite;
import io.offlinesync.SyncException;

/**
 * Checks what a transaction writes. Policies are asked about its records: about each as
 * it was before anything was done, and as it is when all is done. What comes in between,
 * such as a to-do whose list is created by the same transaction, is nobody's business.
 */
final class WriteChecks {

	private final EntityValidation validation;

	private UserAccess access;

	/** Whether all that is written was there when policies were asked. */
	private boolean renewed;

	private final Map<RecordKey, StoredRecord<?>> before = new LinkedHashMap<>();

	private final Map<RecordKey, StoredRecord<?>> attempted = new LinkedHashMap<>();

	WriteChecks(EntityValidation validation, UserAccess access) {
		this.validation = validation;
		this.access = access;
	}

	/**
	 * Begin to look at records, perhaps again, since others were faster.
	 */
	void begin() {
		this.attempted.clear();
	}

	/**
	 * What was looked at since is being written.
	 */
	void keep() {
		this.attempted.forEach(this.before::putIfAbsent);
	}

	/**
	 * Check that a record may be written at all.
	 * @param write the write
	 * @param stored the record, as far as the transaction has come
	 * @throws SyncException if its user may not even read it
	 */
	<T> void before(RecordWrite<T> write, StoredRecord<T> stored) {
		RecordKey key = write.key();
		if (this.access.isLimited(write.table()) && !this.before.containsKey(key)
				&& this.attempted.putIfAbsent(key, stored) == null && stored.entity() != null
				&& !this.access.mayRead(write.table(), stored.entity())) {
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
	 * Check what has become of a record.
	 * @param write the last write of the record
	 * @param now the record as it is now
	 * @throws SyncException if its user may not do that
	 */
	@SuppressWarnings("unchecked")
	<T> void after(RecordWrite<T> write, StoredRecord<T> now) {
		StoredRecord<T> old = (StoredRecord<T>) this.before.get(write.key());
		if (old == null) {
			return;
		}
		T from = old.toRecord().value();
		T to = now.toRecord().value();
		Operation operation = (to == null) ? Operation.DELETE : (from == null) ? Operation.CREATE : Operation.UPDATE;
		boolean readable = to == null || mayRead(write.table(), to);
		if (!this.access.permits(write.table(), new ProposedWrite<>(operation, now.uid(), from, to, readable))) {
			throw UserAccess.forbidden();
		}
	}

	/**
	 * What was not readable when the transaction began, may have become so by what else
	 * it has done.
	 */
	private <T> boolean mayRead(SyncedTableMapping<T> table, T entity) {
		if (!this.renewed && !this.access.mayRead(table, entity)) {
			this.access = this.access.anew();
			this.renewed = true;
		}
		return this.access.mayRead(table, entity);
	}

	/**
	 * What the user may read, as far as is known.
	 */
	UserAccess access() {
		return this.access;
	}

	/**
	 * Whether a record could be read until this transaction deleted it.
	 */
	boolean wasReadable(RecordKey key) {
		StoredRecord<?> old = this.before.get(key);
		return old != null && old.entity() != null;
	}

}
