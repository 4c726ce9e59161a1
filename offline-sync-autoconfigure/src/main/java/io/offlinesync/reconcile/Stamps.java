package io.offlinesync.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of stamps. Instants may be given in any precision and come back in
 * milliseconds; a record's time may be {@literal null}, which is older than everything.
 */
public final class Stamps {

	private Stamps() {
	}

	/**
	 * Cut an instant down to milliseconds, towards the past on either side of 1970. (The
	 * database would round, and so might put a stamp ahead of the moment it stands for.)
	 * @param instant the instant
	 * @return the instant in milliseconds
	 */
	public static Instant truncate(Instant instant) {
		return instant.truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * The stamp that the server gives to a write of its own.
	 * @param now the server's clock
	 * @param time the record's time, or {@literal null} if it has none
	 * @return the clock, or the next millisecond after the record's time if that is later
	 */
	public static Instant server(Instant now, @Nullable Instant time) {
		return later(now, time);
	}

	/**
	 * A stamp moved, if need be, past what a record has.
	 * @param stamp the stamp
	 * @param time the record's time, or {@literal null} if it has none
	 * @return the stamp, or the next millisecond after the record's time if that is later
	 */
	public static Instant later(Instant stamp, @Nullable Instant time) {
		Instant truncated = truncate(stamp);
		if (time == null) {
			return truncated;
		}
		Instant next = truncate(time).plusMillis(1);
		return next.isAfter(truncated) ? next : truncated;
	}

	/**
	 * The stamp that a client's write counts with.
	 * @param stamp the client's stamp
	 * @param now the server's clock
	 * @param maxSkew how far a client's clock may be ahead
	 * @param remembered whether outcomes of this client are remembered. Only then can a
	 * stamp be replaced: a replay, which would get another one, is recognised first.
	 * @param time the record's time, or {@literal null} if it has none
	 * @return the client's stamp, or the server's if the client's is too far ahead
	 * @throws SyncException with {@link SyncErrorCode#CLOCK_AHEAD} if it is too far ahead
	 * and the client is not remembered
	 */
	public static Instant client(Instant stamp, Instant now, Duration maxSkew, boolean remembered,
			@Nullable Instant time) {
		Instant truncated = truncate(stamp);
		Instant serverTime = truncate(now);
		// The difference, since the sum may lie beyond what an instant can hold.
		if (Duration.between(serverTime, truncated).compareTo(maxSkew) <= 0) {
			return truncated;
		}
		if (remembered) {
			return server(serverTime, time);
		}
		throw new SyncException(SyncErrorCode.CLOCK_AHEAD,
				"The stamp lies too far ahead of the server's clock: correct the clock, and stamp the change anew",
				Map.of("serverTime", serverTime.toString()), null);
	}

	/**
	 * Whether one time is later than another, where {@literal null} is older than
	 * everything and no older than itself.
	 */
	static boolean isLater(@Nullable Instant time, @Nullable Instant than) {
		return time != null && (than == null || time.isAfter(than));
	}

}
