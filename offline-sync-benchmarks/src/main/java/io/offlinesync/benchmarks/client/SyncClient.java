package io.offlinesync.benchmarks.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A client that asks and follows a stream.
 */
public final class SyncClient implements WebSocketConnection.Listener, AutoCloseable {

	private static final Needle CORRELATION_ID = new Needle("\ncorrelation-id:");

	private static final Needle ACK = new Needle("\nack:");

	private static final Needle SUBSCRIPTION = new Needle("\nsubscription:");

	private static final Needle ERROR = new Needle("{\"error\":");

	private static final int HEARTBEAT_LENGTH = 1;

	private static final int PATIENCE_SECONDS = 120;

	private final CompletableFuture<String> connected = new CompletableFuture<>();

	private final Map<String, CompletableFuture<String>> asked = new ConcurrentHashMap<>();

	private final AtomicLong ids = new AtomicLong();

	private final WebSocketConnection connection;

	private volatile Consumer<Page> pages = (page) -> {
	};

	/** Another one each time, since pages of the one before may still be on their way. */
	private volatile String subscription = "";

	private volatile @Nullable String failure;

	private SyncClient(EventLoop loop, int port, int heartbeatMillis) throws IOException {
		this.connection = WebSocketConnection.open(loop, port, "/offline-sync", this);
		this.connection.send("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0," + heartbeatMillis + "\n\n\0");
	}

	/**
	 * Connect, and subscribe to replies.
	 * @param loop the loop
	 * @param port the server's port
	 * @param heartbeatMillis how often the server is to say that it lives, or 0 for never
	 * @return the client
	 */
	public static SyncClient connect(EventLoop loop, int port, int heartbeatMillis) throws IOException {
		SyncClient client = new SyncClient(loop, port, heartbeatMillis);
		client.await(client.connected);
		client.connection.send("SUBSCRIBE\nid:replies\ndestination:/app/sync/replies\n\n\0");
		return client;
	}

	/**
	 * Ask, and wait for the answer.
	 * @param path what
	 * @param body the body
	 * @return the answer's body
	 */
	public String ask(String path, String body) {
		String id = Long.toString(this.ids.incrementAndGet());
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.asked.put(id, answer);
		int length = body.getBytes(StandardCharsets.UTF_8).length;
		this.connection.send("SEND\ndestination:/app/sync/" + path + "\ncorrelation-id:" + id + "\ncontent-length:"
				+ length + "\n\n" + body + '\0');
		return await(answer);
	}

	/**
	 * Follow a stream, as the only one of this client.
	 * @param scopes the scopes, a JSON array
	 * @param cursor where to resume, or {@literal null}
	 * @param pages takes the pages, in the loop's thread
	 */
	public void subscribe(String scopes, @Nullable String cursor, Consumer<Page> pages) {
		this.pages = pages;
		follow("client-individual", scopes, cursor);
	}

	/**
	 * Follow a stream and never read it.
	 * @param ack how pages are acknowledged
	 * @param scopes the scopes, a JSON array
	 */
	public void subscribeAndStall(String ack, String scopes) {
		this.connection.stopReading();
		follow(ack, scopes, null);
	}

	private void follow(String ack, String scopes, @Nullable String cursor) {
		this.subscription = "changes-" + this.ids.incrementAndGet();
		StringBuilder frame = new StringBuilder("SUBSCRIBE\nid:").append(this.subscription)
			.append("\ndestination:/app/sync/changes\nack:")
			.append(ack)
			.append("\nscopes:")
			.append(escape(scopes));
		if (cursor != null) {
			frame.append("\ncursor:").append(escape(cursor));
		}
		this.connection.send(frame.append("\n\n\0").toString());
	}

	private static String escape(String value) {
		return value.replace("\\", "\\\\").replace(":", "\\c");
	}

	/**
	 * Follow the stream no more.
	 */
	public void unsubscribe() {
		this.connection.send("UNSUBSCRIBE\nid:" + this.subscription + "\n\n\0");
	}

	@Override
	public void message(byte[] bytes, int length) {
		if (length > HEARTBEAT_LENGTH) {
			frame(new StompFrame(bytes, length));
		}
	}

	private void frame(StompFrame frame) {
		switch (frame.command()) {
			case "MESSAGE" -> message(frame);
			case "CONNECTED" -> this.connected.complete("");
			case "ERROR" -> closed("Refused: " + frame.body());
			default -> closed("Unexpected: " + frame.command());
		}
	}

	private void message(StompFrame frame) {
		String id = frame.header(CORRELATION_ID);
		CompletableFuture<String> answer = (id != null) ? this.asked.remove(id) : null;
		if (answer != null) {
			answer.complete(frame.body());
		}
		else if (this.subscription.equals(frame.header(SUBSCRIPTION))) {
			page(frame);
		}
	}

	private void page(StompFrame frame) {
		String ack = frame.header(ACK);
		if (ack != null) {
			this.connection.send("ACK\nid:" + ack + "\n\n\0");
		}
		if (frame.contains(ERROR)) {
			closed("The stream ended: " + frame.body());
		}
		else {
			this.pages.accept(new Page(frame));
		}
	}

	@Override
	public void closed(String reason) {
		if (this.failure == null) {
			this.failure = reason;
		}
		IOException failure = new IOException(this.failure);
		this.connected.completeExceptionally(failure);
		this.asked.values().forEach((answer) -> answer.completeExceptionally(failure));
	}

	/**
	 * Fail if the server closed the connection or ended the stream.
	 */
	public void check() {
		if (this.failure != null) {
			throw new IllegalStateException(this.failure);
		}
	}

	private String await(CompletableFuture<String> future) {
		if (this.failure != null) {
			future.completeExceptionally(new IOException(this.failure));
		}
		return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
