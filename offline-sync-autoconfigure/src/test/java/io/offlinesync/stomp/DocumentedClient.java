package io.offlinesync.stomp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.offlinesync.stomp.ProtocolDocument.Operation;
import io.offlinesync.test.StompFrame;
import tools.jackson.databind.JsonNode;

/**
 * A client of whose conversation every frame, in both directions, is held against the
 * document.
 */
final class DocumentedClient implements AutoCloseable {

	private static final String PREFIX = "/app/sync/";

	private final DocumentedConversation conversation;

	private final StompTestClient client;

	private final Map<String, Operation> asked = new ConcurrentHashMap<>();

	private final AtomicInteger frames = new AtomicInteger();

	private DocumentedClient(int port, DocumentedConversation conversation) {
		this.conversation = conversation;
		this.client = StompTestClient.open(port).overheardBy(this::heard);
	}

	/** Open a connection and say nothing yet. */
	static DocumentedClient open(int port, DocumentedConversation conversation) {
		return new DocumentedClient(port, conversation);
	}

	/** Connect with a token and subscribe to replies. */
	static DocumentedClient connect(int port, DocumentedConversation conversation, String token) {
		DocumentedClient client = open(port, conversation);
		client.say("CONNECT", "accept-version", "1.2", "host", "localhost", "heart-beat", "0,0", "token", token);
		client.next("CONNECTED");
		client.say("SUBSCRIBE", "id", "replies", "destination", PREFIX + "replies", "receipt", "subscribed");
		client.next("RECEIPT");
		return client;
	}

	/** Say what the document tells of. */
	void say(String command, String... headers) {
		StompFrame frame = StompFrame.of(command, "", headers);
		this.conversation.asked(frame);
		this.client.raw(frame.text());
	}

	/** Say what the document does not tell of. */
	void sayWrongly(String command, String... headers) {
		StompFrame frame = StompFrame.of(command, "", headers);
		this.conversation.askedWrongly(frame);
		this.client.raw(frame.text());
	}

	/** Ask, and wait for the answer. */
	StompFrame ask(String path, String body) {
		send(path, body);
		return next("MESSAGE");
	}

	/** Ask in a way that the document does not tell of, and wait for the refusal. */
	JsonNode askWrongly(String path, String body) {
		StompFrame frame = request(path, body);
		Operation operation = this.conversation.askedWrongly(frame);
		if (operation != null) {
			this.asked.put(correlationId(frame), operation);
		}
		this.client.raw(frame.text());
		return next("MESSAGE").error();
	}

	/** Ask without waiting for the answer. */
	void send(String path, String body, String... headers) {
		this.client.raw(noted(path, body, headers));
	}

	/** Ask many times at once, without waiting for the answers. */
	void flood(String path, String body, int times) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < times; i++) {
			text.append(noted(path, body));
		}
		this.client.raw(text.toString());
	}

	private String noted(String path, String body, String... headers) {
		StompFrame frame = request(path, body, headers);
		this.asked.put(correlationId(frame), this.conversation.asked(frame));
		return frame.text();
	}

	private StompFrame request(String path, String body, String... headers) {
		StompFrame frame = StompFrame.of("SEND", body, headers);
		frame.headers().put("destination", PREFIX + path);
		frame.headers().put("correlation-id", "request-" + this.frames.incrementAndGet());
		frame.headers().put("content-type", "application/json");
		return frame;
	}

	private static String correlationId(StompFrame frame) {
		return String.valueOf(frame.header("correlation-id"));
	}

	private void heard(String text) {
		if (text.equals("\n")) {
			return;
		}
		StompFrame frame = StompFrame.parse(text);
		Operation operation = this.asked.remove(correlationId(frame));
		if (operation != null) {
			this.conversation.answered(operation, frame);
		}
		else {
			this.conversation.told(frame);
		}
	}

	StompFrame next() {
		return this.client.next();
	}

	/** The next frame, which must have a command. */
	StompFrame next(String command) {
		StompFrame frame = next();
		if (!frame.command().equals(command)) {
			throw new AssertionError("Expected " + command + " but got " + frame);
		}
		return frame;
	}

	/** Acknowledge pages of a stream until one is as wanted. */
	JsonNode page(Predicate<JsonNode> wanted) {
		while (true) {
			StompFrame frame = next("MESSAGE");
			String ack = frame.header("ack");
			if (ack != null && frame.json().has("cursor")) {
				say("ACK", "id", ack);
			}
			if (wanted.test(frame.json())) {
				return frame.json();
			}
		}
	}

	/** The next frame must be the ERROR that ends the session. */
	JsonNode end() {
		JsonNode error = next("ERROR").error();
		closed();
		return error;
	}

	int closed() {
		int code = this.client.closeCode();
		this.conversation.closed(code);
		return code;
	}

	@Override
	public void close() {
		this.client.close();
	}

}
