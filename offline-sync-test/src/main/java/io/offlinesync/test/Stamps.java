package io.offlinesync.test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.offlinesync.test.StreamChange.Key;

/**
 * A client's stamps: in the server's time, later than the one before, and than what the
 * client knows of the record.
 */
final class Stamps {

	private final Map<Key, Instant> known = new HashMap<>();

	private Duration ahead = Duration.ZERO;

	private Instant last = Instant.EPOCH;

	/**
	 * Know the server's time.
	 * @param asked when it was asked for
	 * @param serverTime what it said
	 */
	synchronized void serverTime(Instant asked, Instant serverTime) {
		// Rather late than not later than what others wrote before, in milliseconds.
		this.ahead = Duration.between(asked, serverTime).plusMillis(2);
	}

	synchronized Instant next(String table, Object uid) {
		Instant now = Instant.now().plus(this.ahead).truncatedTo(ChronoUnit.MILLIS);
		Instant version = this.known.getOrDefault(new Key(table, uid.toString()), Instant.MIN);
		for (Instant earlier : List.of(this.last, version)) {
			now = now.isAfter(earlier) ? now : earlier.plusMillis(1);
		}
		this.last = now;
		return now;
	}

	synchronized SyncTestRecord learn(String table, SyncTestRecord record) {
		Instant time = record.time();
		if (time != null) {
			this.known.merge(new Key(table, record.uid()), time, (one, other) -> one.isAfter(other) ? one : other);
		}
		return record;
	}

}
