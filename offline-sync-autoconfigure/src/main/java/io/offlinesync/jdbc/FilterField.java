package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * A field of a synced table that conditions may name. Implemented by the mapping of the
 * table.
 */
public interface FilterField {

	/**
	 * The field's name.
	 * @return the name in the entity's JSON
	 */
	String name();

	/**
	 * The field's column.
	 * @return a quoted SQL identifier, safe to concatenate
	 */
	String column();

	/**
	 * The field's column as the catalog has it.
	 * @return the name, unquoted
	 */
	default String columnName() {
		String quoted = column();
		return quoted.substring(1, quoted.length() - 1).replace("\"\"", "\"");
	}

	/**
	 * What the column holds.
	 * @return the kind
	 */
	ColumnKind kind();

	/**
	 * Whether texts that the column's collation takes for equal are the same text, as
	 * {@code pg_collation.collisdeterministic} says. It then needs no second comparison.
	 * @return {@literal true} if so; {@literal false}, which is right for every column,
	 * if unknown
	 */
	default boolean deterministic() {
		return false;
	}

	/**
	 * Whether the values in the column are in the order of the values in JSON, so that
	 * clients come to the same result for bounds.
	 * @return {@literal true} if so
	 */
	default boolean ordered() {
		return true;
	}

	/**
	 * Convert what a condition compares with to what the database stores for it.
	 * @param value a value as the entity has it, such as a {@link java.util.UUID} or an
	 * enum constant, or a JSON scalar: a {@link String}, {@link Number} or
	 * {@link Boolean}
	 * @return a scalar that {@link ColumnKind#normalise} takes, or {@literal null} if the
	 * database stores null for it, with which nothing can be compared
	 * @throws IllegalArgumentException if the value is not of the field's type; only the
	 * message of an {@link UnfitValueException} is shown to clients
	 */
	@Nullable Object toDatabase(Object value);

}
