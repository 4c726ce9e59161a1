package io.offlinesync.jdbc;

import io.offlinesync.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A record that was read as an entity.
 *
 * @param <T> the entity's type
 * @param table the table
 * @param stored what is stored
 * @param row the row as the log would have it, or {@literal null} if conditions are not
 * asked of it
 */
record MappedRecord<T>(SyncedTableMapping<T> table, StoredRecord<T> stored,
		@Nullable FilterValues row) implements CurrentRecord {

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
		return requiredRow().isKnown(field);
	}

	@Override
	public @Nullable Object value(FilterField field) {
		return requiredRow().value(field);
	}

	private FilterValues requiredRow() {
		if (this.row == null) {
			throw new IllegalStateException("The record was read without its row");
		}
		return this.row;
	}

}
