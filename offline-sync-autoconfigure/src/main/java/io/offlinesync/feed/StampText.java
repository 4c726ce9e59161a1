package io.offlinesync.feed;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * Stamps as ISO-8601 in UTC, always with milliseconds. Every record has some: so the
 * usual ones are written by hand, several times as fast as by a formatter.
 */
public final class StampText {

	private static final DateTimeFormatter ALL = new DateTimeFormatterBuilder().appendInstant(3)
		.toFormatter(Locale.ROOT);

	private static final int NANOS_PER_MILLI = 1_000_000;

	private StampText() {
	}

	/**
	 * Write a stamp.
	 * @param text where to
	 * @param stamp the stamp, whose fractions of milliseconds are cut off
	 */
	public static void append(StringBuilder text, Instant stamp) {
		LocalDateTime time = LocalDateTime.ofEpochSecond(stamp.getEpochSecond(), stamp.getNano(), ZoneOffset.UTC);
		if (time.getYear() < 1000 || time.getYear() > 9999) {
			ALL.formatTo(stamp, text);
			return;
		}
		text.append(time.getYear());
		append(text, '-', time.getMonthValue());
		append(text, '-', time.getDayOfMonth());
		append(text, 'T', time.getHour());
		append(text, ':', time.getMinute());
		append(text, ':', time.getSecond());
		int millis = time.getNano() / NANOS_PER_MILLI;
		text.append('.').append((char) ('0' + millis / 100));
		text.append((char) ('0' + millis / 10 % 10)).append((char) ('0' + millis % 10)).append('Z');
	}

	private static void append(StringBuilder text, char before, int value) {
		text.append(before).append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
	}

}
