package io.offlinesync.benchmarks.limit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.offlinesync.benchmarks.client.EventLoop;
import io.offlinesync.benchmarks.client.RawClient;

/**
 * The same bytes to all of many WebSockets, one message after the other, as fast as they
 * are received.
 */
public final class Broadcast implements AutoCloseable {

	/** How many messages may be on their way, as many as pages of a stream may. */
	private static final int WINDOW = 4;

	private static final long PATIENCE_NANOS = 60_000_000_000L;

	private final List<RawClient> receivers = new ArrayList<>();

	private final RawClient sender;

	/** Everybody has received the answer to their greeting, which counts as one. */
	private long sent = 1;

	private Broadcast(RawClient sender) {
		this.sender = sender;
	}

	/**
	 * Connect.
	 * @param loop the loop that reads
	 * @param port the server's port
	 * @param receivers how many receive
	 * @return what is connected
	 */
	public static Broadcast open(EventLoop loop, int port, int receivers) throws IOException {
		Broadcast broadcast = new Broadcast(RawClient.connect(loop, port, "/broadcast"));
		for (int i = 0; i < receivers; i++) {
			RawClient receiver = RawClient.connect(loop, port, "/broadcast");
			// The server may answer the handshake before it knows of the session.
			receiver.ask("");
			broadcast.receivers.add(receiver);
		}
		return broadcast;
	}

	/**
	 * Send.
	 * @param bytes how many bytes a message has
	 * @param seconds for how long
	 * @return how many messages were received in a second, by all together
	 */
	public double run(int bytes, int seconds) {
		String message = "x".repeat(bytes);
		long before = received();
		long start = System.nanoTime();
		while (System.nanoTime() - start < seconds * 1_000_000_000L) {
			this.sender.send(message);
			this.sent++;
			awaitAllBut(WINDOW - 1);
		}
		awaitAllBut(0);
		return (received() - before) * 1e9 / (System.nanoTime() - start);
	}

	private void awaitAllBut(int messages) {
		long start = System.nanoTime();
		while (received() < (this.sent - messages) * this.receivers.size()) {
			this.sender.check();
			this.receivers.forEach(RawClient::check);
			if (System.nanoTime() - start > PATIENCE_NANOS) {
				throw new IllegalStateException("Waited too long");
			}
			LockSupport.parkNanos(100_000);
		}
	}

	private long received() {
		return this.receivers.stream().mapToLong(RawClient::received).sum();
	}

	@Override
	public void close() {
		this.receivers.forEach(RawClient::close);
		this.sender.close();
	}

}
