package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.offlinesync.test.SeenSnapshot;
import io.offlinesync.test.StompFrame;
import io.offlinesync.test.StreamPage;
import io.offlinesync.testsupport.stream.StreamModel;
import org.jspecify.annotations.Nullable;

/**
 * A client that follows one stream on a connection of its own and keeps a model with it.
 * It takes pages only when it is asked to, in the thread that asks. To resume, close it
 * and open another one with the same model.
 */
final class StreamClient implements AutoCloseable {

	private static final String DESTINATION = "/app/sync/changes";

	private static final String ID = "stream";

	private static final long PATIENCE_MILLIS = 60_000;

	private final StompTestClient client;

	private final StreamModel model;

	private final boolean acknowledging;

	private final List<String> withheld = new ArrayList<>();

	private boolean withholding;

	private StreamClient(StompTestClient client, StreamModel model, String ack) {
		this.client = client;
		this.model = model;
		this.acknowledging = !ack.equals("auto");
		List<String> headers = new ArrayList<>(
				List.of("id", ID, "destination", DESTINATION, "ack", ack, "scopes", model.scopes()));
		if (model.cursor() != null) {
			headers.addAll(List.of("cursor", model.cursor()));
		}
		client.frame("SUBSCRIBE", headers.toArray(String[]::new));
	}

	/** Connect, and subscribe where the model stopped. */
	static StreamClient open(int port, StreamModel model) {
		return over(StompTestClient.open(port).connect(), model, "client-individual");
	}

	/** Subscribe on a connection that is used for nothing else. */
	static StreamClient over(StompTestClient client, StreamModel model, String ack) {
		return new StreamClient(client, model, ack);
	}

	StreamModel model() {
		return this.model;
	}

	/** The connection, for what a stream's client should not do. */
	StompTestClient connection() {
		return this.client;
	}

	/** Apply the next page, which must come. */
	StreamPage next() {
		StreamPage page = poll(PATIENCE_MILLIS);
		if (page == null) {
			throw new AssertionError("No page; closed: " + this.client.isClosed());
		}
		return page;
	}

	/** Apply the next page, if one comes in time. */
	@Nullable StreamPage poll(long millis) {
		StompFrame frame = this.client.poll(millis);
		if (frame == null) {
			return null;
		}
		if (!frame.command().equals("MESSAGE") || !ID.equals(frame.header("subscription"))
				|| !DESTINATION.equals(frame.header("destination"))) {
			throw new AssertionError("Not of the stream: " + frame);
		}
		StreamPage page = this.model.apply(frame.body());
		String ack = frame.header("ack");
		if (this.acknowledging != (ack != null)) {
			throw new AssertionError("To be acknowledged, or not: " + frame.headers());
		}
		if (ack != null) {
			this.withheld.add(ack);
			if (!this.withholding) {
				acknowledge();
			}
		}
		return page;
	}

	/** The error that ends the stream, which must be the next message. */
	StompFrame failure() {
		StompFrame frame = this.client.next();
		frame.error();
		return frame;
	}

	/** Acknowledge no page from now on. */
	void withhold() {
		this.withholding = true;
	}

	/** Acknowledge what was withheld, and all pages from now on. */
	void acknowledge() {
		this.withholding = false;
		this.withheld.forEach((ack) -> this.client.frame("ACK", "id", ack));
		this.withheld.clear();
	}

	/** Apply pages up to the next one that is complete. */
	StreamPage untilComplete() {
		StreamPage page = next();
		while (!page.complete()) {
			page = next();
		}
		return page;
	}

	/** Apply pages until a complete one has seen a transaction, by now or before. */
	SeenSnapshot untilSeen(String xid) {
		while (!this.model.complete() || !seen().contains(Long.parseLong(xid))) {
			next();
		}
		return seen();
	}

	private SeenSnapshot seen() {
		return Objects.requireNonNull(this.model.seen());
	}

	/**
	 * Apply pages until a complete state holds what SQL says, or nothing comes any more.
	 */
	void untilHolds(String table, Supplier<Map<String, String>> rows) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
		while (!this.model.complete() || !this.model.holds(table, rows)) {
			long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (left <= 0 || poll(left) == null) {
				this.model.assertHolds(table, rows);
				throw new AssertionError("Not complete");
			}
		}
	}

	/** Subscribe no more, on a connection that stays. */
	void unsubscribe() {
		this.client.frame("UNSUBSCRIBE", "id", ID);
	}

	/** Abruptly. What was received and not taken is lost. */
	@Override
	public void close() {
		this.client.abort();
	}

}
