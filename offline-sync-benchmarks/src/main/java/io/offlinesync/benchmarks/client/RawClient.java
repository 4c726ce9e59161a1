package io.offlinesync.benchmarks.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A client of a WebSocket without STOMP: with it, what the server's WebSockets can do at
 * most is measured by the same means as what the library does.
 */
public final class RawClient implements WebSocketConnection.Listener, AutoCloseable {

	private static final int PATIENCE_SECONDS = 120;

	private final WebSocketConnection connection;

	private volatile @Nullable CompletableFuture<String> answer;

	private volatile long received;

	private volatile @Nullable String failure;

	private RawClient(EventLoop loop, int port, String path) throws IOException {
		this.connection = WebSocketConnection.open(loop, port, path, this);
	}

	/**
	 * Connect.
	 * @param loop the loop
	 * @param port the server's port
	 * @param path the path of the handshake
	 * @return the client
	 */
	public static RawClient connect(EventLoop loop, int port, String path) throws IOException {
		return new RawClient(loop, port, path);
	}

	/**
	 * Send a message, and wait for the next one that comes.
	 * @param message the message
	 * @return what came
	 */
	public String ask(String message) {
		CompletableFuture<String> next = new CompletableFuture<>();
		this.answer = next;
		this.connection.send(message);
		check();
		return next.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
	}

	/**
	 * Send a message.
	 * @param message the message
	 */
	public void send(String message) {
		this.connection.send(message);
	}

	/**
	 * How many messages came.
	 * @return the number
	 */
	public long received() {
		return this.received;
	}

	@Override
	public void message(byte[] bytes, int length) {
		// Only the loop's thread comes here.
		this.received = this.received + 1;
		CompletableFuture<String> waiting = this.answer;
		if (waiting != null) {
			this.answer = null;
			waiting.complete(new String(bytes, 0, length, StandardCharsets.UTF_8));
		}
	}

	@Override
	public void closed(String reason) {
		this.failure = reason;
		CompletableFuture<String> waiting = this.answer;
		if (waiting != null) {
			waiting.completeExceptionally(new IOException(reason));
		}
	}

	/**
	 * Fail if the server closed the connection.
	 */
	public void check() {
		if (this.failure != null) {
			throw new IllegalStateException(this.failure);
		}
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
