package io.offlinesync.jdbc;

import java.time.Instant;

import io.offlinesync.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A change of one record, checked against its table.
 *
 * @param <T> the entity's type
 * @param table the table
 * @param operation what to do
 * @param id the record's id
 * @param key what identifies the record
 * @param draft what the record shall be, {@literal null} for a delete only
 * @param at the stamp, or {@literal null} for the server's
 */
record RecordWrite<T>(SyncedTableMapping<T> table, Operation operation, Object id, RecordKey key,
		@Nullable Draft<T> draft, @Nullable Instant at) {

	RecordWrite {
		if (at != null) {
			StampRange.check(at);
		}
	}

	RecordWrite(SyncedTableMapping<T> table, Operation operation, Object id, @Nullable Draft<T> draft,
			@Nullable Instant at) {
		this(table, operation, id, table.key(id.toString()), draft, at);
	}

	/**
	 * No change, but the record that it would be of.
	 */
	static <T> RecordWrite<T> of(SyncedTableMapping<T> table, Object id) {
		return new RecordWrite<>(table, Operation.DELETE, id, null, null);
	}

	Draft<T> requiredDraft() {
		if (this.draft == null) {
			throw new IllegalStateException("A delete has no data");
		}
		return this.draft;
	}

}
