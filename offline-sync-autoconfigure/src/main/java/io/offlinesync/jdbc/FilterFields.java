package io.offlinesync.jdbc;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import io.offlinesync.Where;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;
import org.springframework.util.ClassUtils;

/**
 * The fields of a table that conditions may name: those that clients see, in a column of
 * a type that compares, and in JSON of the usual form. Policies may name those too that
 * clients do not see.
 *
 * @param <T> the entity's type
 */
final class FilterFields<T> {

	private final Map<String, FilterField> fields = new HashMap<>();

	private final Map<String, FilterField> all = new HashMap<>();

	private final EntityAccess<T> access;

	FilterFields(EntityModel<T> model, EntityAccess<T> access, TableCatalog catalog, JsonMapper mapper) {
		this.access = access;
		JsonScalars scalars = new JsonScalars(mapper);
		model.columns().forEach((column) -> {
			RelationalPersistentProperty property = column.path().get(0);
			add(property.getName(), column, mapper.constructType(property.getType()), catalog, scalars);
		});
		model.fields().values().forEach((field) -> {
			if (field.columns().size() == 1) {
				add(field.name(), field.columns().get(0), field.type(), catalog, scalars);
				if (field.readable() && field.usual()) {
					expose(field.name());
				}
			}
		});
		add(model.idField(), model.id(), mapper.constructType(model.entity().getRequiredIdProperty().getType()),
				catalog, scalars);
		expose(model.idField());
	}

	private void add(String name, ColumnMapping column, JavaType type, TableCatalog catalog, JsonScalars scalars) {
		ColumnKind kind = ColumnKind.of(String.valueOf(catalog.columns().get(column.name())));
		if (kind != null && column.path().size() == 1) {
			this.all.put(name,
					new Field(name, column, type, kind, scalars, this.access, isOrdered(column, type, scalars)));
		}
	}

	private void expose(String name) {
		FilterField field = this.all.get(name);
		if (field != null) {
			this.fields.put(name, field);
		}
	}

	/**
	 * Types that JSON knows are ordered alike on both sides. Of the others, enums are if
	 * JSON and database have the same texts for them.
	 */
	private boolean isOrdered(ColumnMapping column, JavaType type, JsonScalars scalars) {
		if (ScalarReader.of(ClassUtils.resolvePrimitiveIfNecessary(type.getRawClass())) != null) {
			return true;
		}
		Object[] constants = type.getRawClass().getEnumConstants();
		return constants != null && Arrays.stream(constants)
			.allMatch((constant) -> scalars.isWrittenAs(constant, this.access.write(constant, column).getValue()));
	}

	/**
	 * Bind a condition of a client's.
	 * @throws io.offlinesync.SyncException if it does not fit the table
	 */
	BoundWhere bind(Where where) {
		return BoundWhere.bind(where, this.fields::get);
	}

	/**
	 * Bind a condition of the application's.
	 * @throws io.offlinesync.SyncException if it does not fit the table
	 */
	BoundWhere bindAny(Where where) {
		return BoundWhere.bind(where, this.all::get);
	}

	/**
	 * What the database has for an entity's fields, to decide conditions in memory.
	 */
	FilterValues values(T entity) {
		return (field) -> this.access.databaseValue(entity, ((Field) field).column);
	}

	private static final class Field implements FilterField {

		private final String name;

		private final ColumnMapping column;

		private final JavaType type;

		private final ColumnKind kind;

		private final JsonScalars scalars;

		private final EntityAccess<?> access;

		private final boolean ordered;

		Field(String name, ColumnMapping column, JavaType type, ColumnKind kind, JsonScalars scalars,
				EntityAccess<?> access, boolean ordered) {
			this.name = name;
			this.column = column;
			this.type = type;
			this.kind = kind;
			this.scalars = scalars;
			this.access = access;
			this.ordered = ordered;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public String column() {
			return this.column.sql();
		}

		@Override
		public ColumnKind kind() {
			return this.kind;
		}

		@Override
		public boolean ordered() {
			return this.ordered;
		}

		@Override
		public @Nullable Object toDatabase(Object value) {
			return this.access.write(this.scalars.read(value, this.type), this.column).getValue();
		}

	}

}
