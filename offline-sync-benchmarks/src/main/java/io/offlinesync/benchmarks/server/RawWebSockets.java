package io.offlinesync.benchmarks.server;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;
import org.springframework.web.socket.server.standard.ServerEndpointRegistration;

/**
 * WebSockets on the same Tomcat, without STOMP, the library, or Spring between: what they
 * can do is the limit.
 */
@Configuration(proxyBeanMethods = false)
class RawWebSockets {

	private static final Logger logger = LoggerFactory.getLogger(RawWebSockets.class);

	/** Of a message, in characters: each session has as much. */
	private static final int LARGEST = 1 << 17;

	@Bean
	ServerEndpointExporter serverEndpointExporter() {
		return new ServerEndpointExporter();
	}

	@Bean
	ServerEndpointRegistration echo() {
		return new ServerEndpointRegistration("/echo", new Echo());
	}

	@Bean
	ServerEndpointRegistration broadcast() {
		return new ServerEndpointRegistration("/broadcast", new Broadcast());
	}

	/** Whoever is there no more need not be told. */
	private static void send(Session session, String text) {
		try {
			session.getBasicRemote().sendText(text);
		}
		catch (IOException ex) {
			logger.debug("Not sent", ex);
		}
	}

	/**
	 * Sends back what it receives.
	 */
	private static final class Echo extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.addMessageHandler(String.class, (text) -> send(session, text));
		}

	}

	/**
	 * Sends what it receives to all others, in one thread, which waits for nobody as long
	 * as everybody reads; and back what is empty.
	 */
	private static final class Broadcast extends Endpoint {

		private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			this.sessions.add(session);
			session.setMaxTextMessageBufferSize(LARGEST);
			session.addMessageHandler(String.class, (text) -> received(session, text));
		}

		private void received(Session from, String text) {
			if (text.isEmpty()) {
				send(from, text);
				return;
			}
			this.sessions.stream().filter((other) -> other != from).forEach((other) -> send(other, text));
		}

		@Override
		public void onClose(Session session, CloseReason reason) {
			this.sessions.remove(session);
		}

	}

}
