package io.offlinesync.existing;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/**
 * What an ordinary STOMP client, Spring's, says and hears.
 */
final class Conversation implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 10;

	private final Map<String, BlockingQueue<String>> heard = new ConcurrentHashMap<>();

	private final StompSession session;

	private Conversation(StompSession session) {
		this.session = session;
	}

	static Conversation start(int port, String path, WebSocketHttpHeaders headers) throws Exception {
		WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
		return new Conversation(
				client.connectAsync("ws://localhost:" + port + path, headers, new StompSessionHandlerAdapter() {
				}).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
	}

	/**
	 * Ask the private endpoint.
	 * @return the result
	 */
	JsonNode ask(String request, String body) throws InterruptedException {
		listen("/app/sync/replies");
		send("/app/sync/" + request, body);
		JsonNode reply = JsonMapper.shared().readTree(hear("/app/sync/replies"));
		if (!reply.has("result")) {
			throw new AssertionError(reply.toString());
		}
		return reply.get("result");
	}

	void listen(String destination) {
		this.heard.computeIfAbsent(destination, (key) -> {
			BlockingQueue<String> queue = new LinkedBlockingQueue<>();
			this.session.subscribe(destination, new StompFrameHandler() {

				@Override
				public Type getPayloadType(StompHeaders headers) {
					return byte[].class;
				}

				@Override
				public void handleFrame(StompHeaders headers, @Nullable Object payload) {
					queue.add(new String((byte[]) Objects.requireNonNull(payload), StandardCharsets.UTF_8));
				}

			});
			return queue;
		});
	}

	void send(String destination, String body) {
		this.session.send(destination, body.getBytes(StandardCharsets.UTF_8));
	}

	String hear(String destination) throws InterruptedException {
		String message = Objects.requireNonNull(this.heard.get(destination)).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("Nothing was heard of " + destination);
		}
		return message;
	}

	boolean heardNothing(String destination) {
		return Objects.requireNonNull(this.heard.get(destination)).isEmpty();
	}

	@Override
	public void close() {
		this.session.disconnect();
	}

}
