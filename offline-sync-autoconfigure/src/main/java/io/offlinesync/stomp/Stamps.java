package io.offlinesync.stomp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;

import io.offlinesync.feed.StampText;
import org.jspecify.annotations.Nullable;

/**
 * Stamps as text.
 */
final class Stamps {

	// What both PostgreSQL and JavaScript can hold.
	private static final Instant FIRST = Instant.parse("-4712-01-01T00:00:00Z");

	private static final Instant LAST = Instant.parse("+275760-09-13T00:00:00Z");

	private static final DateTimeFormatter EXTENDED = input("+HH:MM:ss");

	private static final DateTimeFormatter BASIC = input("+HHmm");

	private Stamps() {
	}

	/**
	 * Read a stamp.
	 * @param text ISO-8601 with an offset, in a precision of up to nanoseconds
	 * @return the stamp, or {@literal null} if it is none
	 */
	static @Nullable Instant parse(String text) {
		Instant stamp = parse(text, EXTENDED);
		stamp = (stamp != null) ? stamp : parse(text, BASIC);
		return (stamp == null || stamp.isBefore(FIRST) || stamp.isAfter(LAST)) ? null : stamp;
	}

	private static @Nullable Instant parse(String text, DateTimeFormatter format) {
		try {
			return format.parse(text, Instant::from);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static DateTimeFormatter input(String offset) {
		return new DateTimeFormatterBuilder().parseCaseInsensitive()
			.append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
			.appendOffset(offset, "Z")
			.toFormatter(Locale.ROOT)
			.withResolverStyle(ResolverStyle.STRICT);
	}

	/**
	 * Write a stamp.
	 * @param stamp the stamp
	 * @return ISO-8601 in UTC, always with milliseconds, so that texts compare as stamps
	 * do
	 */
	static String format(Instant stamp) {
		StringBuilder text = new StringBuilder();
		StampText.append(text, stamp);
		return text.toString();
	}

}
