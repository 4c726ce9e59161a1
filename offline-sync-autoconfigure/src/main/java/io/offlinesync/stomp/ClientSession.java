package io.offlinesync.stomp;

import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * One connected client: who it is, and what goes in and out. Frames come in one after the
 * other; everything else may happen on any thread.
 */
class ClientSession {

	private static final Log logger = LogFactory.getLog(ClientSession.class);

	// What is left that blocks: closing, and answering a ping, if the client does not
	// read.
	private static final String TOMCAT_BLOCKING_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

	private static final Duration CONTROL_FRAME_TIMEOUT = Duration.ofSeconds(1);

	private final WebSocketSession socket;

	private final Session connection;

	private final Executor closer;

	private final FrameAssembler frames;

	private final SessionWriter writer;

	private final RequestQueue requests;

	private final Subscriptions subscriptions;

	private final SessionClock clock;

	private final RequestRate rate;

	private final UserSessions users;

	private final Instant since = Instant.now();

	private final AtomicReference<State> state = new AtomicReference<>(State.OPENED);

	private volatile @Nullable Principal user;

	private volatile @Nullable Instant expiresAt;

	ClientSession(WebSocketSession socket, StompProperties properties, StreamOpener streams, UserSessions users,
			Executor workers, Executor closer) {
		this.socket = socket;
		this.connection = connection(socket);
		this.closer = closer;
		this.users = users;
		this.user = Authentication.known(socket.getPrincipal());
		this.frames = new FrameAssembler(properties.maxMessageBytes());
		this.writer = new SessionWriter(this::write, properties.sendBufferSize().toBytes(),
				() -> close(CloseStatus.SESSION_NOT_RELIABLE));
		this.requests = new RequestQueue(workers, this.writer, properties.maxWaitingRequests(),
				4L * properties.maxMessageBytes());
		this.rate = new RequestRate(properties.maxRequestsPerSecond(), System::nanoTime);
		this.subscriptions = new Subscriptions(properties, streams, this.rate, this.writer);
		this.clock = new SessionClock(properties);
	}

	String id() {
		return this.socket.getId();
	}

	/**
	 * Look at the session.
	 */
	SessionStatus status() {
		Principal current = this.user;
		return new SessionStatus(id(), (current != null) ? current.getName() : null, this.since,
				this.subscriptions.streams().status());
	}

	Map<String, Object> attributes() {
		return this.socket.getAttributes();
	}

	/**
	 * Whose session it is.
	 * @return the user, or {@literal null} if anonymous
	 */
	@Nullable Principal user() {
		return this.user;
	}

	void user(@Nullable Principal user) {
		if (user != null) {
			this.user = Authentication.known(user);
		}
	}

	/**
	 * Remember how long it is certain whose session this is.
	 * @param time the end, or {@literal null} if there is none
	 */
	void expiresAt(@Nullable Instant time) {
		this.expiresAt = time;
	}

	/**
	 * End the session if it is no longer certain whose it is.
	 * @return {@literal true} if nothing of it may be done any more
	 */
	boolean expired() {
		Instant end = this.expiresAt;
		if (end == null || Instant.now().isBefore(end)) {
			return false;
		}
		fail(new SyncException(SyncErrorCode.FORBIDDEN, "The token has expired: sign in again"), null,
				CloseCodes.SIGN_IN);
		return true;
	}

	RequestRate rate() {
		return this.rate;
	}

	RequestQueue requests() {
		return this.requests;
	}

	/**
	 * Take what arrived.
	 * @param piece any piece of any number of frames
	 * @param receiver where to hand frames that are complete
	 */
	void received(byte[] piece, FrameReceiver receiver) {
		this.clock.received();
		try {
			if (open()) {
				this.frames.append(piece);
			}
			Message<byte[]> frame = open() ? this.frames.next() : null;
			while (frame != null) {
				receiver.receive(this, frame);
				frame = open() ? this.frames.next() : null;
			}
		}
		catch (SyncException ex) {
			fail(ex, null);
		}
		catch (Error ex) {
			// Of exceptions, Spring takes care.
			close(CloseStatus.SERVER_ERROR);
			throw ex;
		}
	}

	/**
	 * Remember that the client sent its CONNECT.
	 * @return {@literal false} if it did so before
	 */
	boolean connecting() {
		return this.state.compareAndSet(State.OPENED, State.CONNECTING);
	}

	/**
	 * Whether the client's CONNECT was accepted.
	 * @return {@literal true} until the session ends
	 */
	boolean connected() {
		return this.state.get() == State.CONNECTED;
	}

