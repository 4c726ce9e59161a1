package io.offlinesync.jdbc;

import java.time.Instant;

import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.reconcile.Stamps;
import org.jspecify.annotations.Nullable;

/**
 * The stamps that can be stored: those that JSON and PostgreSQL write with four digits
 * for the year.
 */
final class StampRange {

	private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

	private StampRange() {
	}

	/**
	 * Check a stamp.
	 * @throws SyncException if it cannot be stored
	 */
	static void check(Instant stamp) {
		if (stamp.isBefore(EARLIEST) || stamp.isAfter(LATEST)) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST, "A stamp has to be in the years 1 to 9999");
		}
	}

	/**
	 * Stamps in milliseconds.
	 * @throws SyncException if one cannot be stored
	 */
	static RecordMetadata truncate(RecordMetadata metadata) {
		return new RecordMetadata(truncate(metadata.createdAt()), truncate(metadata.updatedAt()),
				truncate(metadata.deletedAt()));
	}

	private static @Nullable Instant truncate(@Nullable Instant stamp) {
		if (stamp == null) {
			return null;
		}
		check(stamp);
		return Stamps.truncate(stamp);
	}

}
