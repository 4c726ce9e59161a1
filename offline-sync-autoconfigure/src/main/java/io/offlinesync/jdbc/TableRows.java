package io.offlinesync.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.offlinesync.reconcile.FieldTimes;
import org.jspecify.annotations.Nullable;

import org.springframework.data.jdbc.core.convert.EntityRowMapper;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Reads and writes the rows of one synced table.
 *
 * @param <T> the entity's type
 */
final class TableRows<T> {

	private final JdbcTemplate jdbc;

	private final EntityModel<T> model;

	private final EntityAccess<T> access;

	private final RowMapper<T> mapper;

	private final TableSql sql;

	private final RowArrays<T> arrays;

	private final TableEffects effects;

	TableRows(JdbcTemplate jdbc, EntityModel<T> model, EntityAccess<T> access, EntityHooks<T> hooks,
			JdbcConverter converter, TableSql sql, TableCatalog catalog) {
		this.jdbc = jdbc;
		this.model = model;
		this.access = access;
		EntityRowMapper<T> entities = new EntityRowMapper<>(model.entity(), converter);
		this.mapper = (row, index) -> hooks.read(entities.mapRow(row, index));
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
			T entity = map(row);
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
		return this.jdbc.query(this.sql.find(condition.sql(), after != null, limit != null),
				(row, index) -> stored(row, this.model.idType().parse(row.getString(1)), true, 3),
				parameters.toArray());
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
		return new StoredRecord<>(id, id.toString(), exists ? map(row) : null, SqlValues.metadata(row, metadata),
				times);
	}

	private T map(ResultSet row) throws SQLException {
		T entity = this.mapper.mapRow(row, 0);
		if (entity == null) {
			throw new IllegalStateException("A row of " + this.sql.table() + " was read as nothing");
		}
		return entity;
	}

	void insert(List<T> entities) {
		List<ColumnMapping> columns = this.model.columns()
			.stream()
			.filter((column) -> column.access().insertable())
			.toList();
		if (entities.size() == 1 || this.effects.insertsMeet()
				|| !together((types) -> this.sql.insert(columns, types), entities, columns)) {
			batch(this.sql.insert(columns), entities, columns);
		}
	}

	/**
	 * Update some columns of rows.
	 * @param entities the new rows, each once
	 * @param columns the columns to set
	 */
	void update(List<T> entities, List<ColumnMapping> columns) {
		List<ColumnMapping> parameters = new ArrayList<>(columns);
		parameters.add(this.model.id());
		if (entities.size() == 1 || this.effects.updatesMeet()
				|| !together((types) -> this.sql.update(columns, types), entities, parameters)) {
			batch(this.sql.update(columns), entities, parameters);
		}
	}

	/**
	 * Write rows by one statement: it costs a fraction of one for each, and triggers run
	 * once.
	 * @return whether all values could be carried
	 */
	private boolean together(Function<List<String>, String> statement, List<T> entities, List<ColumnMapping> columns) {
		List<String> types = this.arrays.types(columns);
		List<Object> values = (types != null) ? this.arrays.values(entities, columns) : null;
		if (types == null || values == null) {
			return false;
		}
		this.jdbc.update(statement.apply(types), values.toArray());
		return true;
	}

	private void batch(String statement, List<T> entities, List<ColumnMapping> columns) {
		this.jdbc.batchUpdate(statement,
				entities.stream()
					.map((entity) -> columns.stream().map((column) -> this.access.parameter(entity, column)).toArray())
					.collect(Collectors.toList()));
	}

	void delete(Collection<Object> ids) {
		this.jdbc.update(this.sql.delete(), ids(ids));
	}

	private Object ids(Collection<Object> ids) {
		return SqlValues.array(this.model.idType().sqlType(), ids);
	}

}
