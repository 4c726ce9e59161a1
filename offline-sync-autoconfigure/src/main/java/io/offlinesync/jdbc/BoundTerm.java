package io.offlinesync.jdbc;

import java.util.Collections;
import java.util.List;

import io.offlinesync.Where.Operator;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of one field of a table.
 *
 * @param field the field
 * @param operator how to compare; never {@link Operator#IN} with one value, which is
 * {@link Operator#EQ}
 * @param values what to compare with, as keys of the field's {@link ColumnKind}: none for
 * null checks, for {@link Operator#IN} any number, ascending and distinct, else one
 */
public record BoundTerm(FilterField field, Operator operator, List<Object> values) {

	public BoundTerm {
		values = List.copyOf(values);
	}

	boolean matches(@Nullable Object scalar) {
		if (scalar == null) {
			return this.operator == Operator.IS_NULL || this.operator == Operator.NE;
		}
		return switch (this.operator) {
			case IS_NULL, NEVER -> false;
			case IS_NOT_NULL -> true;
			case EQ -> compare(scalar) == 0;
			case NE -> compare(scalar) != 0;
			case GT -> compare(scalar) > 0;
			case GTE -> compare(scalar) >= 0;
			case LT -> compare(scalar) < 0;
			case LTE -> compare(scalar) <= 0;
			case IN -> Collections.binarySearch(this.values, normalise(scalar), this.field.kind()::compare) >= 0;
		};
	}

	private int compare(Object scalar) {
		return this.field.kind().compare(normalise(scalar), this.values.get(0));
	}

	private Object normalise(Object scalar) {
		return this.field.kind().normalise(scalar);
	}

	/**
	 * The term in SQL.
	 * @param alias the alias of the table
	 * @param parameters takes the parameters
	 * @return the text
	 */
	String sql(String alias, List<Object> parameters) {
		String column = alias + "." + this.field.column();
		boolean text = this.field.kind() == ColumnKind.TEXT;
		String compared = text ? column + " collate \"C\"" : column;
		String type = this.field.kind().sqlType();
		return switch (this.operator) {
			case IS_NULL -> column + " is null";
			case IS_NOT_NULL -> column + " is not null";
			case EQ -> equality(column, compared, " = ?::" + type, valueTexts().get(0), parameters);
			case IN -> equality(column, compared, " = any (?::" + type + "[])", valueTexts().toArray(String[]::new),
					parameters);
			case NE -> comparison(compared, " is distinct from ?::" + type, parameters);
			case GT -> comparison(compared, " > ?::" + type, parameters);
			case GTE -> comparison(compared, " >= ?::" + type, parameters);
			case LT -> comparison(compared, " < ?::" + type, parameters);
			case LTE -> comparison(compared, " <= ?::" + type, parameters);
			case NEVER -> "false";
		};
	}

	private String comparison(String compared, String rest, List<Object> parameters) {
		parameters.add(valueTexts().get(0));
		return compared + rest;
	}

	/**
	 * An index on text serves its own collation only, under which other texts may count
	 * as equal: so ask under that one too, unless equal is the same there.
	 */
	private String equality(String column, String compared, String rest, Object parameter, List<Object> parameters) {
		parameters.add(parameter);
		if (this.field.kind() != ColumnKind.TEXT || this.field.deterministic()) {
			return column + rest;
		}
		parameters.add(parameter);
		return column + rest + " and " + compared + rest;
	}

	/**
	 * The values as text that PostgreSQL reads.
	 * @return the texts in the order of the values
	 */
	List<String> valueTexts() {
		return this.values.stream().map(this.field.kind()::text).toList();
	}

}
