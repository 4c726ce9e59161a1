package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.sql.SQLType;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.jdbc.core.convert.MappingJdbcConverter;
import org.springframework.data.jdbc.core.mapping.JdbcValue;
import org.springframework.data.mapping.Parameter;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.data.mapping.model.EntityInstantiator;
import org.springframework.data.mapping.model.ParameterValueProvider;
import org.springframework.data.relational.core.mapping.RelationalMappingContext;
import org.springframework.data.relational.core.mapping.RelationalPersistentEntity;
import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * Takes entities apart and puts new ones together, through Spring Data's mapping.
 * Entities are never changed in place: what was read stays as it was read.
 *
 * @param <T> the entity's type
 */
final class EntityAccess<T> {

	private final EntityModel<T> model;

	/**
	 * What goes to the database as it is, unless the application has converters of its
	 * own: asking the converter for each value costs more than all else.
	 */
	private static final Set<Class<?>> SIMPLE = Set.of(String.class, UUID.class, Boolean.class, Short.class,
			Integer.class, Long.class);

	private final JdbcConverter converter;

	private final RelationalMappingContext mappings;

	private final EntityInstantiator instantiator;

	private final Set<Class<?>> unconverted;

	EntityAccess(EntityModel<T> model, JdbcConverter converter) {
		this.model = model;
		this.converter = converter;
		this.mappings = converter.getMappingContext();
		this.instantiator = converter.getEntityInstantiators().getInstantiatorFor(model.entity());
		this.unconverted = (converter instanceof MappingJdbcConverter mapping
				&& mapping.getClass() == MappingJdbcConverter.class)
						? SIMPLE.stream()
							.filter((type) -> !mapping.getConversions().hasCustomWriteTarget(type))
							.collect(Collectors.toUnmodifiableSet())
						: Set.of();
	}

	/**
	 * The id of an entity.
	 * @return the id, or {@literal null} if it has none yet
	 */
	@Nullable Object id(T entity) {
		return this.model.entity().getPropertyAccessor(entity).getProperty(this.model.entity().getRequiredIdProperty());
	}

	/**
	 * A copy of an entity with some properties taken from another.
	 * @param entity the entity to copy
	 * @param source where the properties come from
	 * @param properties the properties to take
	 * @return the copy
	 */
	T with(T entity, T source, Iterable<RelationalPersistentProperty> properties) {
		PersistentPropertyAccessor<T> from = this.model.entity().getPropertyAccessor(source);
		Map<RelationalPersistentProperty, @Nullable Object> values = new HashMap<>();
		for (RelationalPersistentProperty property : properties) {
			values.put(property, from.getProperty(property));
		}
		return with(entity, values);
	}

	/**
	 * The properties that tell when and by whom a record was created.
	 */
	List<RelationalPersistentProperty> creation() {
		List<RelationalPersistentProperty> properties = new ArrayList<>();
		for (RelationalPersistentProperty property : this.model.entity()) {
			if (property.isAnnotationPresent(CreatedDate.class) || property.isAnnotationPresent(CreatedBy.class)) {
				properties.add(property);
			}
		}
		return properties;
	}

	/**
	 * A copy of an entity with the given id.
	 */
	T withId(T entity, Object id) {
		return with(entity, Map.of(this.model.entity().getRequiredIdProperty(), id));
	}

	/**
	 * A copy of an entity whose version, if it has one, follows that of another.
	 * @param entity the entity to copy
	 * @param previous what is stored, or {@literal null} if nothing is
	 * @return the copy, or the entity itself if there is no version
	 */
	T withNextVersion(T entity, @Nullable T previous) {
		RelationalPersistentProperty version = this.model.version();
		if (version == null) {
			return entity;
		}
		long next = version.getType().isPrimitive() ? 1 : 0;
		if (previous != null
				&& this.model.entity().getPropertyAccessor(previous).getProperty(version) instanceof Number number) {
			next = number.longValue() + 1;
		}
		return with(entity, Map.of(version,
				Objects.requireNonNull(this.converter.getConversionService().convert(next, version.getType()))));
	}

