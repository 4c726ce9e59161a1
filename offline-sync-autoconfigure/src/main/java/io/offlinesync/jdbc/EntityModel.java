package io.offlinesync.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.ConflictStrategy;
import org.jspecify.annotations.Nullable;

import org.springframework.data.relational.core.mapping.RelationalPersistentEntity;
import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;

/**
 * How an entity maps to a table and to JSON.
 *
 * @param <T> the entity's type
 * @param type the entity's type
 * @param entity Spring Data's view of it
 * @param sqlName the table's name as SQL, quoted, with its schema if it has one
 * @param idType the id's type
 * @param id the id's column
 * @param idField the id's JSON name
 * @param version the version property, or {@literal null}
 * @param kept the properties that nobody sets: the version, and who wrote when if that is
 * audited
 * @param columns all columns, the id's included
 * @param fields the fields by JSON name, without the id
 * @param jsonNames every name that the JSON may hold that clients are sent
 * @param filterable the fields that conditions of clients may name besides the id, by
 * JSON name; empty for all that they see
 * @param strategy what happens on conflicts
 */
record EntityModel<T>(Class<T> type, RelationalPersistentEntity<T> entity, String sqlName, IdType idType,
		ColumnMapping id, String idField, @Nullable RelationalPersistentProperty version,
		Set<RelationalPersistentProperty> kept, List<ColumnMapping> columns, Map<String, SyncedField> fields,
		Set<String> jsonNames, Set<String> filterable, ConflictStrategy strategy) {

}
