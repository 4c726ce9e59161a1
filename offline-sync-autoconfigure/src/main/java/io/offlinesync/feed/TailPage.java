package io.offlinesync.feed;

import io.offlinesync.jdbc.DatabaseSnapshot;
import io.offlinesync.jdbc.LogPosition;

/**
 * How far a page of the tail goes.
 */
final class TailPage {

	private final LogPosition end;

	private final DatabaseSnapshot snapshot;

	private final boolean complete;

	private final String encodedEnd;

	/**
	 * Create a page.
	 * @param end the position after it
	 * @param snapshot the snapshot in which its records were read
	 * @param complete whether it reaches the end of the log in that snapshot
	 */
	TailPage(LogPosition end, DatabaseSnapshot snapshot, boolean complete) {
		this.end = end;
		this.snapshot = snapshot;
		this.complete = complete;
		this.encodedEnd = end.encode();
	}

	LogPosition end() {
		return this.end;
	}

	DatabaseSnapshot snapshot() {
		return this.snapshot;
	}

	boolean complete() {
		return this.complete;
	}

	/**
	 * The end as it stands in all cursors.
	 */
	String encodedEnd() {
		return this.encodedEnd;
	}

}
