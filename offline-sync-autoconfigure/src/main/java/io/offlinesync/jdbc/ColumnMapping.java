package io.offlinesync.jdbc;

import java.sql.SQLType;
import java.util.List;

import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;

/**
 * One column of a synced table.
 *
 * @param name the column's name
 * @param sql its name as SQL, quoted
 * @param path the properties that lead to its value: more than one for a column of an
 * embedded value
 * @param javaType what the converter writes for it
 * @param sqlType the JDBC type
 * @param access when it is written
 */
record ColumnMapping(String name, String sql, List<RelationalPersistentProperty> path, Class<?> javaType,
		SQLType sqlType, Access access) {

	boolean isUpdatable() {
		return this.access.updatable();
	}

	/**
	 * When a column is written.
	 */
	enum Access {

		READ_ONLY, INSERT_ONLY, WRITTEN;

		boolean insertable() {
			return this != READ_ONLY;
		}

		boolean updatable() {
			return this == WRITTEN;
		}

	}

}
