package io.offlinesync.jdbc;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Text, UUIDs and truth values as PostgreSQL compares them.
 */
final class Scalars {

	private Scalars() {
	}

	static @Nullable Object text(Object scalar) {
		return (scalar instanceof String || scalar instanceof Character) ? scalar.toString() : null;
	}

	static @Nullable Object uuid(Object scalar) {
		return (scalar instanceof UUID) ? scalar : null;
	}

	static @Nullable Object bool(Object scalar) {
		return (scalar instanceof Boolean) ? scalar : null;
	}

	/**
	 * Make sure that a text can be sent: PostgreSQL stores no U+0000, and UTF-8 has no
	 * surrogates.
	 * @param value the text
	 */
	static void checkText(Object value) {
		boolean sendable = ((String) value).codePoints()
			.noneMatch((point) -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
		if (!sendable) {
			throw new UnfitValueException("text without U+0000 and without unpaired surrogates");
		}
	}

	/**
	 * The order of {@code collate "C"}, which is not that of {@link String#compareTo}:
	 * there, the surrogates of what lies above U+FFFF come before U+E000.
	 * @param left a text
	 * @param right another
	 * @return negative, zero or positive
	 */
	static int compareCodePoints(Object left, Object right) {
		String a = (String) left;
		String b = (String) right;
		int length = Math.min(a.length(), b.length());
		for (int i = 0; i < length; i++) {
			char x = a.charAt(i);
			char y = b.charAt(i);
			if (x != y) {
				int above = Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
				return (above != 0) ? above : Character.compare(x, y);
			}
		}
		return Integer.compare(a.length(), b.length());
	}

	static int compareUnsigned(Object left, Object right) {
		UUID a = (UUID) left;
		UUID b = (UUID) right;
		int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
		return (high != 0) ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
	}

}