	void connected(long[] clientHeartbeat) {
		long server = this.clock.agree(clientHeartbeat[0], clientHeartbeat[1]);
		if (this.state.compareAndSet(State.CONNECTING, State.CONNECTED)) {
			send(StompFrames.connected(server, server));
		}
	}

	Subscriptions subscriptions() {
		return this.subscriptions;
	}

	void send(String frame) {
		this.writer.send(frame);
	}

	/**
	 * End the session after everything it asked for was answered.
	 * @param request the DISCONNECT
	 */
	void disconnect(Request request) {
		if (end()) {
			this.requests.addLast(() -> {
				request.complete();
				this.writer.whenWritten(() -> close(CloseStatus.NORMAL));
			});
		}
	}

	/**
	 * End the session with an ERROR frame.
	 * @param reason why
	 * @param request the frame that was refused, or {@literal null}
	 */
	void fail(SyncException reason, @Nullable Request request) {
		fail(reason, request, CloseCodes.of(reason));
	}

	boolean fail(SyncException reason, @Nullable Request request, CloseStatus status) {
		boolean ended = end();
		if (ended) {
			this.requests.close();
			String receipt = (request != null) ? request.receipt() : null;
			this.writer.send(StompFrames.error(reason.code().code(), receipt, ReplyWriter.error(reason)),
					() -> close(status));
		}
		return ended;
	}

	/**
	 * End the session, since its user has signed out.
	 * @return {@literal false} if it had ended before
	 */
	boolean signOut() {
		boolean ended = fail(new SyncException(SyncErrorCode.FORBIDDEN, "You have signed out: sign in again"), null,
				CloseCodes.SIGN_IN);
		if (!ended) {
			// What it asked for before it said goodbye would still be done.
			this.requests.close();
			close(CloseCodes.SIGN_IN);
		}
		return ended;
	}

	/**
	 * End the session at once.
	 * @param status what to tell the client, if it still listens
	 */
	void close(CloseStatus status) {
		if (closed()) {
			// Towards a client that does not read this takes a while.
			this.closer.execute(() -> closeSocket(status));
		}
	}

	/**
	 * Let go of everything, since the connection is gone. What a client asked for before
	 * a DISCONNECT is still done.
	 * @return {@literal false} if that happened before
	 */
	boolean closed() {
		State before = this.state.getAndSet(State.CLOSED);
		if (before.open) {
			this.requests.close();
		}
		this.users.remove(this);
		this.writer.close();
		this.subscriptions.streams().close();
		return before != State.CLOSED;
	}

	/**
	 * Send a heart-beat if one is due, and end the session if the client is late.
	 * @param now the {@link System#nanoTime()}
	 */
	void check(long now) {
		State current = this.state.get();
		if (current == State.CLOSED) {
			return;
		}
		if (current == State.CONNECTED && expired()) {
			return;
		}
		CloseStatus late = this.clock.late(now, current != State.OPENED, this.writer.writingFor(now));
		if (late != null) {
			logger.debug("Closing session " + id() + ": " + late);
			close(late);
		}
		else if (this.clock.heartbeatDue(this.writer.idleFor(now))) {
			send(StompFrames.HEART_BEAT);
		}
	}

	boolean isClosed() {
		return this.state.get() == State.CLOSED;
	}

	private boolean open() {
		return this.state.get().open;
	}

	private boolean end() {
		State before = this.state.getAndUpdate((current) -> (current != State.CLOSED) ? State.ENDING : current);
		if (before.open) {
			this.subscriptions.streams().close();
		}
		return before.open;
	}

	private void write(String text, SendHandler handler) {
		this.connection.getAsyncRemote().sendText(text, handler);
	}

	private static Session connection(WebSocketSession socket) {
		Session connection = ((NativeWebSocketSession) socket).getNativeSession(Session.class);
		Assert.state(connection != null, "No native session");
		connection.getUserProperties().put(TOMCAT_BLOCKING_SEND_TIMEOUT, CONTROL_FRAME_TIMEOUT.toMillis());
		return connection;
	}

	private void closeSocket(CloseStatus status) {
		try {
			this.socket.close(status);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Could not close session " + id(), ex);
		}
	}

	private enum State {

		OPENED(true), CONNECTING(true), CONNECTED(true), ENDING(false), CLOSED(false);

		/** Whether frames of the client are taken. */
		private final boolean open;

		State(boolean open) {
			this.open = open;
		}

	}

}
