package io.offlinesync.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.data.convert.CustomConversions;
import org.springframework.data.jdbc.core.convert.EntityRowMapper;
import org.springframework.data.jdbc.core.convert.JdbcConverter;
import org.springframework.data.jdbc.core.convert.MappingJdbcConverter;
import org.springframework.data.mapping.Parameter;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.data.mapping.model.EntityInstantiator;
import org.springframework.data.mapping.model.ParameterValueProvider;
import org.springframework.data.relational.core.mapping.RelationalPersistentEntity;
import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;
import org.springframework.util.ClassUtils;

/**
 * Makes entities of rows, as Spring Data's {@link EntityRowMapper} does, and several
 * times as fast where all columns are of types that the driver reads.
 *
 * @param <T> the entity's type
 */
final class EntityReader<T> {

	private static final Instant SAMPLE = Instant.parse("2026-11-24T10:15:30.123456Z");

	private final EntityRowMapper<T> mapper;

	private final RelationalPersistentEntity<T> entity;

	private final EntityInstantiator instantiator;

	private final ColumnReader @Nullable [] readers;

	private final Map<String, Integer> arguments = new HashMap<>();

	private final List<RelationalPersistentProperty> properties = new ArrayList<>();

	EntityReader(EntityModel<T> model, JdbcConverter converter, TableCatalog catalog) {
		this.mapper = new EntityRowMapper<>(model.entity(), converter);
		this.entity = model.entity();
		this.instantiator = converter.getEntityInstantiators().getInstantiatorFor(this.entity);
		this.readers = readers(model, converter, catalog);
		for (ColumnMapping column : model.columns()) {
			RelationalPersistentProperty property = column.path().get(0);
			this.arguments.put(property.getName(), this.properties.size());
			this.properties.add(property);
		}
	}

	private static ColumnReader @Nullable [] readers(EntityModel<?> model, JdbcConverter converter,
			TableCatalog catalog) {
		if (!(converter instanceof MappingJdbcConverter mapping) || mapping.getClass() != MappingJdbcConverter.class) {
			return null;
		}
		ColumnReader[] readers = new ColumnReader[model.columns().size()];
		for (int i = 0; i < readers.length; i++) {
			ColumnMapping column = model.columns().get(i);
			RelationalPersistentProperty property = column.path().get(0);
			ColumnReader reader = (column.path().size() == 1) ? reader(property,
					String.valueOf(catalog.columns().get(column.name())), converter, mapping.getConversions()) : null;
			if (reader == null) {
				return null;
			}
			readers[i] = reader;
		}
		return readers;
	}

	/**
	 * The reader of a property's column, unless the application's own converters read it.
	 */
	private static @Nullable ColumnReader reader(RelationalPersistentProperty property, String column,
			JdbcConverter converter, CustomConversions conversions) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(property.getType());
		if (conversions.hasValueConverter(property)) {
			return null;
		}
		if (type.isEnum()) {
			ColumnReader text = ColumnReader.of(String.class, column);
			return (text == null) ? null : (row, index) -> {
				Object value = text.read(row, index);
				return (value != null) ? converter.readValue(value, property.getTypeInformation()) : null;
			};
		}
		if (type == Instant.class) {
			// Read by a converter of Spring Data's, or by one of the application's.
			return SAMPLE.equals(converter.readValue(Timestamp.from(SAMPLE), property.getTypeInformation()))
					? ColumnReader.of(type, column) : null;
		}
		return conversions.hasCustomReadTarget(type, type) ? null : ColumnReader.of(type, column);
	}

	/**
	 * Make an entity of a row.
	 * @param row the row
	 * @param first the index of the first of the entity's columns, which stand in their
	 * order
	 * @return the entity
	 */
	T read(ResultSet row, int first) throws SQLException {
		if (this.readers == null) {
			return this.mapper.mapRow(row, 0);
		}
		@Nullable Object[] values = new Object[this.readers.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.readers[i].read(row, first + i);
		}
		T instance = this.instantiator.createInstance(this.entity, new Arguments(values));
		PersistentPropertyAccessor<T> accessor = null;
		for (int i = 0; i < values.length; i++) {
			RelationalPersistentProperty property = this.properties.get(i);
			if (!this.entity.isCreatorArgument(property) && (values[i] != null || !property.getType().isPrimitive())) {
				accessor = (accessor != null) ? accessor : this.entity.getPropertyAccessor(instance);
				accessor.setProperty(property, values[i]);
			}
		}
		return (accessor != null) ? accessor.getBean() : instance;
	}

	private final class Arguments implements ParameterValueProvider<RelationalPersistentProperty> {

		private final @Nullable Object[] values;

		Arguments(@Nullable Object[] values) {
			this.values = values;
		}

		@Override
		@SuppressWarnings("unchecked")
		public <S> @Nullable S getParameterValue(Parameter<S, RelationalPersistentProperty> parameter) {
			Integer index = EntityReader.this.arguments.get(parameter.getRequiredName());
			Object value = (index != null) ? this.values[index] : null;
			return (S) ((value != null) ? value : ParameterValueProvider.getDefaultValue(parameter.getRawType()));
		}

	}

}
