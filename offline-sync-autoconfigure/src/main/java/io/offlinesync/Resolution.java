package io.offlinesync;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link ConflictResolver} decided.
 *
 * @param <T> the entity's type
 * @param choice which side stands
 * @param value the record to store, for {@link Choice#MERGED} only, else {@literal null}
 */
public record Resolution<T>(Choice choice, @Nullable T value) {

	public Resolution {
		if ((choice == Choice.MERGED) != (value != null)) {
			throw new IllegalArgumentException("A merged record needs a value, and nothing else has one");
		}
	}

	/**
	 * The record stays as it is in the database.
	 * @param <T> the entity's type
	 * @return the resolution
	 */
	public static <T> Resolution<T> keepStored() {
		return new Resolution<>(Choice.STORED, null);
	}

	/**
	 * The write is applied, however old it is.
	 * @param <T> the entity's type
	 * @return the resolution
	 */
	public static <T> Resolution<T> takeIncoming() {
		return new Resolution<>(Choice.INCOMING, null);
	}

	/**
	 * The given record is stored, stamped later than both it came from.
	 * @param <T> the entity's type
	 * @param value the record, with the id of the stored one
	 * @return the resolution
	 */
	public static <T> Resolution<T> store(T value) {
		return new Resolution<>(Choice.MERGED, value);
	}

	/**
	 * Which side stands.
	 */
	public enum Choice {

		/**
		 * The record in the database.
		 */
		STORED,

		/**
		 * The write.
		 */
		INCOMING,

		/**
		 * Something made of both.
		 */
		MERGED

	}

}
