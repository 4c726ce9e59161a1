package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.jdbc.MetadataStore.Stored;

/**
 * The statements that follow from decisions, in their order as far as it matters, and
 * batched where they are alike. Metadata comes after the rows, whose capture has stamped
 * it by then.
 */
final class WriteBuffer {

	private final List<Step> steps = new ArrayList<>();

	private final List<Runnable> after = new ArrayList<>();

	private final Map<RecordKey, Object> rows = new HashMap<>();

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

	/**
	 * Let a tombstone move, and those hear of it who could read the record.
	 */
	void deletedAgain(RecordKey key) {
		this.stamps.deletedAgain.add(key);
	}

	/**
	 * Add a row to the last statement that is like its own, unless something in between
	 * has to come before it.
	 */
	@SuppressWarnings("unchecked")
	private <T> void add(Batch<T> batch, T row) {
		Object id = batch.table.id(row);
		for (int i = this.steps.size() - 1; i >= 0 && this.steps.get(i) instanceof Batch<?> before; i--) {
			if (before.isLike(batch)) {
				if (((Batch<T>) before).add(id, row)) {
					return;
				}
				break;
			}
			if (!before.isIndependentOf(batch, id)) {
				break;
			}
		}
		batch.add(id, row);
		this.steps.add(batch);
	}

	/**
	 * Store the metadata of records that have none, before anything else.
	 * @param absent the records
	 * @param store where
	 * @return whether nobody was faster
	 */
	boolean claim(Set<RecordKey> absent, MetadataStore store) {
		Map<RecordKey, Stored> entries = new LinkedHashMap<>();
		this.steps.forEach((step) -> entries.putAll(step.metadata()));
		entries.putAll(this.stamps.metadata());
		entries.keySet().retainAll(absent);
		return entries.isEmpty() || store.add(entries);
	}

	/**
	 * Execute what has been collected.
	 * @param store where metadata is stored
	 * @return the rows as they are stored, as far as that is known
	 */
	Map<RecordKey, Object> flush(MetadataStore store) {
		this.steps.forEach((step) -> step.execute(store));
		this.stamps.execute(store);
		this.after.forEach(Runnable::run);
		return this.rows;
	}

	private interface Step {

		void execute(MetadataStore store);

		default Map<RecordKey, Stored> metadata() {
			return Map.of();
		}

	}

	private enum Kind {

		INSERT, UPDATE, DELETE

	}

	/**
	 * Rows that one statement writes.
	 */
	private final class Batch<T> implements Step {

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
		 * Whether a row may as well be written before these, as by another statement.
		 */
		boolean isIndependentOf(Batch<?> other, Object id) {
			return this.table == other.table && this.kind != Kind.DELETE && other.kind != Kind.DELETE
					&& !this.table.catalog().effects().updatesMeet() && !this.ids.contains(id);
		}

		/**
		 * Add a row, unless it is there already: a statement changes each only once.
		 */
		boolean add(Object id, T row) {
			return this.ids.add(id) && this.rows.add(row);
		}

		@Override
		public void execute(MetadataStore store) {
			List<RecordKey> keys = this.ids.stream().map((id) -> this.table.key(id.toString())).toList();
			WriteBuffer.this.rows.keySet().removeAll(keys);
			switch (this.kind) {
				case INSERT -> this.table.rows().insert(this.rows, this::stored);
				case UPDATE -> this.table.rows().update(this.rows, this.columns, this::stored);
				default -> this.table.rows().delete(this.rows.stream().map(this.table::id).toList());
			}
		}

		private void stored(T row) {
			WriteBuffer.this.rows.put(this.table.key(this.table.id(row).toString()), row);
		}

	}

	/**
	 * Metadata that one statement stores.
	 */
	private final class Stamps implements Step {

		private final Map<RecordKey, Stored> metadata = new LinkedHashMap<>();

		private final Map<SyncedTableMapping<?>, Set<Object>> unchanged = new LinkedHashMap<>();

		private final Set<RecordKey> deletedAgain = new LinkedHashSet<>();

		@Override
		public Map<RecordKey, Stored> metadata() {
			return this.metadata;
		}

		boolean anyLive() {
			return this.metadata.values().stream().anyMatch((stored) -> !stored.metadata().deleted());
		}

		@Override
		public void execute(MetadataStore store) {
			if (!this.deletedAgain.isEmpty()) {
				store.logAgain(this.deletedAgain);
			}
			if (!this.metadata.isEmpty()) {
				store.store(this.metadata);
			}
			this.unchanged.forEach((table, ids) -> table.rows().logUnchanged(ids));
		}

	}

}
