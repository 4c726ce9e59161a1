package io.offlinesync.jdbc;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.offlinesync.Where;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;
import org.springframework.util.ClassUtils;

/**
 * The fields of a table that conditions may name: those that clients see, in a column of
 * a type that compares, and in JSON of the usual form. Clients may be limited to some of
 * them. Policies may name those too that clients do not see.
 *
 * @param <T> the entity's type
 */
final class FilterFields<T> {

	private final Map<String, FilterField> readable = new HashMap<>();

	private final Map<String, FilterField> exposed;

	private final Map<String, FilterField> all = new HashMap<>();

	private final EntityAccess<T> access;

	private final TableCatalog catalog;

	private final JsonScalars scalars;

	/**
	 * Find out which fields conditions may name.
	 * @throws InvalidSyncedTableException if a name may mean two of them, or clients were
	 * to name one that they cannot
	 */
	FilterFields(EntityModel<T> model, EntityAccess<T> access, TableCatalog catalog, JsonMapper mapper) {
		this.access = access;
		this.catalog = catalog;
		this.scalars = new JsonScalars(mapper);
		Map<String, RelationalPersistentProperty> names = names(model);
		model.columns().forEach((column) -> {
			RelationalPersistentProperty property = column.path().get(0);
			if (!names.containsKey(property.getName())) {
				put(this.all, field(property.getName(), column, mapper.constructType(property.getType())));
			}
		});
		model.fields().values().forEach((field) -> {
			if (field.columns().size() == 1) {
				FilterField filter = field(field.name(), field.columns().get(0), field.type());
				put(this.all, filter);
				put(this.readable, (field.readable() && field.usual()) ? filter : null);
			}
		});
		FilterField id = field(model.idField(), model.id(),
				mapper.constructType(model.entity().getRequiredIdProperty().getType()));
		put(this.all, id);
		put(this.readable, id);
		this.exposed = exposed(model);
	}

	/**
	 * The properties by their names in JSON. What has none that is sent is known to
	 * policies by the property's name, which must then not be another's in JSON: a policy
	 * would be about the wrong one.
	 */
	private static Map<String, RelationalPersistentProperty> names(EntityModel<?> model) {
		Map<String, RelationalPersistentProperty> names = new HashMap<>();
		names.put(model.idField(), model.entity().getRequiredIdProperty());
		model.fields().forEach((name, field) -> names.put(name, field.property()));
		Set<RelationalPersistentProperty> hidden = new LinkedHashSet<>();
		model.columns().forEach((column) -> hidden.add(column.path().get(0)));
		hidden.remove(model.entity().getRequiredIdProperty());
		model.fields()
			.values()
			.stream()
			.filter(SyncedField::readable)
			.map(SyncedField::property)
			.forEach(hidden::remove);
		for (RelationalPersistentProperty property : hidden) {
			RelationalPersistentProperty other = names.getOrDefault(property.getName(), property);
			if (other != property) {
				throw new InvalidSyncedTableException(model.type(),
						"'%s' of %s is hidden from clients, and '%s' has its name in JSON: a condition that names it may mean either"
							.formatted(property.getName(), model.type().getName(), other.getName()),
						"Rename the property, or give the other one another @JsonProperty: policies name what clients do "
								+ "not see by the property's name.");
			}
		}
		return names;
	}

	private Map<String, FilterField> exposed(EntityModel<?> model) {
		if (model.filterable().isEmpty()) {
			return this.readable;
		}
		Map<String, FilterField> fields = new HashMap<>();
		put(fields, this.readable.get(model.idField()));
		for (String name : model.filterable()) {
			FilterField field = this.readable.get(name);
			if (field == null) {
				throw new InvalidSyncedTableException(model.type(),
						"'%s' is among the filterable fields of %s, but no condition of a client can name it"
							.formatted(name, model.type().getName()),
						"Name fields as they are in JSON, which clients see and whose column can be compared: "
								+ String.join(", ", new TreeSet<>(this.readable.keySet())) + ".");
			}
			fields.put(name, field);
		}
		return fields;
	}

	private @Nullable FilterField field(String name, ColumnMapping column, JavaType type) {
		ColumnKind kind = ColumnKind.of(String.valueOf(this.catalog.columns().get(column.name())));
		return (kind != null && column.path().size() == 1)
				? new Field(name, column, type, kind, this.scalars, this.access, isOrdered(column, type)) : null;
	}

	private static void put(Map<String, FilterField> fields, @Nullable FilterField field) {
		if (field != null) {
			fields.put(field.name(), field);
		}
	}

	/**
	 * Types that JSON knows are ordered alike on both sides. Of the others, enums are if
	 * JSON and database have the same texts for them.
	 */
	private boolean isOrdered(ColumnMapping column, JavaType type) {
		if (ScalarReader.of(ClassUtils.resolvePrimitiveIfNecessary(type.getRawClass())) != null) {
			return true;
		}
		Object[] constants = type.getRawClass().getEnumConstants();
		return constants != null && Arrays.stream(constants)
			.allMatch((constant) -> this.scalars.isWrittenAs(constant, this.access.write(constant, column).getValue()));
	}

	/**
	 * Bind a condition of a client's.
	 * @throws io.offlinesync.SyncException if it does not fit the table
	 */
	BoundWhere bind(Where where) {
		return BoundWhere.bind(where, this.exposed::get);
	}

	/**
	 * Bind a condition of the application's own code, on fields that clients see.
	 * @throws io.offlinesync.SyncException if it does not fit the table
	 */
	BoundWhere bindReadable(Where where) {
		return BoundWhere.bind(where, this.readable::get);
	}

	/**
	 * Bind a condition of a policy.
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
