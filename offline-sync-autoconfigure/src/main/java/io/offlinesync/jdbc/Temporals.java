package io.offlinesync.jdbc;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.ValueRange;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;

import org.jspecify.annotations.Nullable;

/**
 * Dates and times as PostgreSQL compares them: in microseconds, in the Gregorian calendar
 * of all times. The driver's infinities lie beyond all finite values.
 */
final class Temporals {

	private static final ValueRange YEARS = ValueRange.of(1, 9999);

	private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

	private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

	private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

	/**
	 * In milliseconds, where {@link GregorianCalendar} goes over to the Julian calendar.
	 */
	private static final long CUTOVER = new GregorianCalendar(UTC, Locale.ROOT).getGregorianChange().getTime();

	private Temporals() {
	}

	static @Nullable Object date(Object scalar) {
		if (scalar instanceof LocalDate) {
			return scalar;
		}
		if (scalar instanceof java.sql.Date date) {
			return local(new Timestamp(date.getTime())).toLocalDate();
		}
		return (scalar instanceof Timestamp timestamp) ? local(timestamp).toLocalDate() : null;
	}

	static @Nullable Object time(Object scalar) {
		if (scalar instanceof LocalTime time) {
			return time.equals(LocalTime.MAX) ? time : time.truncatedTo(ChronoUnit.MICROS);
		}
		return (scalar instanceof Timestamp timestamp) ? time(local(timestamp).toLocalTime()) : null;
	}

	static @Nullable Object timestamp(Object scalar) {
		if (scalar instanceof LocalDateTime dateTime) {
			return dateTime.truncatedTo(ChronoUnit.MICROS);
		}
		return (scalar instanceof Timestamp timestamp) ? timestamp(local(timestamp)) : null;
	}

	static @Nullable Object timestamptz(Object scalar) {
		if (scalar instanceof Instant instant) {
			return instant.truncatedTo(ChronoUnit.MICROS);
		}
		if (scalar instanceof OffsetDateTime dateTime) {
			return timestamptz(dateTime.toInstant());
		}
		if (scalar instanceof ZonedDateTime dateTime) {
			return timestamptz(dateTime.toInstant());
		}
		return (scalar instanceof Timestamp timestamp) ? timestamptz(instant(timestamp)) : null;
	}

	/**
	 * Make sure that the text of a date means the same to PostgreSQL.
	 * @param value a date, a date with a time, or an instant
	 */
	static void checkYear(Object value) {
		boolean holds = (value instanceof Instant instant) ? !instant.isBefore(FIRST) && instant.isBefore(END)
				: YEARS.isValidValue(((TemporalAccessor) value).get(ChronoField.YEAR));
		if (!holds) {
			throw new UnfitValueException("a year from 1 to 9999");
		}
	}

	private static LocalDateTime local(Timestamp timestamp) {
		return (timestamp.getTime() >= CUTOVER) ? timestamp.toLocalDateTime()
				: fields(timestamp, TimeZone.getDefault());
	}

	private static Instant instant(Timestamp timestamp) {
		return (timestamp.getTime() >= CUTOVER) ? timestamp.toInstant()
				: fields(timestamp, UTC).toInstant(ZoneOffset.UTC);
	}

	/**
	 * What the driver read to make a timestamp of long ago, or would write for it. It
	 * goes through the fields of a calendar that was Julian then, where {@code java.time}
	 * and PostgreSQL are Gregorian.
	 */
	private static LocalDateTime fields(Timestamp timestamp, TimeZone zone) {
		Calendar calendar = new GregorianCalendar(zone, Locale.ROOT);
		calendar.setTimeInMillis(timestamp.getTime());
		int year = calendar.get(Calendar.YEAR);
		boolean beforeChrist = calendar.get(Calendar.ERA) == GregorianCalendar.BC;
		return LocalDate.of(beforeChrist ? 1 - year : year, calendar.get(Calendar.MONTH) + 1, 1)
			.plusDays(calendar.get(Calendar.DAY_OF_MONTH) - 1)
			.atTime(calendar.get(Calendar.HOUR_OF_DAY), calendar.get(Calendar.MINUTE), calendar.get(Calendar.SECOND),
					timestamp.getNanos());
	}

}
