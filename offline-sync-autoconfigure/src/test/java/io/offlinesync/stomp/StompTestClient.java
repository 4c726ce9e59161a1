package io.offlinesync.stomp;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.offlinesync.test.StompFrame;
import org.jspecify.annotations.Nullable;

/**
 * A client that can say anything, also what no client should.
 */
final class StompTestClient implements WebSocket.Listener, AutoCloseable {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final int PATIENCE_SECONDS = 30;

	private final BlockingQueue<StompFrame> frames = new LinkedBlockingQueue<>();

	private final AtomicInteger heartbeats = new AtomicInteger();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final StringBuilder text = new StringBuilder();

	private final boolean reading;

	private volatile Consumer<String> ear = (message) -> {
	};

	private @Nullable WebSocket socket;

	private StompTestClient(boolean reading) {
		this.reading = reading;
	}

	static StompTestClient open(int port, String... headers) {
		return open("ws://localhost:" + port + "/offline-sync", true, headers);
	}

	static StompTestClient open(String uri, boolean reading, String... headers) {
		StompTestClient client = new StompTestClient(reading);
		WebSocket.Builder builder = HTTP.newWebSocketBuilder().subprotocols("v12.stomp");
		for (int i = 0; i < headers.length; i += 2) {
			builder.header(headers[i], headers[i + 1]);
		}
		try {
			client.socket = builder.buildAsync(URI.create(uri), client).join();
		}
		catch (CompletionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		return client;
	}

	private WebSocket socket() {
		if (this.socket == null) {
			throw new IllegalStateException("Not open");
		}
		return this.socket;
	}

	/** Have everything heard that arrives from now on, frame by frame. */
	StompTestClient overheardBy(Consumer<String> ear) {
		this.ear = ear;
		return this;
	}

	@Nullable String subprotocol() {
		return socket().getSubprotocol();
	}

	/** CONNECT and SUBSCRIBE to replies. */
	StompTestClient connect(String... headers) {
		sendConnect(headers);
		StompFrame connected = next();
		if (!connected.command().equals("CONNECTED")) {
			throw new AssertionError("Not connected: " + connected);
		}
		frame("SUBSCRIBE", "id", "replies", "destination", "/app/sync/replies");
		return this;
	}

	void sendConnect(String... headers) {
		StringBuilder frame = new StringBuilder("CONNECT\naccept-version:1.2\nhost:localhost\n");
		for (int i = 0; i < headers.length; i += 2) {
			frame.append(headers[i]).append(':').append(headers[i + 1]).append('\n');
		}
		raw(frame.append("\n\0").toString());
	}

	void frame(String command, String... headers) {
		raw(text(command, "", headers));
	}

	/** SUBSCRIBE to the changes of one table. */
	void follow(String id, String... headers) {
		String[] all = new String[headers.length + 6];
		System.arraycopy(headers, 0, all, 0, headers.length);
		System.arraycopy(new String[] { "id", id, "destination", "/app/sync/changes", "scopes",
				"[{\"table\":\"todo\",\"where\":{}}]" }, 0, all, headers.length, 6);
		frame("SUBSCRIBE", all);
	}

	/** ACK a page. */
	void ack(StompFrame page) {
		frame("ACK", "id", String.valueOf(page.header("ack")));
	}

	/** Wait until all frames before were dealt with: the receipt is the next frame. */
	void settle() {
		String id = "settled-" + this.requests.incrementAndGet();
		frame("UNSUBSCRIBE", "id", id, "receipt", id);
		StompFrame receipt = next();
		if (!id.equals(receipt.header("receipt-id"))) {
			throw new AssertionError("Expected the receipt " + id + " but got " + receipt);
		}
	}

	/** A frame with a body, without a content-length. */
	static String text(String command, String body, String... headers) {
		StringBuilder frame = new StringBuilder(command).append('\n');
		for (int i = 0; i < headers.length; i += 2) {
			frame.append(escape(headers[i])).append(':').append(escape(headers[i + 1])).append('\n');
		}
		return frame.append('\n').append(body).append('\0').toString();
	}

	private static String escape(String text) {
		return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace(":", "\\c");
	}

	void send(String destination, String body, String... headers) {
		String[] all = new String[headers.length + 4];
		System.arraycopy(headers, 0, all, 4, headers.length);
		all[0] = "destination";
		all[1] = destination;
		all[2] = "content-length";
		all[3] = String.valueOf(body.getBytes(StandardCharsets.UTF_8).length);
		raw(text("SEND", body, all));
	}

	/** Ask, and wait for the answer, which must be the next frame. */
	StompFrame ask(String path, String body) {
		String id = "request-" + this.requests.incrementAndGet();
		send("/app/sync/" + path, body, "correlation-id", id);
		StompFrame reply = next();
		if (!id.equals(reply.header("correlation-id"))) {
			throw new AssertionError("Expected the answer to " + id + " but got " + reply);
		}
		return reply;
	}

	void raw(String text) {
		socket().sendText(text, true).join();
	}

	void part(String text, boolean last) {
		socket().sendText(text, last).join();
	}

	void binary(byte[] bytes, boolean last) {
		socket().sendBinary(ByteBuffer.wrap(bytes), last).join();
	}

	void abort() {
		socket().abort();
	}

	StompFrame next() {
		StompFrame frame = poll(PATIENCE_SECONDS * 1000);
		if (frame == null) {
			throw new AssertionError("No frame; closed: " + this.closed.getNow(null));
		}
		return frame;
	}

	@Nullable StompFrame poll(long millis) {
		try {
			return this.frames.poll(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	int heartbeats() {
		return this.heartbeats.get();
	}

	boolean isClosed() {
		return this.closed.isDone();
	}

	int closeCode() {
		return this.closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
	}

	@Override
	public void onOpen(WebSocket webSocket) {
		if (this.reading) {
			webSocket.request(Long.MAX_VALUE);
		}
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			String message = this.text.toString();
			this.text.setLength(0);
			this.ear.accept(message);
			if (message.equals("\n")) {
				this.heartbeats.incrementAndGet();
			}
			else {
				this.frames.add(StompFrame.parse(message));
			}
		}
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closed.complete(statusCode);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closed.complete(1006);
	}

	@Override
	public void close() {
		socket().abort();
	}

}
