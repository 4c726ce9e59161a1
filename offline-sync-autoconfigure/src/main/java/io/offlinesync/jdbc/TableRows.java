package io.offlinesync.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.offlinesync.RecordMetadata;
import io.offlinesync.reconcile.FieldTimes;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Reads and writes the rows of one synced table.
 *
 * @param <T> the entity's type
 */
final class TableRows<T> {

	private static final int FEW = 64;

	private final JdbcTemplate jdbc;

	private final EntityModel<T> model;

	private final EntityAccess<T> access;

	private final EntityReader<T> reader;

	private final EntityHooks<T> hooks;

	private final TableSql sql;

	private final RowArrays<T> arrays;

	private final TableEffects effects;

	TableRows(JdbcTemplate jdbc, EntityModel<T> model, EntityAccess<T> access, EntityHooks<T> hooks,
			EntityReader<T> reader, TableSql sql, TableCatalog catalog) {
		this.jdbc = jdbc;
		this.model = model;
		this.access = access;
		this.reader = reader;
		this.hooks = hooks;
		this.sql = sql;
		this.arrays = new RowArrays<>(access, catalog);
		this.effects = catalog.effects();
	}

	/**
	 * Lock the rows that exist, in the order of their ids, and read them.
	 * @param ids the ids
	 * @return the entities by uid
	 */
	Map<String, T> lock(Collection<Object> ids) {
		Map<String, T> found = new HashMap<>();
		this.jdbc.query(this.sql.lock(), (row) -> {
			T entity = map(row, 1);
			found.put(String.valueOf(this.access.id(entity)), entity);
		}, ids(ids));
		return found;
	}

	/**
	 * Read records as they are now.
	 * @param ids the ids
	 * @return the records by uid, one for each id, with or without a row
	 */
	Map<String, StoredRecord<T>> read(Collection<Object> ids) {
		Map<String, StoredRecord<T>> found = new HashMap<>();
		this.jdbc.query(this.sql.read(), (row) -> {
			Object id = this.model.idType().parse(row.getString(1));
			found.put(id.toString(), stored(row, id, row.getBoolean(2), 3));
		}, ids(ids));
		return found;
	}

	/**
	 * Read records as they are now, and their rows as the log would have them.
	 * @param ids the ids
	 * @param handler takes each record with its row as JSON, or {@literal null} if there
	 * is none
	 */
	void readWithRow(Collection<Object> ids, BiConsumer<StoredRecord<T>, @Nullable String> handler) {
		int image = 3 + this.model.columns().size() + 4;
		this.jdbc.query(this.sql.readWithRow(), (row) -> {
			Object id = Objects.requireNonNull(this.model.idType().read(row.getString(1)));
			handler.accept(stored(row, id, row.getBoolean(2), 3), row.getString(image));
		}, ids(ids));
	}

	/**
	 * Find the living records for which a condition holds, ordered by id.
	 * @param where the condition
	 * @param limit how many at most, or {@literal null} for all
	 * @param after the id after which to go on, or {@literal null}
	 * @return the records
	 */
	List<StoredRecord<T>> find(BoundWhere where, @Nullable Integer limit, @Nullable Object after) {
		SqlCondition condition = where.sql("t");
		List<Object> parameters = new ArrayList<>(condition.parameters());
		if (after != null) {
			parameters.add(after);
		}
		if (limit != null) {
			parameters.add(limit);
		}
		return this.jdbc.query(this.sql.find(condition.sql(), after != null, limit != null), (row, index) -> found(row),
				parameters.toArray());
	}

	/**
	 * Read a page of the rows for which a condition holds, ordered by id, deleted ones
	 * included. To be used in a transaction that sees one snapshot.
	 * @param where the condition
	 * @param limit how many at most
	 * @param after the id after which to go on, or {@literal null}
	 * @return the records
	 */
	List<StoredRecord<T>> page(BoundWhere where, int limit, @Nullable Object after) {
		if (this.model.idType() != IdType.UUID) {
			return find(where, limit, after);
		}
		SqlCondition condition = where.sql("t");
		List<Object> parameters = new ArrayList<>(condition.parameters());
		if (after != null) {
			parameters.add(after);
		}
		parameters.add(limit);
		List<T> entities = this.jdbc.query(this.sql.page(condition.sql(), after != null), (row, index) -> map(row, 1),
				parameters.toArray());
		List<Object> ids = entities.stream()
			.<Object>map((entity) -> Objects.requireNonNull(this.access.id(entity)))
			.toList();
		List<String> uids = ids.stream().map(Object::toString).toList();
		Map<String, RecordMetadata> metadata = uids.isEmpty() ? Map.of() : metadata(uids);
		List<StoredRecord<T>> records = new ArrayList<>(entities.size());
		for (int i = 0; i < entities.size(); i++) {
			records.add(new StoredRecord<>(ids.get(i), uids.get(i), entities.get(i),
					metadata.getOrDefault(uids.get(i), RecordMetadata.NONE), null));
		}
		return records;
	}

