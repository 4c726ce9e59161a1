package io.offlinesync.jdbc;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncedRecord;
import io.offlinesync.reconcile.FieldTimes;
import io.offlinesync.reconcile.StoredState;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is stored.
 *
 * @param <T> the entity's type
 * @param id the id
 * @param uid its canonical text
 * @param entity the row, or {@literal null} if there is none
 * @param metadata the stamps, {@link RecordMetadata#NONE} if there are none
 * @param times when each column was set, or {@literal null} if that is not kept
 */
record StoredRecord<T>(Object id, String uid, @Nullable T entity, RecordMetadata metadata, @Nullable FieldTimes times) {

	StoredState state() {
		return new StoredState(this.entity != null, this.metadata);
	}

	T requiredEntity() {
		if (this.entity == null) {
			throw new IllegalStateException("There is no row");
		}
		return this.entity;
	}

	/**
	 * The record as others see it: a row that the metadata says is deleted does not
	 * count.
	 */
	SyncedRecord<T> toRecord() {
		return new SyncedRecord<>(this.uid, this.metadata.deleted() ? null : this.entity, this.metadata);
	}

	StoredRecord<T> withRow(@Nullable T row) {
		return new StoredRecord<>(this.id, this.uid, row, this.metadata, this.times);
	}

	StoredRecord<T> withMetadata(RecordMetadata stamps, @Nullable FieldTimes fieldTimes) {
		return new StoredRecord<>(this.id, this.uid, this.entity, stamps, fieldTimes);
	}

}
