package io.offlinesync.proof.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.offlinesync.test.StompFrame;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, which may break at any time.
 */
final class Connection implements WebSocket.Listener, AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(4);

	private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

	private final BlockingQueue<StompFrame> frames = new LinkedBlockingQueue<>();

	private final StringBuilder text = new StringBuilder();

	private volatile boolean closed;

	private @Nullable WebSocket socket;

	private Connection() {
	}

	/**
	 * Connect, and subscribe to replies.
	 * @param port the port
	 * @param user who the client is
	 * @return the connection
	 * @throws IOException if that takes too long, or goes wrong
	 */
	static Connection open(int port, String user) throws IOException {
		Connection connection = new Connection();
		try {
			connection.socket = HTTP.newWebSocketBuilder()
				.subprotocols("v12.stomp")
				.connectTimeout(PATIENCE)
				.buildAsync(URI.create("ws://localhost:" + port + "/offline-sync"), connection)
				.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
				.join();
		}
		catch (CompletionException ex) {
			throw new IOException("No connection", ex.getCause());
		}
		connection.frame("CONNECT", "", "accept-version", "1.2", "host", "localhost", "user", user);
		StompFrame connected = connection.poll(PATIENCE.toMillis());
		if (connected == null || !connected.command().equals("CONNECTED")) {
			connection.close();
			throw new IOException("Not connected: " + connected);
		}
		connection.frame("SUBSCRIBE", "", "id", "replies", "destination", "/app/sync/replies");
		return connection;
	}

	/**
	 * Ask.
	 * @param path what
	 * @param id what the answer repeats
	 * @param body the body
	 */
	void ask(String path, String id, String body) throws IOException {
		frame("SEND", body, "destination", "/app/sync/" + path, "correlation-id", id);
	}

	/**
	 * Send a frame.
	 * @param command the command
	 * @param body the body
	 * @param headers names and values
	 */
	void frame(String command, String body, String... headers) throws IOException {
		WebSocket open = this.socket;
		if (open == null || this.closed) {
			throw new IOException("Closed");
		}
		try {
			open.sendText(StompFrame.of(command, body, headers).text(), true)
				.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
				.join();
		}
		catch (CompletionException ex) {
			throw new IOException(ex.getCause());
		}
	}

	/**
	 * Take the next frame.
	 * @param millis how long to wait for it
	 * @return the frame, or {@literal null} if none came
	 */
	@Nullable StompFrame poll(long millis) {
		try {
			return this.frames.poll(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			String message = this.text.toString();
			this.text.setLength(0);
			if (message.length() > 1) {
				this.frames.add(StompFrame.parse(message));
			}
		}
		socket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
		this.closed = true;
		return null;
	}

	@Override
	public void onError(WebSocket socket, Throwable error) {
		this.closed = true;
	}

	@Override
	public void close() {
		this.closed = true;
		if (this.socket != null) {
			this.socket.abort();
		}
	}

}
