package io.offlinesync.simulation;

import java.time.Instant;

import io.offlinesync.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Time, which only the simulation moves.
 */
final class Clock {

	static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private long millis;

	/**
	 * The server's time.
	 */
	Instant now() {
		return START.plusMillis(this.millis);
	}

	long millis() {
		return this.millis;
	}

	void moveTo(long time) {
		this.millis = Math.max(this.millis, time);
	}

	static String text(RecordMetadata metadata) {
		return "c" + text(metadata.createdAt()) + " u" + text(metadata.updatedAt()) + " d" + text(metadata.deletedAt());
	}

	static String text(@Nullable Instant instant) {
		return (instant != null) ? Long.toString(instant.toEpochMilli() - START.toEpochMilli()) : "-";
	}

}
