package io.offlinesync.feed;

import java.time.Duration;
import java.util.List;

import io.offlinesync.jdbc.LogPosition;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has been told. For one thread at a time.
 */
final class StreamProgress {

	/** Whether the client, as far as it was told, equals a snapshot. */
	private boolean complete;

	private long lastPage = System.nanoTime();

	/** Since when there has been something to tell, or {@literal null}. */
	private @Nullable Long behindSince = System.nanoTime();

	private long pages;

	private @Nullable String cursor;

	/**
	 * A client that begins, and was told nothing yet.
	 * @param cursor the cursor that it came with, or {@literal null}
	 */
	StreamProgress(@Nullable String cursor) {
		this.cursor = cursor;
	}

	/**
	 * Take note that a page was told.
	 * @param page the page
	 */
	void told(StreamPage page) {
		this.complete = page.seen() != null;
		this.lastPage = System.nanoTime();
		this.pages++;
		this.cursor = page.cursor();
	}

	/**
	 * Take note that there is something to tell.
	 */
	void behind() {
		if (this.behindSince == null) {
			this.behindSince = System.nanoTime();
		}
	}

	/**
	 * Take note that there is nothing to tell.
	 */
	void caughtUp() {
		this.behindSince = null;
	}

	boolean isComplete() {
		return this.complete;
	}

	/**
	 * Whether the client has been told nothing for a while.
	 * @param nanos how long, in nanoseconds
	 */
	boolean isIdleFor(long nanos) {
		return System.nanoTime() - this.lastPage >= nanos;
	}

	/**
	 * Where the client stands that has stored all pages.
	 */
	@Nullable String cursor() {
		return this.cursor;
	}

	StreamStatus status(String user, List<StreamRequest.Scope> scopes, boolean live) {
		Duration behind = (this.behindSince != null) ? Duration.ofNanos(System.nanoTime() - this.behindSince)
				: Duration.ZERO;
		LogPosition known = (this.cursor != null) ? LogPosition.ofCursor(this.cursor) : null;
		return new StreamStatus(user, scopes, live, behind, this.pages, this.cursor,
				(known != null) ? known.done().xmin() : null);
	}

}
