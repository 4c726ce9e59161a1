package io.offlinesync.stomp;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.offlinesync.jdbc.InternalErrors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.messaging.simp.SimpAttributes;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * The connections of this node.
 */
class SyncWebSocketHandler implements WebSocketHandler, SubProtocolCapable {

	private static final Log logger = LogFactory.getLog(SyncWebSocketHandler.class);

	private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();

	private final StompProperties properties;

	private final FrameReceiver receiver;

	private final StreamOpener streams;

	private final UserSessions users;

	private final Executor workers;

	private final Executor closer;

	private volatile boolean running;

	SyncWebSocketHandler(StompProperties properties, FrameReceiver receiver, StreamOpener streams, UserSessions users,
			Executor workers, Executor closer) {
		this.properties = properties;
		this.receiver = receiver;
		this.streams = streams;
		this.users = users;
		this.workers = workers;
		this.closer = closer;
	}

	@Override
	public List<String> getSubProtocols() {
		return List.of("v12.stomp");
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	void start() {
		this.running = true;
	}

	void stop() {
		this.running = false;
		this.sessions.values().forEach((session) -> session.close(CloseStatus.GOING_AWAY));
	}

	boolean isRunning() {
		return this.running;
	}

	/**
	 * How many clients are connected to this node.
	 * @return the number of sessions
	 */
	int sessionCount() {
		return this.sessions.size();
	}

	/**
	 * Look at all sessions.
	 */
	List<SessionStatus> status() {
		return this.sessions.values().stream().map(ClientSession::status).toList();
	}

	/**
	 * Look after the time in all sessions.
	 */
	void checkSessions() {
		long now = System.nanoTime();
		for (ClientSession session : this.sessions.values()) {
			try {
				session.check(now);
			}
			catch (RuntimeException ex) {
				logger.error("Could not check session " + session.id(), InternalErrors.loggable(ex));
			}
		}
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession socket) {
		ClientSession session = new ClientSession(socket, this.properties, this.streams, this.users, this.workers,
				this.closer);
		this.sessions.put(socket.getId(), session);
		if (!this.running) {
			session.close(CloseStatus.GOING_AWAY);
		}
	}

	@Override
	public void handleMessage(WebSocketSession socket, WebSocketMessage<?> message) {
		ClientSession session = this.sessions.get(socket.getId());
		if (session != null && message instanceof TextMessage text) {
			session.received(text.asBytes(), this.receiver);
		}
		else if (session != null && message instanceof BinaryMessage binary) {
			ByteBuffer payload = binary.getPayload();
			byte[] bytes = new byte[payload.remaining()];
			payload.get(bytes);
			session.received(bytes, this.receiver);
		}
	}

	@Override
	public void handleTransportError(WebSocketSession socket, Throwable exception) {
		logger.debug("The connection of session " + socket.getId() + " failed", exception);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
		ClientSession session = this.sessions.remove(socket.getId());
		if (session != null) {
			session.closed();
			this.receiver.ended(session);
			new SimpAttributes(socket.getId(), socket.getAttributes()).sessionCompleted();
		}
	}

}