	private T with(T entity, Map<RelationalPersistentProperty, ? extends @Nullable Object> values) {
		RelationalPersistentEntity<T> type = this.model.entity();
		PersistentPropertyAccessor<T> old = type.getPropertyAccessor(entity);
		T copy = this.instantiator.createInstance(type, new CreatorArguments(
				(property) -> values.containsKey(property) ? values.get(property) : old.getProperty(property)));
		PersistentPropertyAccessor<T> accessor = type.getPropertyAccessor(copy);
		for (RelationalPersistentProperty property : type) {
			if (!type.isCreatorArgument(property)) {
				accessor.setProperty(property,
						values.containsKey(property) ? values.get(property) : old.getProperty(property));
			}
		}
		return accessor.getBean();
	}

	/**
	 * The columns, of those that match, in which two entities differ.
	 */
	List<ColumnMapping> difference(T one, T other, Predicate<ColumnMapping> filter) {
		List<ColumnMapping> columns = new ArrayList<>();
		for (ColumnMapping column : this.model.columns()) {
			if (filter.test(column) && !isSame(property(one, column), property(other, column))) {
				columns.add(column);
			}
		}
		return columns;
	}

	/**
	 * Whether values are the same to the database, in which numbers have the column's
	 * scale, and instants no offset.
	 */
	private static boolean isSame(@Nullable Object one, @Nullable Object other) {
		if (one instanceof BigDecimal number && other instanceof BigDecimal another) {
			return number.compareTo(another) == 0;
		}
		if (one instanceof OffsetDateTime time && other instanceof OffsetDateTime another) {
			return time.isEqual(another);
		}
		return Objects.deepEquals(one, other);
	}

	/**
	 * The value of a column as a statement's parameter.
	 * @throws SyncException if it is a text that the driver would store as another one
	 */
	Object parameter(T entity, ColumnMapping column) {
		JdbcValue value = jdbcValue(entity, column);
		SQLType type = value.getJdbcType();
		return new SqlParameterValue((type != null) ? type.getVendorTypeNumber() : JdbcUtils.TYPE_UNKNOWN,
				value.getValue());
	}

	/**
	 * The value of a column as the driver takes it.
	 * @throws SyncException if it is a text that the driver would store as another one
	 */
	JdbcValue jdbcValue(T entity, ColumnMapping column) {
		JdbcValue value = write(property(entity, column), column);
		if (value.getValue() instanceof String text) {
			try {
				Scalars.checkText(text);
			}
			catch (UnfitValueException ex) {
				throw new SyncException(SyncErrorCode.CONSTRAINT_VIOLATED,
						"A value does not fit its column, which needs " + ex.getMessage(), Map.of(), ex);
			}
		}
		return value;
	}

	/**
	 * The value of a column as the database has it.
	 */
	@Nullable Object databaseValue(T entity, ColumnMapping column) {
		return write(property(entity, column), column).getValue();
	}

	/**
	 * What the database has for a property's value.
	 */
	JdbcValue write(@Nullable Object value, ColumnMapping column) {
		if (value != null && value.getClass() == column.javaType() && this.unconverted.contains(column.javaType())) {
			return JdbcValue.of(value, column.sqlType());
		}
		JdbcValue written = this.converter.writeJdbcValue(value, column.javaType(), column.sqlType());
		return (written != null) ? written : JdbcValue.of(null, column.sqlType());
	}

	@Nullable Object property(T entity, ColumnMapping column) {
		List<RelationalPersistentProperty> path = column.path();
		Object value = this.model.entity().getPropertyAccessor(entity).getProperty(path.get(0));
		for (int i = 1; i < path.size() && value != null; i++) {
			value = this.mappings.getRequiredPersistentEntity(value.getClass())
				.getPropertyAccessor(value)
				.getProperty(path.get(i));
		}
		return value;
	}

	/**
	 * The arguments of an entity's constructor or factory method.
	 */
	private final class CreatorArguments implements ParameterValueProvider<RelationalPersistentProperty> {

		private final PropertyValues values;

		CreatorArguments(PropertyValues values) {
			this.values = values;
		}

		@Override
		@SuppressWarnings("unchecked")
		public <S> @Nullable S getParameterValue(Parameter<S, RelationalPersistentProperty> parameter) {
			RelationalPersistentProperty property = EntityAccess.this.model.entity()
				.getPersistentProperty(parameter.getRequiredName());
			Object value = (property != null) ? this.values.get(property) : null;
			return (S) ((value != null) ? value : ParameterValueProvider.getDefaultValue(parameter.getRawType()));
		}

	}

	@FunctionalInterface
	private interface PropertyValues {

		@Nullable Object get(RelationalPersistentProperty property);

	}

}
