package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.offlinesync.jdbc.ColumnMapping.Access;

import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;

import tools.jackson.databind.node.ObjectNode;

/**
 * What a write wants a record to be.
 *
 * @param <T> the entity's type
 */
interface Draft<T> {

	/**
	 * The record where there is none.
	 */
	T created();

	/**
	 * The record in the place of another.
	 */
	T replacing(T current);

	/**
	 * The record with some fields set.
	 */
	T updating(T current, Set<String> fields);

	/**
	 * The fields that are to be set.
	 */
	Set<String> changed();

	/**
	 * What a client, or a map of changes, says.
	 */
	static <T> Draft<T> of(SyncedTableMapping<T> table, Object id, ObjectNode data, Set<String> changed) {
		return new Draft<>() {

			@Override
			public T created() {
				T created = table.json().read(id, data);
				// Jackson may have been told not to read the id.
				return id.equals(table.access().id(created)) ? created : table.access().withId(created, id);
			}

			@Override
			public T replacing(T current) {
				return table.access()
					.with(current, created(), settable(table.model(), table.model().fields().keySet()));
			}

			@Override
			public T updating(T current, Set<String> fields) {
				T incoming = table.json().read(current, data, fields);
				return table.access().with(current, incoming, settable(table.model(), fields));
			}

			@Override
			public Set<String> changed() {
				return changed;
			}

		};
	}

	/**
	 * An entity as application code made it. It may also set what clients may not see.
	 */
	static <T> Draft<T> of(SyncedTableMapping<T> table, T entity) {
		return new Draft<>() {

			@Override
			public T created() {
				return entity;
			}

			@Override
			public T replacing(T current) {
				List<RelationalPersistentProperty> properties = new ArrayList<>();
				for (ColumnMapping column : table.model().columns()) {
					RelationalPersistentProperty property = column.path().get(0);
					if (column.access() == Access.WRITTEN && !table.model().kept().contains(property)) {
						properties.add(property);
					}
				}
				return table.access().with(current, entity, properties);
			}

			@Override
			public T updating(T current, Set<String> fields) {
				return replacing(current);
			}

			@Override
			public Set<String> changed() {
				return table.model().fields().keySet();
			}

		};
	}

	/**
	 * The properties of some fields, as far as clients may set them on a stored record.
	 */
	private static List<RelationalPersistentProperty> settable(EntityModel<?> model, Set<String> fields) {
		return model.fields()
			.values()
			.stream()
			.filter((field) -> fields.contains(field.name()) && field.access() == Access.WRITTEN)
			.map(SyncedField::property)
			.toList();
	}

}
