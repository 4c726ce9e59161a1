package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncedRecord;
import io.offlinesync.SyncedRepository;
import io.offlinesync.Where;
import io.offlinesync.WriteResult;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.Assert;

/**
 * The repository of one synced table.
 *
 * @param <T> the entity's type
 */
final class DefaultSyncedRepository<T> implements SyncedRepository<T> {

	private final SyncedTableMapping<T> table;

	private final Writer writer;

	DefaultSyncedRepository(SyncedTableMapping<T> table, Writer writer) {
		this.table = table;
		this.writer = writer;
	}

	@Override
	public Optional<SyncedRecord<T>> findUnique(Where where) {
		return this.table.findUnique(this.table.filters().bindReadable(where)).map(StoredRecord::toRecord);
	}

	@Override
	public List<SyncedRecord<T>> findMany(Where where) {
		return find(where, null, null).stream().map(StoredRecord::toRecord).toList();
	}

	@Override
	public List<SyncedRecord<T>> findMany(Where where, int limit, @Nullable Object after) {
		Assert.isTrue(limit > 0, "'limit' must be positive");
		Object id = (after != null) ? id(after) : null;
		return find(where, limit, id).stream().map(StoredRecord::toRecord).toList();
	}

	private List<StoredRecord<T>> find(Where where, @Nullable Integer limit, @Nullable Object after) {
		return this.table.rows().find(this.table.filters().bindReadable(where), limit, after);
	}

	@Override
	public WriteResult<T> create(Object uid, T data, Instant createdAt) {
		return create(id(uid), data, Optional.of(createdAt));
	}

	@Override
	public WriteResult<T> create(Object uid, T data) {
		return create(id(uid), data, Optional.empty());
	}

	private WriteResult<T> create(Object id, T data, Optional<Instant> at) {
		Object own = this.table.access().id(data);
		if (own != null && !own.equals(id)) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST, "The entity's id is not the record's uid");
		}
		T entity = (own != null) ? data : this.table.access().withId(data, id);
		return write(Operation.CREATE, id, Draft.of(this.table, entity), at);
	}

	@Override
	public WriteResult<T> update(Object uid, Map<String, ? extends @Nullable Object> changes, Instant updatedAt) {
		return update(id(uid), changes, Optional.of(updatedAt));
	}

	@Override
	public WriteResult<T> update(Object uid, Map<String, ? extends @Nullable Object> changes) {
		return update(id(uid), changes, Optional.empty());
	}

	private WriteResult<T> update(Object id, Map<String, ? extends @Nullable Object> changes, Optional<Instant> at) {
		ObjectNode data = this.table.json().tree(changes);
		this.table.json().check(id.toString(), data);
		Draft<T> draft = Draft.of(this.table, id, data, this.table.json().changed(data, changes.keySet()));
		return write(Operation.UPDATE, id, draft, at);
	}

	@Override
	public WriteResult<T> delete(Object uid, Instant deletedAt) {
		return write(Operation.DELETE, id(uid), null, Optional.of(deletedAt));
	}

	@Override
	public WriteResult<T> delete(Object uid) {
		return write(Operation.DELETE, id(uid), null, Optional.empty());
	}

	private Object id(Object uid) {
		return this.table.model().idType().parse(uid);
	}

	private WriteResult<T> write(Operation operation, Object id, @Nullable Draft<T> draft, Optional<Instant> at) {
		return this.writer.write(new RecordWrite<>(this.table, operation, id, draft, at.orElse(null)));
	}

	/**
	 * Applies one write in the caller's transaction, or in one of its own.
	 */
	@FunctionalInterface
	interface Writer {

		<T> WriteResult<T> write(RecordWrite<T> write);

	}

}
