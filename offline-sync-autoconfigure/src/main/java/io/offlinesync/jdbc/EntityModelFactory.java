package io.offlinesync.jdbc;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.SyncedTable;
import io.offlinesync.jdbc.ColumnMapping.Access;
import org.jspecify.annotations.Nullable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.LastModifiedBy;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.relational.core.conversion.MappingRelationalConverter;
import org.springframework.data.relational.core.dialect.Dialect;
import org.springframework.data.relational.core.mapping.AggregatePath;
import org.springframework.data.relational.core.mapping.RelationalMappingContext;
import org.springframework.data.relational.core.mapping.RelationalPersistentEntity;
import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;
import org.springframework.data.relational.core.sql.IdentifierProcessing;
import org.springframework.data.relational.core.sql.SqlIdentifier;
import org.springframework.util.ClassUtils;

/**
 * Builds the model of an entity from Spring Data's mapping and Jackson's, and refuses
 * what cannot be synced.
 */
final class EntityModelFactory {

	private static final Log logger = LogFactory.getLog(EntityModelFactory.class);

	private static final List<Class<? extends Annotation>> AUDITED = List.of(CreatedDate.class, CreatedBy.class,
			LastModifiedDate.class, LastModifiedBy.class);

	private static final Set<Class<?>> VERSIONS = Set.of(Integer.class, Long.class, Short.class);

	private final JdbcConverter converter;

	private final RelationalMappingContext mappings;

	private final IdentifierProcessing identifiers;

	private final JsonMapper json;

	private final boolean auditing;

	/**
	 * Create a factory.
	 * @param converter Spring Data's converter
	 * @param dialect says how identifiers are quoted
	 * @param json the application's mapper
	 * @param auditing whether the application has switched auditing on, so that audited
	 * properties are the server's
	 */
	EntityModelFactory(JdbcConverter converter, Dialect dialect, JsonMapper json, boolean auditing) {
		this.converter = converter;
		this.mappings = converter.getMappingContext();
		this.identifiers = dialect.getIdentifierProcessing();
		this.json = json;
		this.auditing = auditing;
	}

	/**
	 * Build the model of an entity.
	 * @param <T> the entity's type
	 * @param type the entity's type
	 * @return the model
	 * @throws InvalidSyncedTableException if it cannot be synced
	 */
	@SuppressWarnings("unchecked")
	<T> EntityModel<T> create(Class<T> type) {
		RelationalPersistentEntity<T> entity = (RelationalPersistentEntity<T>) this.mappings
			.getRequiredPersistentEntity(type);
		SyncedTable annotation = AnnotatedElementUtils.findMergedAnnotation(type, SyncedTable.class);
		if (annotation == null) {
			throw new InvalidSyncedTableException(type, "%s is not a synced table".formatted(type.getName()),
					"Annotate it with @SyncedTable.");
		}
		IdType idType = idType(entity);
		checkReadable(type);
		RelationalPersistentProperty id = entity.getRequiredIdProperty();
		JsonNames names = new JsonNames(this.json, this.json.constructType(type));
		if (!names.isObject()) {
			throw new InvalidSyncedTableException(type,
					"%s is not written as a plain JSON object of its properties".formatted(type.getName()),
					"Leave its JSON to Jackson: no serializer, @JsonValue, @JsonFormat or @JsonTypeInfo on the class.");
		}
		String idField = names.nameOf(id.getName());
		if (idField == null || !names.isWritten(id.getName())) {
			throw new InvalidSyncedTableException(type,
					"The id '%s' of %s is not part of its JSON".formatted(id.getName(), type.getName()),
					"Make it visible to Jackson: clients need it.");
		}
		List<ColumnMapping> columns = new ArrayList<>();
		Map<String, SyncedField> fields = new LinkedHashMap<>();
		for (RelationalPersistentProperty property : entity) {
			List<ColumnMapping> own = columns(entity, property);
			columns.addAll(own);
			if (!property.isIdProperty()) {
				SyncedField field = field(entity, property, own, names);
				if (field != null) {
					fields.put(field.name(), field);
				}
			}
		}
		ColumnMapping idColumn = columns.stream()
			.filter((column) -> column.path().get(0).isIdProperty())
			.findFirst()
			.orElseThrow();
		return new EntityModel<>(type, entity, SqlName.of(entity.getQualifiedTableName(), this.identifiers).sql(),
				idType, idColumn, idField, version(entity), kept(entity), List.copyOf(columns), fields, names.written(),
				new LinkedHashSet<>(List.of(annotation.filterable())), annotation.conflict());
	}

	/**
	 * That a class can be written says nothing about reading it. What its constructor
	 * thinks of no values at all does not matter.
	 */
	private void checkReadable(Class<?> type) {
		try {
			this.json.readerFor(type).readValue("{}");
		}
		catch (InvalidDefinitionException ex) {
			throw new InvalidSyncedTableException(type,
					"Jackson cannot read %s: %s".formatted(type.getName(), ex.getOriginalMessage()),
					"Give it a constructor that Jackson can call: one without arguments, or annotated with @JsonCreator.");
		}
		catch (JacksonException ex) {
			logger.trace("Jackson can read " + type + ", but not without values", ex);
		}
	}

	private IdType idType(RelationalPersistentEntity<?> entity) {
		RelationalPersistentProperty id = entity.getIdProperty();
		if (id == null) {
			throw new InvalidSyncedTableException(entity.getType(),
					"%s has no id".formatted(entity.getType().getName()),
					"Annotate the property that identifies a record with @Id.");
		}
		IdType type = IdType.of(id.getType());
		if (type == null) {
			throw new InvalidSyncedTableException(entity.getType(), "The id '%s' of %s is a %s".formatted(id.getName(),
					entity.getType().getName(), id.getType().getName()),
					"Use an id of type UUID (preferred), String, Long or Integer.");
		}
		return type;
	}

