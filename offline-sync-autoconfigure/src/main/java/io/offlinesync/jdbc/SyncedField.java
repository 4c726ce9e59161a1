package io.offlinesync.jdbc;

import java.util.List;

import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;

import tools.jackson.databind.JavaType;

/**
 * A field of a record: a property of the entity under its JSON name.
 *
 * @param name the JSON name
 * @param property the property
 * @param type the property's type as Jackson sees it
 * @param columns its columns: one, or several for an embedded value
 * @param readable whether it is part of the JSON that is sent
 * @param access when clients may set it
 * @param usual whether its type tells what it looks like in JSON
 */
record SyncedField(String name, RelationalPersistentProperty property, JavaType type, List<ColumnMapping> columns,
		boolean readable, ColumnMapping.Access access, boolean usual) {

	/**
	 * Whether JSON can say null for it.
	 */
	boolean nullable() {
		return !this.type.isPrimitive();
	}

}
