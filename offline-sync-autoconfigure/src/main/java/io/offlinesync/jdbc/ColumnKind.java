package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of columns whose values can be compared. In memory they compare exactly as
 * PostgreSQL compares them.
 */
public enum ColumnKind {

	/**
	 * Text, compared by code points.
	 */
	TEXT("text", Set.of("text", "varchar"), Scalars::text, Scalars::compareCodePoints, Scalars::checkText),

	/**
	 * A UUID, compared as sixteen unsigned bytes.
	 */
	UUID("uuid", Set.of("uuid"), Scalars::uuid, Scalars::compareUnsigned),

	/**
	 * A truth value: false is less than true.
	 */
	BOOLEAN("bool", Set.of("bool"), Scalars::bool, natural(Boolean.class)),

	/**
	 * An integer of any size: PostgreSQL compares them with each other, indexes included.
	 */
	INTEGER("int8", Set.of("int2", "int4", "int8"), Numbers::integer, natural(Long.class)),

	/**
	 * A decimal number of any scale: 1.0 equals 1.
	 */
	NUMERIC("numeric", Set.of("numeric"), Numbers::numeric, Numbers::compareNumeric),

	/**
	 * A floating point number of single precision. What it is compared with is rounded to
	 * that first. NaN equals itself and is greater than all others.
	 */
	REAL("float4", Set.of("float4"), Numbers::real, natural(Float.class)),

	/**
	 * A floating point number of double precision. NaN equals itself and is greater than
	 * all others.
	 */
	DOUBLE("float8", Set.of("float8"), Numbers::dbl, natural(Double.class)),

	/**
	 * A date.
	 */
	DATE("date", Set.of("date"), Temporals::date, natural(java.time.LocalDate.class), Temporals::checkYear),

	/**
	 * A time of day. As in the driver, 24:00 is {@link java.time.LocalTime#MAX}.
	 */
	TIME("time", Set.of("time"), Temporals::time, natural(java.time.LocalTime.class)),

	/**
	 * A date and a time of day, without a zone.
	 */
	TIMESTAMP("timestamp", Set.of("timestamp"), Temporals::timestamp, natural(java.time.LocalDateTime.class),
			Temporals::checkYear),

	/**
	 * An instant.
	 */
	TIMESTAMPTZ("timestamptz", Set.of("timestamptz"), Temporals::timestamptz, natural(java.time.Instant.class),
			Temporals::checkYear);

	private final String sqlType;

	private final Set<String> typeNames;

	private final Function<Object, @Nullable Object> normaliser;

	private final Comparator<Object> order;

	private final Consumer<Object> check;

	ColumnKind(String sqlType, Set<String> typeNames, Function<Object, @Nullable Object> normaliser,
			Comparator<Object> order) {
		this(sqlType, typeNames, normaliser, order, (value) -> {
		});
	}

	ColumnKind(String sqlType, Set<String> typeNames, Function<Object, @Nullable Object> normaliser,
			Comparator<Object> order, Consumer<Object> check) {
		this.sqlType = sqlType;
		this.typeNames = typeNames;
		this.normaliser = normaliser;
		this.order = order;
		this.check = check;
	}

	/**
	 * The kind of a column.
	 * @param typeName the type's name in the catalog ({@code pg_type.typname}), for a
	 * domain that of its base type
	 * @return the kind, or {@literal null} if conditions cannot name the column: where
	 * the order is the type's own (such as {@code citext} and enums) or equality is not
	 * what it seems (such as {@code bpchar}), the client could not decide the same
	 */
	static @Nullable ColumnKind of(String typeName) {
		for (ColumnKind kind : values()) {
			if (kind.typeNames.contains(typeName)) {
				return kind;
			}
		}
		return null;
	}

	/**
	 * The type that a parameter is cast to.
	 * @return the type's name in SQL
	 */
	String sqlType() {
		return this.sqlType;
	}

	/**
	 * Give a value the form in which values of this kind compare. What is finer than
	 * microseconds is cut off.
	 * @param scalar a value as the JDBC driver reads or writes it. Best are the classes
	 * of {@code java.time}: {@link java.sql.Timestamp} goes through the time zone of the
	 * JVM, and before 1582 through a calendar in which not all days can be told apart;
	 * {@link java.sql.Time} is not taken, since it loses microseconds
	 * @return the value for {@link #compare}
	 * @throws IllegalArgumentException if a column of this kind holds no such value
	 */
	public Object normalise(Object scalar) {
		Object value = this.normaliser.apply(scalar);
		if (value == null) {
			throw new UnfitValueException("a value that a column of type " + this.sqlType + " can hold");
		}
		return value;
	}

	/**
	 * Give a value a form that is an equal object if and only if PostgreSQL takes the
	 * values for equal, so that values can be found by hashing.
	 * @param scalar a value as {@link #normalise} takes it
	 * @return the key, which is normalised too
	 * @throws IllegalArgumentException if a column of this kind holds no such value
	 */
	public Object key(Object scalar) {
		Object value = normalise(scalar);
		return (value instanceof BigDecimal number) ? Numbers.strip(number) : value;
	}

	/**
	 * The key of a value to compare with, of which PostgreSQL can be asked.
	 * @param scalar a value as the JDBC driver writes it
	 * @return the key
	 * @throws IllegalArgumentException if PostgreSQL has no such value
	 */
	Object parameterKey(Object scalar) {
		Object value = key(scalar);
		this.check.accept(value);
		return value;
	}

	/**
	 * Compare as PostgreSQL does.
	 * @param left a normalised value
	 * @param right another
	 * @return negative, zero or positive as in {@link Comparator#compare}
	 */
	public int compare(Object left, Object right) {
		return this.order.compare(left, right);
	}

	/**
	 * A value as text that PostgreSQL reads, whatever the settings of the session.
	 * @param value the value as {@link #parameterKey} gives it
	 * @return the text
	 */
	String text(Object value) {
		// The greatest LocalTime too: PostgreSQL rounds its nanoseconds to 24:00.
		return value.toString();
	}

	private static <T extends Comparable<? super T>> Comparator<Object> natural(Class<T> type) {
		return (left, right) -> type.cast(left).compareTo(type.cast(right));
	}

}
