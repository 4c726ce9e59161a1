package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;

import org.jspecify.annotations.Nullable;

/**
 * Numbers as PostgreSQL compares them.
 */
final class Numbers {

	private static final int MAX_DIGITS_BEFORE_POINT = 131072;

	private static final int MAX_DIGITS_AFTER_POINT = 16383;

	private Numbers() {
	}

	static @Nullable Object integer(Object scalar) {
		if (scalar instanceof Long || scalar instanceof Integer || scalar instanceof Short) {
			return ((Number) scalar).longValue();
		}
		BigInteger integer = integer(scalar, Long.SIZE);
		return (integer != null) ? integer.longValue() : null;
	}

	/**
	 * A number of any size.
	 * @param scalar the number
	 * @return a {@link BigDecimal}, or a {@link Double} for what is infinite or not a
	 * number; {@literal null} if there is no such numeric
	 */
	static @Nullable Object numeric(Object scalar) {
		BigDecimal decimal = finite(scalar);
		if (decimal != null) {
			return decimal;
		}
		return (scalar instanceof Double || scalar instanceof Float) ? ((Number) scalar).doubleValue() : null;
	}

	static @Nullable Object real(Object scalar) {
		if (!(scalar instanceof Number number)) {
			return null;
		}
		float value = number.floatValue();
		// Adding zero makes -0.0 the 0.0 that it equals.
		return (Float.isInfinite(value) && !isInfinite(number)) ? null : value + 0.0f;
	}

	static @Nullable Object dbl(Object scalar) {
		if (!(scalar instanceof Number number)) {
			return null;
		}
		double value = number.doubleValue();
		return (Double.isInfinite(value) && !isInfinite(number)) ? null : value + 0.0;
	}

	private static boolean isInfinite(Number number) {
		return (number instanceof Double || number instanceof Float) && Double.isInfinite(number.doubleValue());
	}

	static int compareNumeric(Object left, Object right) {
		if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
			return a.compareTo(b);
		}
		// What is not finite is beyond all that is; NaN is the greatest.
		return Double.compare(specialOrZero(left), specialOrZero(right));
	}

	private static double specialOrZero(Object value) {
		return (value instanceof Double special) ? special : 0;
	}

	/**
	 * A finite number, exactly.
	 * @param scalar the number
	 * @return the number, or {@literal null} if it is none, not finite, or more than a
	 * numeric of PostgreSQL can hold, which also keeps hostile exponents away from
	 * arithmetic
	 */
	static @Nullable BigDecimal finite(Object scalar) {
		if (scalar instanceof BigDecimal decimal) {
			boolean holds = (long) decimal.precision() - decimal.scale() <= MAX_DIGITS_BEFORE_POINT
					&& decimal.scale() <= MAX_DIGITS_AFTER_POINT;
			return holds ? decimal : null;
		}
		if (scalar instanceof BigInteger integer) {
			return finite(new BigDecimal(integer));
		}
		if (scalar instanceof Double || scalar instanceof Float) {
			boolean finite = Double.isFinite(((Number) scalar).doubleValue());
			return finite ? new BigDecimal(scalar.toString()) : null;
		}
		return (scalar instanceof Long || scalar instanceof Integer || scalar instanceof Short
				|| scalar instanceof Byte) ? BigDecimal.valueOf(((Number) scalar).longValue()) : null;
	}

	/**
	 * A whole number, exactly; 5.0 is one.
	 * @param scalar the number
	 * @param bits how many bits hold it, the sign included
	 * @return the number, or {@literal null} if it is none, has a fraction or is too
	 * large
	 */
	static @Nullable BigInteger integer(Object scalar, int bits) {
		BigDecimal number = finite(scalar);
		// A number needs more bits than it has digits: do not expand what cannot fit.
		if (number == null || number.precision() - number.scale() > bits) {
			return null;
		}
		try {
			BigInteger integer = number.toBigIntegerExact();
			return (integer.bitLength() < bits) ? integer : null;
		}
		catch (ArithmeticException ex) {
			return null;
		}
	}

	/**
	 * Like {@link BigDecimal#stripTrailingZeros()}, which takes off one zero at a time:
	 * that is seconds for the longest numerics, which anyone who may write one could
	 * cause.
	 */
	static BigDecimal strip(BigDecimal number) {
		BigInteger digits = number.unscaledValue();
		int scale = number.scale();
		// A number has no more trailing zeros in base ten than in base two.
		for (int zeros = Integer.highestOneBit(digits.getLowestSetBit()); zeros >= Long.SIZE; zeros /= 2) {
			BigInteger[] split = digits.divideAndRemainder(BigInteger.TEN.pow(zeros));
			if (split[1].signum() == 0) {
				digits = split[0];
				scale -= zeros;
			}
		}
		return new BigDecimal(digits, scale).stripTrailingZeros();
	}

}