	private @Nullable RelationalPersistentProperty version(RelationalPersistentEntity<?> entity) {
		RelationalPersistentProperty version = entity.getVersionProperty();
		if (version != null && !VERSIONS.contains(ClassUtils.resolvePrimitiveIfNecessary(version.getType()))) {
			throw new InvalidSyncedTableException(
					entity.getType(), "The version '%s' of %s is a %s".formatted(version.getName(),
							entity.getType().getName(), version.getType().getName()),
					"Use a version of type int, long or short.");
		}
		return version;
	}

	private List<ColumnMapping> columns(RelationalPersistentEntity<?> entity, RelationalPersistentProperty property) {
		List<ColumnMapping> columns = new ArrayList<>();
		collect(entity, this.mappings.getAggregatePath(entity).append(property), List.of(property), Access.WRITTEN,
				columns);
		return columns;
	}

	private void collect(RelationalPersistentEntity<?> root, AggregatePath path,
			List<RelationalPersistentProperty> properties, Access inherited, List<ColumnMapping> columns) {
		RelationalPersistentProperty property = properties.get(properties.size() - 1);
		Access access = (inherited != Access.WRITTEN) ? inherited : access(property);
		if (property.isEmbedded() && !property.isIdProperty()) {
			for (RelationalPersistentProperty nested : this.mappings
				.getRequiredPersistentEntity(property.getActualType())) {
				List<RelationalPersistentProperty> longer = new ArrayList<>(properties);
				longer.add(nested);
				collect(root, path.append(nested), longer, access, columns);
			}
			return;
		}
		checkFlat(root, property);
		SqlIdentifier name = path.getColumnInfo().name();
		SqlName sqlName = SqlName.of(name, this.identifiers);
		columns.add(new ColumnMapping(sqlName.name(), sqlName.sql(), properties, this.converter.getColumnType(property),
				this.converter.getTargetSqlType(property), access));
	}

	private void checkFlat(RelationalPersistentEntity<?> root, RelationalPersistentProperty property) {
		if (property.isEntity() || property.isAssociation() || (property.isMap() && !isConverted(property))) {
			throw new InvalidSyncedTableException(root.getType(),
					"'%s' of %s is no column of the entity's own table: a synced entity is one row"
						.formatted(property.getName(), root.getType().getName()),
					"Sync the other entity as a table of its own and keep its id here (as UUID, String, Long or "
							+ "Integer), register converters that store the property in one column (such as jsonb), "
							+ "or mark it @Embedded or @Transient.");
		}
	}

	/**
	 * Whether the application's own converters store the property.
	 */
	private boolean isConverted(RelationalPersistentProperty property) {
		return this.converter instanceof MappingRelationalConverter mapping
				&& mapping.getConversions().hasCustomWriteTarget(property.getType());
	}

	private static Access access(RelationalPersistentProperty property) {
		if (!property.isWritable() || property.isAnnotationPresent(ReadOnlyProperty.class)) {
			return Access.READ_ONLY;
		}
		return property.isInsertOnly() ? Access.INSERT_ONLY : Access.WRITTEN;
	}

	private @Nullable SyncedField field(RelationalPersistentEntity<?> entity, RelationalPersistentProperty property,
			List<ColumnMapping> columns, JsonNames names) {
		String name = names.nameOf(property.getName());
		boolean unwrapped = names.isUnwrapped(property.getName());
		if (name == null && !unwrapped) {
			if (names.isIgnored(property.getName())) {
				return null;
			}
			throw new InvalidSyncedTableException(entity.getType(),
					"'%s' of %s is stored, but Jackson knows no property of that name".formatted(property.getName(),
							entity.getType().getName()),
					"Give it an accessor of the same name (for 'isDone' that is getIsDone()), name it with "
							+ "@JsonProperty, or keep it from clients with @JsonIgnore.");
		}
		if (name == null || unwrapped || names.isTorn(property.getName())) {
			throw new InvalidSyncedTableException(entity.getType(),
					"'%s' of %s has no single name in JSON".formatted(property.getName(), entity.getType().getName()),
					"Give it the same @JsonProperty for reading and writing, and no @JsonUnwrapped.");
		}
		JavaType type = names.typeOf(property.getName());
		Access access = access(property);
		if (!names.isRead(property.getName()) || isKept(property)) {
			access = Access.READ_ONLY;
		}
		return new SyncedField(name, property, (type != null) ? type : this.json.constructType(property.getType()),
				List.copyOf(columns), names.isWritten(property.getName()), access,
				!names.isUnusual(property.getName()));
	}

	private Set<RelationalPersistentProperty> kept(RelationalPersistentEntity<?> entity) {
		Set<RelationalPersistentProperty> kept = new LinkedHashSet<>();
		for (RelationalPersistentProperty property : entity) {
			if (isKept(property)) {
				kept.add(property);
			}
		}
		return kept;
	}

	private boolean isKept(RelationalPersistentProperty property) {
		return property.isVersionProperty()
				|| (this.auditing && AUDITED.stream().anyMatch(property::isAnnotationPresent));
	}

	/**
	 * The names of an entity's columns that are missing in its table.
	 */
	static Set<String> missing(EntityModel<?> model, TableCatalog catalog) {
		Set<String> missing = new LinkedHashSet<>();
		for (ColumnMapping column : model.columns()) {
			if (!catalog.columns().containsKey(column.name())) {
				missing.add(column.name());
			}
		}
		return missing;
	}

}
