package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.Where.Operator;
import io.offlinesync.Where.Term;
import org.jspecify.annotations.Nullable;

/**
 * A condition bound to the fields of a table: checked, and its values as the database
 * stores them. It is decided in SQL or in memory, with the same result. However its terms
 * were ordered, equal conditions have the same {@link #fingerprint()} and the same SQL.
 */
public final class BoundWhere {

	private static final int MAX_NAME = 128;

	private static final Set<Operator> BOUNDS = EnumSet.of(Operator.GT, Operator.GTE, Operator.LT, Operator.LTE);

	private final List<BoundTerm> terms;

	private final String fingerprint;

	/** Whether it cannot hold at all; it has no terms then. */
	private final boolean never;

	/**
	 * Bind sorted terms.
	 * @param terms the terms by their text, which is what they are sorted by
	 */
	private BoundWhere(TreeMap<String, BoundTerm> terms) {
		this.terms = List.copyOf(terms.values());
		this.fingerprint = String.join("", terms.keySet());
		this.never = false;
	}

	private BoundWhere() {
		this.terms = List.of();
		this.fingerprint = Operator.NEVER.name();
		this.never = true;
	}

	/**
	 * Bind a condition to the fields of a table.
	 * @param where the condition
	 * @param fields gives the field of a JSON name, or {@literal null} if there is none
	 * that conditions may name; it may get any name at all
	 * @return the bound condition
	 * @throws SyncException with {@link SyncErrorCode#INVALID_WHERE} if there is no such
	 * field or a value does not fit
	 */
	static BoundWhere bind(Where where, Function<String, @Nullable FilterField> fields) {
		TreeMap<String, BoundTerm> terms = new TreeMap<>();
		for (Term term : where.terms()) {
			if (term.operator() == Operator.NEVER) {
				return new BoundWhere();
			}
			FilterField field = fields.apply(term.field());
			if (field == null) {
				throw invalid("The where names a field that cannot be filtered by: '"
						+ Names.cut(term.field(), MAX_NAME) + "'");
			}
			BoundTerm bound = bind(term, field);
			terms.put(text(bound), bound);
		}
		return new BoundWhere(terms);
	}

	private static BoundTerm bind(Term term, FilterField field) {
		if (BOUNDS.contains(term.operator()) && !field.ordered()) {
			throw invalid("The field '" + field.name() + "' can be compared for equality only");
		}
		List<Object> values = new ArrayList<>(term.values().size());
		for (Object value : term.values()) {
			values.add(databaseValue(field, value));
		}
		if (term.operator() != Operator.IN) {
			return new BoundTerm(field, term.operator(), values);
		}
		TreeSet<Object> distinct = new TreeSet<>(field.kind()::compare);
		distinct.addAll(values);
		return new BoundTerm(field, (distinct.size() == 1) ? Operator.EQ : Operator.IN, List.copyOf(distinct));
	}

	private static Object databaseValue(FilterField field, Object value) {
		try {
			Object scalar = field.toDatabase(value);
			if (scalar != null) {
				return field.kind().parameterKey(scalar);
			}
		}
		catch (UnfitValueException ex) {
			throw invalid("The where of '" + field.name() + "' needs " + ex.getMessage());
		}
		catch (IllegalArgumentException ex) {
			// Its message may be anyone's and repeat the value.
			throw invalid("The where of '" + field.name() + "' has a value that does not fit the field");
		}
		throw invalid("The where of '" + field.name() + "' has a value that is stored as null: compare with null");
	}

	/**
	 * A text that only equal terms of a table share, and whose concatenations are as
	 * unambiguous: every part is preceded by its length.
	 */
	private static String text(BoundTerm term) {
		StringBuilder text = new StringBuilder();
		List<String> values = term.valueTexts();
		Stream
			.of(term.field().name(), term.field().kind().name(), term.operator().name(),
					Integer.toString(values.size()))
			.forEach((part) -> append(part, text));
		values.forEach((value) -> append(value, text));
		return text.toString();
	}

	private static void append(String part, StringBuilder text) {
		text.append(part.length()).append(':').append(part);
	}

	private static SyncException invalid(String message) {
		return new SyncException(SyncErrorCode.INVALID_WHERE, message);
	}

	/**
	 * Both this condition and another must hold.
	 * @param other another condition on the same table
	 * @return the condition
	 */
	public BoundWhere and(BoundWhere other) {
		if (this.never || other.never) {
			return new BoundWhere();
		}
		TreeMap<String, BoundTerm> both = new TreeMap<>();
		this.terms.forEach((term) -> both.put(text(term), term));
		other.terms.forEach((term) -> both.put(text(term), term));
		return new BoundWhere(both);
	}

	/**
	 * Whether the condition holds for no row at all.
	 * @return {@literal true} if nothing need be looked at
	 */
	public boolean never() {
		return this.never;
	}

	/**
	 * Whether the condition holds for every row.
	 * @return {@literal true} if there are no terms
	 */
	public boolean always() {
		return this.terms.isEmpty() && !this.never;
	}

	/**
	 * The terms, all of which must hold.
	 * @return the terms in an order that depends on nothing but them
	 */
	public List<BoundTerm> terms() {
		return this.terms;
	}

	/**
	 * A text that equal conditions on a table share, in whatever order their terms and
	 * values were given. It is the same on every node and after every restart.
	 * @return the text, which may be long and contains the values; it is empty if there
	 * are no terms
	 */
	public String fingerprint() {
		return this.fingerprint;
	}

	/**
	 * Whether the condition holds for a row, as far as is known.
	 * @param row the row
	 * @return {@literal true} if all terms hold whose values are known
	 */
	public boolean matches(FilterValues row) {
		if (this.never) {
			return false;
		}
		for (BoundTerm term : this.terms) {
			if (row.isKnown(term.field()) && !term.matches(row.value(term.field()))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether the condition is known to hold for a row.
	 * @param row the row
	 * @return {@literal true} if all values are known, and all terms hold
	 */
	public boolean surelyMatches(FilterValues row) {
		return matches(row) && this.terms.stream().allMatch((term) -> row.isKnown(term.field()));
	}

	/**
	 * The condition in SQL.
	 * @param alias the alias of the table in the statement, quoted if it has to be
	 * @return the condition, {@code true} if it has no terms
	 */
	public SqlCondition sql(String alias) {
		if (this.terms.isEmpty()) {
			return new SqlCondition(this.never ? "false" : "true", List.of());
		}
		List<Object> parameters = new ArrayList<>();
		StringJoiner sql = new StringJoiner(" and ", "(", ")");
		for (BoundTerm term : this.terms) {
			sql.add(term.sql(alias, parameters));
		}
		return new SqlCondition(sql.toString(), parameters);
	}

}
