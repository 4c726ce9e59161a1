package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * A row as conditions see it.
 */
@FunctionalInterface
public interface FilterValues {

	/**
	 * Whether the value of a field is known. One that is not counts as fulfilling every
	 * condition.
	 * @param field the field
	 * @return {@literal true} if {@link #value} can be asked
	 */
	default boolean isKnown(FilterField field) {
		return true;
	}

	/**
	 * The value of a field.
	 * @param field a field whose value is known
	 * @return what the database has for it, in a form that {@link ColumnKind#normalise}
	 * takes, or {@literal null}
	 */
	@Nullable Object value(FilterField field);

}
