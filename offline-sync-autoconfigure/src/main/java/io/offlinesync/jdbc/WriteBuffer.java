package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The statements that follow from decisions, in their order, batched where neighbours are
 * alike.
 */
final class WriteBuffer {

	private final List<Batch<?>> batches = new ArrayList<>();

	private final Map<RecordKey, MetadataStore.Stored> metadata = new LinkedHashMap<>();

	private final List<Runnable> after = new ArrayList<>();

	<T> void insert(SyncedTableMapping<T> table, T row) {
		add(new Batch<>(Kind.INSERT, table, List.of()), row);
		this.after.add(() -> table.hooks().afterSave(row));
	}

	<T> void update(SyncedTableMapping<T> table, T row, List<ColumnMapping> columns) {
		if (!columns.isEmpty()) {
			add(new Batch<>(Kind.UPDATE, table, columns), row);
			this.after.add(() -> table.hooks().afterSave(row));
		}
	}

	<T> void delete(SyncedTableMapping<T> table, T row) {
		add(new Batch<>(Kind.DELETE, table, List.of()), row);
		this.after.add(() -> table.hooks().afterDelete(row));
	}

	void metadata(RecordKey key, MetadataStore.Stored stored) {
		this.metadata.put(key, stored);
	}

	@SuppressWarnings("unchecked")
	private <T> void add(Batch<T> batch, T row) {
		Batch<?> last = this.batches.isEmpty() ? null : this.batches.get(this.batches.size() - 1);
		if (last == null || !last.isLike(batch) || !((Batch<T>) last).add(row)) {
			batch.add(row);
			this.batches.add(batch);
		}
	}

	/**
	 * Execute what has been collected.
	 */
	void flush(MetadataStore store) {
		this.batches.forEach(Batch::execute);
		if (!this.metadata.isEmpty()) {
			store.store(this.metadata);
		}
		this.after.forEach(Runnable::run);
	}

	private enum Kind {

		INSERT, UPDATE, DELETE

	}

	private static final class Batch<T> {

		private final Kind kind;

		private final SyncedTableMapping<T> table;

		private final List<ColumnMapping> columns;

		private final List<T> rows = new ArrayList<>();

		private final Set<Object> ids = new HashSet<>();

		Batch(Kind kind, SyncedTableMapping<T> table, List<ColumnMapping> columns) {
			this.kind = kind;
			this.table = table;
			this.columns = columns;
		}

		boolean isLike(Batch<?> other) {
			return this.kind == other.kind && this.table == other.table && this.columns.equals(other.columns);
		}

		/**
		 * Add a row, unless it is there already: a statement changes each only once.
		 */
		boolean add(T row) {
			return this.ids.add(this.table.id(row)) && this.rows.add(row);
		}

		void execute() {
			switch (this.kind) {
				case INSERT -> this.table.rows().insert(this.rows);
				case UPDATE -> this.table.rows().update(this.rows, this.columns);
				default -> this.table.rows().delete(this.rows.stream().map(this.table::id).toList());
			}
		}

	}

}
