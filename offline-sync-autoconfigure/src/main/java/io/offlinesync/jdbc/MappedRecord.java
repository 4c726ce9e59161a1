package io.offlinesync.jdbc;

import io.offlinesync.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A record that was read as an entity.
 *
 * @param <T> the entity's type
 * @param table the table
 * @param stored what is stored
 */
record MappedRecord<T>(SyncedTableMapping<T> table, StoredRecord<T> stored) implements CurrentRecord {

	@Override
	public String uid() {
		return this.stored.uid();
	}

	@Override
	public boolean isLive() {
		return this.stored.toRecord().value() != null;
	}

	@Override
	public RecordMetadata metadata() {
		return this.stored.metadata();
	}

	@Override
	public @Nullable String json() {
		return this.table.toJson(this.stored).json();
	}

	@Override
	public boolean isKnown(FilterField field) {
		return true;
	}

	@Override
	public @Nullable Object value(FilterField field) {
		return this.table.filters().value(this.stored.requiredEntity(), field);
	}

}
