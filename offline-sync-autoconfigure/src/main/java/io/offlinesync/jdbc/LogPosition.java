package io.offlinesync.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * How far somebody has read the change log: everything that is visible in {@code done},
 * and of what became visible until {@code partial}'s target, what comes before its place.
 *
 * @param generation which history of the database it belongs to
 * @param done the snapshot whose changes were all read
 * @param partial how far it got beyond, or {@literal null} if it stopped between two
 * snapshots
 * @param last a change that was read, or {@literal null} if there was none; in another
 * history it is missing or another
 */
public record LogPosition(String generation, DatabaseSnapshot done, @Nullable Partial partial, @Nullable Mark last) {

	/**
	 * What ends a position at the beginning of a cursor.
	 */
	public static final char END = '.';

	private static final String SEPARATOR = ";";

	/**
	 * The snapshot that everything read so far is visible in.
	 * @return the snapshot
	 */
	public DatabaseSnapshot bound() {
		return (this.partial != null) ? this.partial.target() : this.done;
	}

	/**
	 * The position as text.
	 * @return letters, digits, {@code -} and {@code _}
	 */
	public String encode() {
		StringBuilder text = new StringBuilder(this.generation).append(SEPARATOR).append(this.done).append(SEPARATOR);
		if (this.partial != null) {
			text.append(this.partial.target())
				.append('@')
				.append(this.partial.xid())
				.append('@')
				.append(this.partial.seq());
		}
		text.append(SEPARATOR);
		if (this.last != null) {
			text.append(this.last.xid()).append('@').append(this.last.seq()).append('@').append(this.last.mark());
		}
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Read a position.
	 * @param text what {@link #encode()} gave
	 * @return the position
	 * @throws IllegalArgumentException if it is none
	 */
	static LogPosition decode(String text) {
		String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(SEPARATOR,
				-1);
		if (parts.length != 4) {
			throw new IllegalArgumentException("Not a position");
		}
		String generation = UUID.fromString(parts[0]).toString();
		DatabaseSnapshot done = DatabaseSnapshot.parse(parts[1]);
		Partial partial = null;
		if (!parts[2].isEmpty()) {
			String[] values = values(parts[2]);
			partial = new Partial(DatabaseSnapshot.parse(values[0]), Long.parseLong(values[1]),
					Long.parseLong(values[2]));
			// Whoever has seen the future would be told of no change of rights.
			if (!done.isIncludedIn(partial.target())) {
				throw new IllegalArgumentException("Not a position");
			}
		}
		Mark last = null;
		if (!parts[3].isEmpty()) {
			String[] values = values(parts[3]);
			last = new Mark(Long.parseLong(values[0]), Long.parseLong(values[1]), Long.parseLong(values[2]));
		}
		return new LogPosition(generation, done, partial, last);
	}

	/**
	 * Read the position at the beginning of a client's cursor.
	 * @param cursor the cursor
	 * @return the position, or {@literal null} if there is none
	 */
	public static @Nullable LogPosition ofCursor(String cursor) {
		int end = cursor.indexOf(END);
		try {
			return (end < 0) ? null : decode(cursor.substring(0, end));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static String[] values(String text) {
		String[] values = text.split("@", -1);
		if (values.length != 3) {
			throw new IllegalArgumentException("Not a position");
		}
		return values;
	}

	/**
	 * A place between two snapshots.
	 *
	 * @param target the later snapshot
	 * @param xid the transaction of the last change that was read
	 * @param seq the number of that change
	 */
	public record Partial(DatabaseSnapshot target, long xid, long seq) {

	}

	/**
	 * A change by which a history is recognised.
	 *
	 * @param xid its transaction
	 * @param seq its number
	 * @param mark what was drawn for it
	 */
	public record Mark(long xid, long seq, long mark) {

	}

}
