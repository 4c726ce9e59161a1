package io.offlinesync.benchmarks;

import java.io.IOException;
import java.util.UUID;

import io.offlinesync.benchmarks.client.Page;
import io.offlinesync.benchmarks.client.SyncClient;
import org.jspecify.annotations.Nullable;

/**
 * A client that follows a stream and counts.
 */
final class Follower {

	private final SyncClient client;

	private final @Nullable Durations latencies;

	private volatile long changes;

	private volatile long pages;

	private volatile long bytes;

	private volatile int firstChanges;

	private volatile long firstAt;

	private volatile long completedAt;

	private volatile @Nullable String cursor;

	/**
	 * Connect a client.
	 * @param bench where
	 * @param latencies takes how long changes were on their way, if anybody wants to know
	 */
	Follower(Bench bench, @Nullable Durations latencies) throws IOException {
		this(bench.client(), latencies);
	}

	Follower(SyncClient client, @Nullable Durations latencies) {
		this.client = client;
		this.latencies = latencies;
	}

	/**
	 * The scopes of the whole table.
	 * @return the JSON text
	 */
	static String everything() {
		return "[{\"table\":\"todo\",\"where\":{}}]";
	}

	/**
	 * The scopes of some lists.
	 * @param lists the lists
	 * @return the JSON text
	 */
	static String lists(UUID... lists) {
		StringBuilder scopes = new StringBuilder("[");
		for (UUID list : lists) {
			scopes.append((scopes.length() > 1) ? "," : "")
				.append("{\"table\":\"todo\",\"where\":{\"listUid\":\"")
				.append(list)
				.append("\"}}");
		}
		return scopes.append(']').toString();
	}

	/**
	 * Subscribe where this stopped, counting anew.
	 * @param scopes the scopes
	 */
	void subscribe(String scopes) {
		this.changes = 0;
		this.completedAt = 0;
		this.client.subscribe(scopes, this.cursor, this::page);
	}

	/**
	 * Subscribe as if this had nothing yet.
	 * @param scopes the scopes
	 */
	void subscribeAnew(String scopes) {
		this.cursor = null;
		this.firstAt = 0;
		subscribe(scopes);
	}

	void unsubscribe() {
		this.client.unsubscribe();
	}

	// Only the loop's thread comes here.
	private void page(Page page) {
		if (this.latencies != null) {
			page.latencies(this.latencies::add);
		}
		this.cursor = page.cursor();
		int changes = page.changes();
		this.changes += changes;
		if (changes > 0) {
			this.pages++;
			this.bytes += page.bytes();
			if (this.firstAt == 0) {
				this.firstChanges = changes;
				this.firstAt = System.nanoTime();
			}
		}
		if (this.completedAt == 0 && page.complete()) {
			this.completedAt = System.nanoTime();
		}
	}

	long changes() {
		return this.changes;
	}

	/**
	 * How many pages had changes, of all subscriptions.
	 * @return the number
	 */
	long pages() {
		return this.pages;
	}

	/**
	 * How long those pages were.
	 * @return the number of bytes
	 */
	long bytes() {
		return this.bytes;
	}

	/**
	 * When the first page with changes was there.
	 * @return the time as {@link System#nanoTime()} has it, or 0
	 */
	long firstAt() {
		return this.firstAt;
	}

	/**
	 * How many changes that page had.
	 * @return the number
	 */
	int firstChanges() {
		return this.firstChanges;
	}

	boolean complete() {
		return this.completedAt != 0;
	}

	/**
	 * When the first complete page since the subscription was there.
	 * @return the time as {@link System#nanoTime()} has it
	 */
	long completedAt() {
		return this.completedAt;
	}

}
