package io.offlinesync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A condition on the fields of a record: all its terms must hold. It means the same in
 * SQL, on the server's live path, and in the client: {@literal null} satisfies no bound
 * and no {@code in}, and text compares by code points.
 *
 * <pre class="code">
 * Where.eq("listUid", listUid).and(Where.gte("priority", 3)).and(Where.isNull("dueAt"))
 * </pre>
 *
 * Fields are named as in the entity's JSON. Values may be given as the entity has them
 * (such as a {@link java.util.UUID}, an {@link java.time.Instant} or an enum constant) or
 * as they stand in JSON. Whether fields exist and values fit is checked where the
 * condition is used, since it belongs to no table by itself.
 */
public final class Where {

	private static final Where ALL = new Where(List.of());

	private static final Where NONE = new Where(List.of(new Term("", Operator.NEVER, List.of())));

	private final List<Term> terms;

	private Where(List<Term> terms) {
		this.terms = List.copyOf(terms);
	}

	/**
	 * The condition that holds for every record.
	 * @return the condition
	 */
	public static Where all() {
		return ALL;
	}

	/**
	 * The condition that holds for no record.
	 * @return the condition
	 */
	public static Where none() {
		return NONE;
	}

	/**
	 * The field has the given value.
	 * @param field the field's JSON name
	 * @param value the value; {@literal null} asks for null, as {@link #isNull} does
	 * @return the condition
	 */
	public static Where eq(String field, @Nullable Object value) {
		return (value != null) ? of(field, Operator.EQ, value) : isNull(field);
	}

	/**
	 * The field is null.
	 * @param field the field's JSON name
	 * @return the condition
	 */
	public static Where isNull(String field) {
		return new Where(List.of(new Term(field, Operator.IS_NULL, List.of())));
	}

	/**
	 * The field is distinct from the given value: null is distinct from every value.
	 * @param field the field's JSON name
	 * @param value the value; {@literal null} asks for anything but null
	 * @return the condition
	 */
	public static Where ne(String field, @Nullable Object value) {
		return (value != null) ? of(field, Operator.NE, value)
				: new Where(List.of(new Term(field, Operator.IS_NOT_NULL, List.of())));
	}

	/**
	 * The field is greater than the given value.
	 * @param field the field's JSON name
	 * @param value the value
	 * @return the condition
	 */
	public static Where gt(String field, Object value) {
		return of(field, Operator.GT, value);
	}

	/**
	 * The field is greater than the given value or equal to it.
	 * @param field the field's JSON name
	 * @param value the value
	 * @return the condition
	 */
	public static Where gte(String field, Object value) {
		return of(field, Operator.GTE, value);
	}

	/**
	 * The field is less than the given value.
	 * @param field the field's JSON name
	 * @param value the value
	 * @return the condition
	 */
	public static Where lt(String field, Object value) {
		return of(field, Operator.LT, value);
	}

	/**
	 * The field is less than the given value or equal to it.
	 * @param field the field's JSON name
	 * @param value the value
	 * @return the condition
	 */
	public static Where lte(String field, Object value) {
		return of(field, Operator.LTE, value);
	}

	/**
	 * The field has one of the given values.
	 * @param field the field's JSON name
	 * @param values the values, none of them {@literal null}; if there are none, the
	 * condition never holds
	 * @return the condition
	 */
	public static Where in(String field, Collection<?> values) {
		return new Where(List.of(new Term(field, Operator.IN, List.copyOf(values))));
	}

	private static Where of(String field, Operator operator, Object value) {
		return new Where(List.of(new Term(field, operator, List.of(value))));
	}

	static Where of(List<Term> terms) {
		return new Where(terms);
	}

	/**
	 * Read a condition from its JSON text.
	 * @param json the text, such as <code>{"listUid": "…", "priority": {"gte": 3}}</code>
	 * @return the condition
	 * @throws SyncException with {@link SyncErrorCode#INVALID_WHERE} if it is not one
	 */
	public static Where parse(String json) {
		return WhereParser.parse(json);
	}

	/**
	 * Read a condition from JSON that was parsed before. Whoever parses it should refuse
	 * a name that stands twice in an object, and keep fractions exact
	 * ({@link tools.jackson.databind.DeserializationFeature#USE_BIG_DECIMAL_FOR_FLOATS}).
	 * @param json the JSON object
	 * @return the condition
	 * @throws SyncException with {@link SyncErrorCode#INVALID_WHERE} if it is not one
	 */
	public static Where parse(JsonNode json) {
		return WhereParser.parse(json);
	}

	/**
	 * Both this condition and another must hold.
	 * @param other the other condition
	 * @return the condition
	 */
	public Where and(Where other) {
		List<Term> both = new ArrayList<>(this.terms);
		both.addAll(other.terms);
		return new Where(both);
	}

	/**
	 * The terms, all of which must hold.
	 * @return the terms, none for {@link #all()}
	 */
	public List<Term> terms() {
		return this.terms;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Where where && this.terms.equals(where.terms);
	}

	@Override
	public int hashCode() {
		return this.terms.hashCode();
	}

	@Override
	public String toString() {
		return this.terms.toString();
	}

	/**
	 * One comparison of one field.
	 *
	 * @param field the field's JSON name
	 * @param operator how to compare
	 * @param values what to compare with: none for null checks, any number for
	 * {@link Operator#IN}, else one
	 */
	public record Term(String field, Operator operator, List<Object> values) {

		public Term {
			values = List.copyOf(values);
		}

	}

	/**
	 * How a field is compared.
	 */
	public enum Operator {

		/**
		 * Equals; null never does.
		 */
		EQ,

		/**
		 * Is distinct from; null is distinct from every value.
		 */
		NE,

		/**
		 * Is null.
		 */
		IS_NULL,

		/**
		 * Is not null.
		 */
		IS_NOT_NULL,

		/**
		 * Greater than.
		 */
		GT,

		/**
		 * Greater than or equal to.
		 */
		GTE,

		/**
		 * Less than.
		 */
		LT,

		/**
		 * Less than or equal to.
		 */
		LTE,

		/**
		 * Equals one of several.
		 */
		IN,

		/**
		 * Never holds, whatever the field.
		 */
		NEVER

	}

}
