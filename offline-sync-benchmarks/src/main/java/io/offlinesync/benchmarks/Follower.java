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

	private volatile long completedAt;

	private volatile @Nullable String cursor;

	/**
	 * Connect a client.
	 * @param bench where
	 * @param latencies takes how long changes were on their way, if anybody wants to know
	 */
	Follower(Bench bench, @Nullable Durations latencies) throws IOException {
		this.client = bench.client();
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

	void unsubscribe() {
		this.client.unsubscribe();
	}

	// Only the loop's thread comes here.
	private void page(Page page) {
		if (this.latencies != null) {
			page.latencies(this.latencies::add);
		}
		this.cursor = page.cursor();
		this.changes += page.changes();
		if (this.completedAt == 0 && page.complete()) {
			this.completedAt = System.nanoTime();
		}
	}

	long changes() {
		return this.changes;
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
