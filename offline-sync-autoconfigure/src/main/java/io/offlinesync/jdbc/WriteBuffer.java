package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.jdbc.MetadataStore.Stored;

/**
 * The statements that follow from decisions, in their order, batched where neighbours are
 * alike. Metadata comes after the rows, whose capture has stamped it by then.
 */
final class WriteBuffer {

	private final List<Step> steps = new ArrayList<>();

	private final List<Runnable> after = new ArrayList<>();

	private Stamps stamps = new Stamps();

	<T> void insert(SyncedTableMapping<T> table, T row) {
		add(new Batch<>(Kind.INSERT, table, List.of()), row);
		this.after.add(() -> table.hooks().afterSave(row));
	}

	<T> void update(SyncedTableMapping<T> table, T row, List<ColumnMapping> columns) {
		add(new Batch<>(Kind.UPDATE, table, columns), row);
		this.after.add(() -> table.hooks().afterSave(row));
	}

	<T> void delete(SyncedTableMapping<T> table, T row) {
		if (table.catalog().reaching() && this.stamps.anyLive()) {
			// It may delete what was written before, and so stamp it later.
			this.steps.add(this.stamps);
			this.stamps = new Stamps();
		}
		add(new Batch<>(Kind.DELETE, table, List.of()), row);
		this.after.add(() -> table.hooks().afterDelete(row));
	}

	void metadata(RecordKey key, Stored stored) {
		this.stamps.metadata.put(key, stored);
	}

	/**
	 * Let clients hear of a record of which only the metadata changes.
	 */
	void unchanged(SyncedTableMapping<?> table, Object id) {
		this.stamps.unchanged.computeIfAbsent(table, (key) -> new LinkedHashSet<>()).add(id);
	}

	@SuppressWarnings("unchecked")
	private <T> void add(Batch<T> batch, T row) {
		Step last = this.steps.isEmpty() ? null : this.steps.get(this.steps.size() - 1);
		if (!(last instanceof Batch<?> before && before.isLike(batch) && ((Batch<T>) before).add(row))) {
			batch.add(row);
			this.steps.add(batch);
		}
	}

	/**
	 * Execute what has been collected.
	 */
	void flush(MetadataStore store) {
		this.steps.forEach((step) -> step.execute(store));
		this.stamps.execute(store);
		this.after.forEach(Runnable::run);
	}

	private interface Step {

		void execute(MetadataStore store);

	}

	private enum Kind {

		INSERT, UPDATE, DELETE

	}

	/**
	 * Rows that one statement writes.
	 */
	private static final class Batch<T> implements Step {

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

		@Override
		public void execute(MetadataStore store) {
			switch (this.kind) {
				case INSERT -> this.table.rows().insert(this.rows);
				case UPDATE -> this.table.rows().update(this.rows, this.columns);
				default -> this.table.rows().delete(this.rows.stream().map(this.table::id).toList());
			}
		}

	}

	/**
	 * Metadata that one statement stores.
	 */
	private static final class Stamps implements Step {

		private final Map<RecordKey, Stored> metadata = new LinkedHashMap<>();

		private final Map<SyncedTableMapping<?>, Set<Object>> unchanged = new LinkedHashMap<>();

		boolean anyLive() {
			return this.metadata.values().stream().anyMatch((stored) -> !stored.metadata().deleted());
		}

		@Override
		public void execute(MetadataStore store) {
			if (!this.metadata.isEmpty()) {
				store.store(this.metadata);
			}
			this.unchanged.forEach((table, ids) -> table.rows().logUnchanged(ids));
		}

	}

}
