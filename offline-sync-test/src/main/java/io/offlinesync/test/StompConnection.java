package io.offlinesync.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that carries frames. It ends once, with an error that says why, and says
 * nothing more from then on: frames and the end are told under its lock.
 */
final class StompConnection implements WebSocket.Listener {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final StompDecoder decoder = new StompDecoder();

	private final Consumer<StompFrame> frames;

	private final Consumer<SyncTestError> end;

	private final CompletableFuture<StompFrame> connected = new CompletableFuture<>();

	private final CompletableFuture<SyncTestError> ended = new CompletableFuture<>();

	private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();

	/** One message is sent after the other. */
	private CompletableFuture<WebSocket> sent = this.opened;

	private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

	StompConnection(Consumer<StompFrame> frames, Consumer<SyncTestError> end) {
		this.frames = frames;
		this.end = end;
	}

	static StompConnection open(URI uri, SyncTestOptions options, Consumer<StompFrame> frames,
			Consumer<SyncTestError> end) {
		StompConnection connection = new StompConnection(frames, end);
		WebSocket.Builder builder = HTTP.newWebSocketBuilder()
			.subprotocols("v12.stomp")
			.connectTimeout(options.timeout);
		options.headers.forEach(builder::header);
		try {
			builder.buildAsync(uri, connection).join();
		}
		catch (CompletionException ex) {
			throw refused(uri, ex.getCause());
		}
		return connection;
	}

	private static RuntimeException refused(URI uri, @Nullable Throwable cause) {
		if (cause instanceof WebSocketHandshakeException ex) {
			return new SyncTestException(SyncTestError.ofConnection(SyncTestException.HANDSHAKE_REFUSED,
					"The server answers the handshake at " + uri + " with " + ex.getResponse().statusCode()));
		}
		String message = "No WebSocket at " + uri + ": " + cause;
		return new UncheckedIOException(message, (cause instanceof IOException ex) ? ex : new IOException(cause));
	}

	/**
	 * What answers CONNECT, unless the connection ends before.
	 */
	CompletableFuture<StompFrame> connected() {
		return this.connected;
	}

	/**
	 * Why it has ended.
	 */
	CompletableFuture<SyncTestError> ended() {
		return this.ended;
	}

	synchronized void send(StompFrame frame) {
		if (this.ended.isDone()) {
			throw new SyncTestException(this.ended.join());
		}
		this.sent = this.sent.thenCompose((open) -> open.sendText(frame.text(), true));
		this.sent.whenComplete((open, failure) -> {
			if (failure != null) {
				end(SyncTestException.DISCONNECTED, "Cannot send: " + failure);
				abort();
			}
		});
	}

	/**
	 * End it as if the network were gone. Whatever it still had to tell has been told.
	 */
	synchronized void abort() {
		end(SyncTestException.DISCONNECTED, "The client disconnected");
		this.closed.complete(null);
		abortSocket();
	}

	private void abortSocket() {
		this.opened.thenAccept(WebSocket::abort);
	}

	/**
	 * End it in good order, for which the server has a second.
	 */
	void close() {
		synchronized (this) {
			if (!this.ended.isDone()) {
				send(StompFrame.of("DISCONNECT", ""));
				end(SyncTestException.DISCONNECTED, "The client was closed");
			}
		}
		this.closed.orTimeout(1, TimeUnit.SECONDS).exceptionally((late) -> {
			abortSocket();
			return null;
		}).join();
	}

	private void end(String code, String message) {
		end(SyncTestError.ofConnection(code, message));
	}

	private synchronized void end(SyncTestError error) {
		if (!this.ended.isDone()) {
			this.connected.completeExceptionally(new SyncTestException(error));
			this.end.accept(error);
			// Last: whoever waits for it may connect anew.
			this.ended.complete(error);
		}
	}

	@Override
	public void onOpen(WebSocket socket) {
		this.opened.complete(socket);
		socket.request(1);
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		try {
			this.decoder.decode(data).forEach(this::received);
		}
		catch (RuntimeException | AssertionError ex) {
			end(SyncTestException.NOT_THE_PROTOCOL, ex.toString());
			abort();
		}
		socket.request(1);
		return null;
	}

	private synchronized void received(StompFrame frame) {
		if (this.ended.isDone()) {
			return;
		}
		this.frames.accept(frame);
		if (frame.command().equals("CONNECTED")) {
			this.connected.complete(frame);
		}
		else if (frame.command().equals("ERROR")) {
			end(SyncTestError.of(frame.error()));
		}
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
		end(SyncTestException.DISCONNECTED, "The server closed the connection with " + statusCode + " " + reason);
		this.closed.complete(null);
		return null;
	}

	@Override
	public void onError(WebSocket socket, Throwable error) {
		end(SyncTestException.DISCONNECTED, "The connection broke: " + error);
		this.closed.complete(null);
	}

}
