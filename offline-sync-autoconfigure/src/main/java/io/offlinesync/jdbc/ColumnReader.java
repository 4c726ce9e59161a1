package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Reads a column as what the driver can make of it directly.
 */
@FunctionalInterface
interface ColumnReader {

	/**
	 * Read a value.
	 * @param row the row
	 * @param index the column's index in it
	 * @return the value, or {@literal null}
	 */
	@Nullable Object read(ResultSet row, int index) throws SQLException;

	/**
	 * The reader for a type.
	 * @param type the property's type, not a primitive one
	 * @param column the name of the column's type in the catalog
	 * @return the reader, or {@literal null} if the driver makes something else of it
	 */
	static @Nullable ColumnReader of(Class<?> type, String column) {
		Direct direct = Direct.READERS.get(type);
		return (direct != null && direct.columns().contains(column)) ? direct.reader() : null;
	}

	private static ColumnReader primitive(ColumnReader reader) {
		return (row, index) -> {
			Object value = reader.read(row, index);
			return row.wasNull() ? null : value;
		};
	}

	/**
	 * A type that the driver reads.
	 *
	 * @param columns the column types that it is read from
	 * @param reader the reader
	 */
	record Direct(Set<String> columns, ColumnReader reader) {

		private static final Map<Class<?>, Direct> READERS = Map.of(String.class,
				new Direct(Set.of("text", "varchar"), ResultSet::getString), UUID.class,
				new Direct(Set.of("uuid"), (row, index) -> row.getObject(index, UUID.class)), Boolean.class,
				new Direct(Set.of("bool"), primitive(ResultSet::getBoolean)), Short.class,
				new Direct(Set.of("int2"), primitive(ResultSet::getShort)), Integer.class,
				new Direct(Set.of("int2", "int4"), primitive(ResultSet::getInt)), Long.class,
				new Direct(Set.of("int2", "int4", "int8"), primitive(ResultSet::getLong)), Double.class,
				new Direct(Set.of("float8"), primitive(ResultSet::getDouble)), BigDecimal.class,
				new Direct(Set.of("numeric"), ResultSet::getBigDecimal), LocalDate.class,
				new Direct(Set.of("date"), (row, index) -> row.getObject(index, LocalDate.class)), Instant.class,
				new Direct(Set.of("timestamptz"), (row, index) -> {
					OffsetDateTime value = row.getObject(index, OffsetDateTime.class);
					return (value != null) ? value.toInstant() : null;
				}));

	}

}
