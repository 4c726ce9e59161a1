package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Turns rows into arrays, one for each column, so that one statement carries them all.
 *
 * @param <T> the entity's type
 */
final class RowArrays<T> {

	private final EntityAccess<T> access;

	private final TableCatalog catalog;

	RowArrays(EntityAccess<T> access, TableCatalog catalog) {
		this.access = access;
		this.catalog = catalog;
	}

	/**
	 * The types of the arrays for some columns.
	 * @return the types as SQL, or {@literal null} if one of the columns needs a
	 * parameter of its own for each row
	 */
	@Nullable List<String> types(List<ColumnMapping> columns) {
		List<String> types = new ArrayList<>();
		for (ColumnMapping column : columns) {
			ArrayType type = type(column);
			if (type == null) {
				return null;
			}
			types.add(type.sqlType());
		}
		return types;
	}

	/**
	 * The values of rows.
	 * @param entities the rows
	 * @param columns columns that have types
	 * @return a parameter for each column, or {@literal null} if there is a value that no
	 * array can carry
	 */
	@Nullable List<Object> values(List<T> entities, List<ColumnMapping> columns) {
		List<Object> parameters = new ArrayList<>();
		for (ColumnMapping column : columns) {
			ArrayType type = type(column);
			List<@Nullable String> texts = new ArrayList<>(entities.size());
			for (T entity : entities) {
				Object value = this.access.jdbcValue(entity, column).getValue();
				String text = (type != null && value != null) ? type.text().apply(value) : null;
				if (value != null && text == null) {
					return null;
				}
				texts.add(text);
			}
			parameters.add(SqlValues.array((type != null) ? type.sqlType() : "", texts));
		}
		return parameters;
	}

	private @Nullable ArrayType type(ColumnMapping column) {
		return ArrayType.of(this.catalog.columns().get(column.name()));
	}

}
