package io.offlinesync.test;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client's requests and streams, over one connection after the other.
 */
final class Session {

	private final URI uri;

	private final SyncTestOptions options;

	private final Heard heard = new Heard();

	private final AtomicInteger ids = new AtomicInteger();

	private final Map<String, CompletableFuture<JsonNode>> requests = new ConcurrentHashMap<>();

	private final Map<String, SyncTestStream> streams = new ConcurrentHashMap<>();

	private volatile @Nullable StompConnection connection;

	Session(URI uri, SyncTestOptions options) {
		this.uri = uri;
		this.options = options;
	}

	void connect() {
		StompConnection opened = StompConnection.open(this.uri, this.options, this::received, this::ended);
		try {
			List<String> headers = new ArrayList<>(
					List.of("accept-version", "1.2", "host", this.uri.getHost(), "heart-beat", "0,0"));
			this.options.connectHeaders.forEach((name, value) -> headers.addAll(List.of(name, value)));
			opened.send(StompFrame.of("CONNECT", "", headers.toArray(String[]::new)));
			waitingFor("the answer to CONNECT").on(opened.connected());
			opened.send(StompFrame.of("SUBSCRIBE", "", "id", "replies", "destination", destination("replies")));
		}
		catch (RuntimeException | AssertionError ex) {
			opened.abort();
			throw ex;
		}
		// Not before: other threads may have something to say.
		this.connection = opened;
	}

	String newId(String of) {
		return of + "-" + this.ids.incrementAndGet();
	}

	synchronized void follow(SyncTestStream stream) {
		this.streams.put(stream.id(), stream);
		try {
			subscribe(stream);
		}
		catch (SyncTestException ex) {
			this.streams.remove(stream.id());
			throw ex;
		}
	}

	synchronized void followAgain() {
		this.streams.values().forEach(this::subscribe);
	}

	private void subscribe(SyncTestStream stream) {
		connection().send(stream.subscribe(destination("changes")));
	}

	synchronized void unfollow(SyncTestStream stream) {
		if (this.streams.remove(stream.id()) != null) {
			stream.ended(SyncTestError.ofConnection(SyncTestException.DISCONNECTED, "The stream was closed"));
			try {
				connection().send(StompFrame.of("UNSUBSCRIBE", "", "id", stream.id()));
			}
			catch (SyncTestException ex) {
				// Its connection has ended, and with it the stream.
			}
		}
	}

	JsonNode request(String operation, Object body) {
		String id = newId("request");
		CompletableFuture<JsonNode> reply = new CompletableFuture<>();
		this.requests.put(id, reply);
		try {
			Waiting waiting = waitingFor("the answer to " + operation);
			connection().send(StompFrame.of("SEND", (body instanceof String text) ? text : Json.tree(body).toString(),
					"destination", destination(operation), "correlation-id", id, "content-type", "application/json"));
			JsonNode json = waiting.on(reply);
			SyncTestError error = SyncTestError.in(json);
			if (error != null) {
				throw new SyncTestException(error);
			}
			return json.get("result");
		}
		finally {
			this.requests.remove(id);
		}
	}

	private String destination(String operation) {
		return this.options.prefix + "/" + operation;
	}

	private void received(StompFrame frame) {
		String subscription = frame.header("subscription");
		SyncTestStream stream = (subscription != null) ? this.streams.get(subscription) : null;
		String id = frame.header("correlation-id");
		CompletableFuture<JsonNode> request = (id != null) ? this.requests.get(id) : null;
		String about = (id != null) ? id : Objects.requireNonNullElse(subscription, "");
		// Cursors are long, and say nothing to people.
		String body = frame.body().replaceFirst("\"cursor\":\"[^\"]*\",", "");
		this.heard.note(frame.command() + " " + about + " " + body);
		if (stream != null) {
			String ack = frame.header("ack");
			if (stream.received(frame) && ack != null) {
				connection().send(StompFrame.of("ACK", "", "id", ack));
			}
		}
		else if (request != null) {
			request.complete(frame.json());
		}
	}

	private void ended(SyncTestError error) {
		this.heard.note("The connection ended: " + error);
		this.requests.values().forEach((request) -> request.completeExceptionally(new SyncTestException(error)));
		this.streams.values().forEach((stream) -> stream.ended(error));
	}

	SyncTestError awaitEnd() {
		return waitingFor("the end of the connection").on(connection().ended());
	}

	Waiting waitingFor(String what) {
		return new Waiting(this.heard, this.options.timeout, what);
	}

	private StompConnection connection() {
		StompConnection open = this.connection;
		if (open == null) {
			throw new IllegalStateException("Not connected");
		}
		return open;
	}

	void abort() {
		StompConnection open = this.connection;
		if (open != null) {
			open.abort();
		}
	}

	void close() {
		StompConnection open = this.connection;
		if (open != null) {
			open.close();
		}
	}

}
