package com.example.fieldservice;

import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/**
 * What a user says and hears over STOMP.
 */
public final class StompConnection implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 20;

	private static final int MAX_MESSAGE = 8 * 1024 * 1024;

	private final Map<String, BlockingQueue<String>> heard = new ConcurrentHashMap<>();

	private final StompSession session;

	private StompConnection(StompSession session) {
		this.session = session;
	}

	/**
	 * Connect as a user, whose password is "secret".
	 */
	public static StompConnection open(int port, String path, String login) throws Exception {
		HttpHeaders headers = new HttpHeaders();
		headers.setBasicAuth(login, "secret");
		HttpResponse<String> csrf = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/csrf"))
				.header(HttpHeaders.AUTHORIZATION, headers.getFirst(HttpHeaders.AUTHORIZATION))
				.build(), HttpResponse.BodyHandlers.ofString());
		JsonNode token = JsonMapper.shared().readTree(csrf.body());
		headers.set(HttpHeaders.COOKIE, csrf.headers().firstValue(HttpHeaders.SET_COOKIE).orElseThrow().split(";")[0]);
		StompHeaders connect = new StompHeaders();
		connect.set(token.get("headerName").stringValue(), token.get("token").stringValue());
		WebSocketContainer container = ContainerProvider.getWebSocketContainer();
		container.setDefaultMaxTextMessageBufferSize(MAX_MESSAGE);
		WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient(container));
		client.setInboundMessageSizeLimit(MAX_MESSAGE);
		return new StompConnection(client.connectAsync("ws://localhost:" + port + path,
				new WebSocketHttpHeaders(headers), connect, new StompSessionHandlerAdapter() {
				})
			.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
	}

	public void subscribe(String destination) {
		StompHeaders headers = new StompHeaders();
		headers.setDestination(destination);
		subscribe(destination, headers);
	}

	/**
	 * Subscribe with any headers.
	 * @param name what to call the subscription
	 * @param headers the headers
	 */
	public void subscribe(String name, StompHeaders headers) {
		BlockingQueue<String> queue = new LinkedBlockingQueue<>();
		heard.put(name, queue);
		session.subscribe(headers, new StompFrameHandler() {

			@Override
			public Type getPayloadType(StompHeaders received) {
				return byte[].class;
			}

			@Override
			public void handleFrame(StompHeaders received, Object payload) {
				queue.add(new String((byte[]) payload, StandardCharsets.UTF_8));
			}

		});
	}

	public void send(String destination, String body) {
		session.send(destination, body.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * The next message of a subscription, for which it waits.
	 */
	public String hear(String name) throws InterruptedException {
		String message = heard.get(name).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("Nothing was heard of " + name);
		}
		return message;
	}

	/**
	 * The next message of a subscription, or null if there is none yet.
	 */
	public String heardNow(String name) {
		return heard.get(name).poll();
	}

	public boolean isConnected() {
		return session.isConnected();
	}

	@Override
	public void close() {
		if (session.isConnected()) {
			session.disconnect();
		}
	}

}
