package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.offlinesync.ConflictResolver;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncPolicy;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one synced table.
 *
 * @param <T> the entity's type
 * @param name the table's name, as clients say it
 * @param model how the entity maps to table and JSON
 * @param access takes entities apart and puts them together
 * @param json reads and writes the entity's JSON
 * @param filters the fields that conditions may name
 * @param sql the statements on the table
 * @param rows reads and writes the table
 * @param hooks what the application wants called
 * @param resolverBean what decides conflicts, or {@literal null}
 * @param policyBean what says who may read and write what, or {@literal null} if all may
 * @param catalog what the database knows of the table
 * @param epoch tells one time without a gap in the capture of writes from another: who
 * stopped in another one may have missed changes. Empty until capture was looked at
 */
record SyncedTableMapping<T>(String name, EntityModel<T> model, EntityAccess<T> access, EntityJson<T> json,
		FilterFields<T> filters, TableSql sql, TableRows<T> rows, EntityHooks<T> hooks,
		@Nullable Supplier<ConflictResolver<T>> resolverBean, @Nullable Supplier<SyncPolicy<T>> policyBean,
		TableCatalog catalog, String epoch) {

	SyncedTableMapping<T> captured(String newEpoch) {
		return new SyncedTableMapping<>(this.name, this.model, this.access, this.json, this.filters, this.sql,
				this.rows, this.hooks, this.resolverBean, this.policyBean, this.catalog, newEpoch);
	}

	/**
	 * What decides conflicts.
	 * @return the resolver, or {@literal null} if there is none
	 */
	@Nullable ConflictResolver<T> resolver() {
		return (this.resolverBean != null) ? this.resolverBean.get() : null;
	}

	/**
	 * Whether there are users who may not read and write all of it.
	 */
	boolean isLimited() {
		return this.policyBean != null;
	}

	/**
	 * What says who may read and write what.
	 * @throws IllegalStateException if all may
	 */
	SyncPolicy<T> policy() {
		if (this.policyBean == null) {
			throw new IllegalStateException(this.name + " has no policy");
		}
		return this.policyBean.get();
	}

	RecordKey key(String uid) {
		return new RecordKey(this.name, uid);
	}

	/**
	 * Find the one living record for which a condition holds.
	 * @throws SyncException if it holds for more than one record
	 */
	Optional<StoredRecord<T>> findUnique(BoundWhere where) {
		List<StoredRecord<T>> found = this.rows.find(where, 2, null);
		if (found.size() > 1) {
			throw new SyncException(SyncErrorCode.INVALID_WHERE,
					"The where holds for more than one record: use one that is unique, or find-many");
		}
		return found.stream().findFirst();
	}

	/**
	 * The id of a stored entity.
	 */
	Object id(T entity) {
		Object id = this.access.id(entity);
		if (id == null) {
			throw new IllegalStateException("An entity of " + this.name + " has no id");
		}
		return id;
	}

	/**
	 * There is one for each table.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return this.name.hashCode();
	}

	JsonRecord toJson(StoredRecord<T> stored) {
		T entity = stored.toRecord().value();
		return new JsonRecord(stored.uid(), (entity != null) ? this.json.write(entity) : null, stored.metadata());
	}

	List<CurrentRecord> currentRecords(Collection<String> uids) {
		List<Object> ids = uids.stream().map(this.model.idType()::read).filter(Objects::nonNull).toList();
		List<CurrentRecord> records = new ArrayList<>(ids.size());
		this.rows.readWithRow(ids, (stored, row) -> records
			.add(new MappedRecord<>(this, stored, (row != null) ? new BeforeImage(row) : null)));
		return records;
	}

	List<CurrentRecord> currentRecords(BoundWhere where, @Nullable String after, int limit) {
		Object id = (after != null) ? this.model.idType().read(after) : null;
		return this.rows.page(where, limit, id)
			.stream()
			.<CurrentRecord>map((stored) -> new MappedRecord<>(this, stored, null))
			.toList();
	}

	TableInfo info() {
		return new TableInfo(this.name, this.model.idField(), this.model.idType().sqlType());
	}

}