	/**
	 * Read the metadata of a page. UUIDs are in the order of their texts: so, unless most
	 * records of the table are elsewhere, reading on from the first to the last costs a
	 * fraction of looking up each.
	 */
	private Map<String, RecordMetadata> metadata(List<String> uids) {
		int limit = 2 * uids.size() + FEW;
		Map<String, RecordMetadata> found = new HashMap<>(2 * limit);
		this.jdbc.query(this.sql.metadataBetween(), (row) -> {
			found.put(row.getString(1), SqlValues.metadata(row, 2));
		}, uids.get(0), uids.get(uids.size() - 1), limit);
		if (found.size() == limit) {
			found.clear();
			this.jdbc.query(this.sql.metadataOf(), (row) -> {
				found.put(row.getString(1), SqlValues.metadata(row, 2));
			}, SqlValues.array("text", uids));
		}
		return found;
	}

	private StoredRecord<T> found(ResultSet row) throws SQLException {
		T entity = map(row, 1);
		Object id = this.access.id(entity);
		int metadata = 1 + this.model.columns().size();
		return new StoredRecord<>(Objects.requireNonNull(id), id.toString(), entity, SqlValues.metadata(row, metadata),
				FieldTimesJson.read(row.getString(metadata + 3)));
	}

	/**
	 * The record in a row that begins with the columns of {@link TableSql#record()}.
	 * @param row the row
	 * @param id the record's id
	 * @param exists whether there is a row in the table
	 * @param first the index of the first column
	 * @return the record
	 */
	StoredRecord<T> stored(ResultSet row, Object id, boolean exists, int first) throws SQLException {
		int metadata = first + this.model.columns().size();
		FieldTimes times = FieldTimesJson.read(row.getString(metadata + 3));
		return new StoredRecord<>(id, id.toString(), exists ? map(row, first) : null, SqlValues.metadata(row, metadata),
				times);
	}

	private T map(ResultSet row, int first) throws SQLException {
		return this.hooks.read(this.reader.read(row, first));
	}

	/**
	 * Whether what a write makes of a row is known when it has been written, and it
	 * changes no other row.
	 */
	boolean isForeseen() {
		return !this.effects.unforeseen();
	}

	/**
	 * Insert rows, whose stamps have to be stored next.
	 * @param entities the rows
	 * @param stored takes the rows as they are stored, if that is known
	 */
	void insert(List<T> entities, Consumer<T> stored) {
		List<ColumnMapping> columns = this.model.columns()
			.stream()
			.filter((column) -> column.access().insertable())
			.toList();
		write(entities, columns, this.sql.insert(columns),
				this.effects.insertsMeet() ? null : (types) -> this.sql.insert(columns, types), stored);
	}

	/**
	 * Update some columns of rows, whose stamps have to be stored next.
	 * @param entities the new rows, each once
	 * @param columns the columns to set
	 * @param stored takes the rows as they are stored, if that is known
	 */
	void update(List<T> entities, List<ColumnMapping> columns, Consumer<T> stored) {
		List<ColumnMapping> parameters = new ArrayList<>(columns);
		parameters.add(this.model.id());
		write(entities, parameters, this.sql.update(columns),
				this.effects.updatesMeet() ? null : (types) -> this.sql.update(columns, types), stored);
	}

	/**
	 * Write rows by one statement if possible: it costs a fraction of one for each, and
	 * triggers run once.
	 */
	private void write(List<T> entities, List<ColumnMapping> columns, String single,
			@Nullable Function<List<String>, String> together, Consumer<T> stored) {
		if (entities.size() == 1) {
			execute(single, parameters(entities.get(0), columns), stored);
			return;
		}
		List<String> types = (together != null) ? this.arrays.types(columns) : null;
		List<Object> values = (types != null) ? this.arrays.values(entities, columns) : null;
		if (together != null && types != null && values != null) {
			execute(together.apply(types), values.toArray(), stored);
		}
		else {
			this.jdbc.batchUpdate(single,
					entities.stream().map((entity) -> parameters(entity, columns)).collect(Collectors.toList()));
		}
	}

	private Object[] parameters(T entity, List<ColumnMapping> columns) {
		return columns.stream().map((column) -> this.access.parameter(entity, column)).toArray();
	}

	private void execute(String statement, @Nullable Object[] parameters, Consumer<T> stored) {
		if (isForeseen()) {
			this.jdbc.query(statement + this.sql.stamped(), (row) -> {
				stored.accept(map(row, 1));
			}, parameters);
		}
		else {
			this.jdbc.update(statement, parameters);
		}
	}

	void delete(Collection<Object> ids) {
		this.jdbc.update(this.sql.delete(), ids(ids));
	}

	/**
	 * Let clients hear of records of which only the metadata changes.
	 * @param ids the ids
	 */
	void logUnchanged(Collection<Object> ids) {
		this.jdbc.update(this.sql.logUnchanged(), ids(ids));
	}

	private Object ids(Collection<Object> ids) {
		return SqlValues.array(this.model.idType().sqlType(), ids);
	}

}
