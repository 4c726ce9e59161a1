package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;

import io.offlinesync.AuthenticatedUser;
import io.offlinesync.observation.SyncObservations;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.User;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import org.junit.jupiter.api.Test;
import org.mockito.invocation.InvocationOnMock;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * What no clock or other thread has to happen upon for it to hold.
 */
class ClientSessionTests {

	private final NativeSocket socket = socket();

	private final List<StompFrame> sent = new ArrayList<>();

	private final Deque<Runnable> workers = new ArrayDeque<>();

	private final List<StompCommand> delivered = new ArrayList<>();

	private final List<String> done = new ArrayList<>();

	private final ClientSession session = new ClientSession(this.socket, TestProperties.of(),
			new StreamOpener(new FakeFeed(), TestProperties.of(), SyncObservations.NONE), new UserSessions(1),
			this.workers::add, Runnable::run);

	@SuppressWarnings("NullAway.Init")
	private AuthenticatedUser user = new AuthenticatedUser(new User("ann"), Instant.now().plusSeconds(3600));

	private FrameReceiver receiver = receiver(this::handle);

	@Test
	void nothingIsDoneOfASessionThatHasExpired() {
		connect();
		receive("SEND\ndestination:/app/sync/hello\n\n{}\0");
		this.workers.remove().run();
		assertThat(this.done).hasSize(1);
		this.session.expiresAt(Instant.now());
		receive("SEND\ndestination:/app/sync/hello\n\n{}\0");
		assertThat(this.delivered).containsExactly(StompCommand.CONNECT, StompCommand.SUBSCRIBE, StompCommand.SEND);
		assertThat(this.workers).isEmpty();
		assertThatSignInIsNeeded();
	}

	@Test
	void whatWaitsWhenASessionExpiresIsNotDone() {
		connect();
		receive("SEND\ndestination:/app/sync/hello\nreceipt:r\n\n{}\0");
		receive("SEND\ndestination:/app/sync/hello\nreceipt:r\n\n{}\0");
		this.session.expiresAt(Instant.now());
		this.workers.remove().run();
		assertThat(this.workers).isEmpty();
		assertThat(this.done).isEmpty();
		assertThatSignInIsNeeded();
	}

	@Test
	void whatAClientAskedForBeforeItSaidGoodbyeIsNotDoneEitherOnceItExpired() {
		connect();
		receive("SEND\ndestination:/app/sync/hello\n\n{}\0");
		receive("DISCONNECT\n\n\0");
		this.session.expiresAt(Instant.now());
		this.workers.remove().run();
		assertThat(this.done).isEmpty();
	}

	@Test
	void thereAreNoRequestsBeforeSomebodyIsKnown() {
		this.receiver = receiver((message) -> {
			this.delivered.add(command(message));
			throw new StackOverflowError("expected");
		});
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(this::sendConnect);
		receive("SUBSCRIBE\nid:1\ndestination:/app/sync/replies\n\n\0");
		assertThat(this.delivered).containsExactly(StompCommand.CONNECT);
		assertThat(this.session.connected()).isFalse();
		verifyClosed(CloseStatus.SERVER_ERROR);
	}

	@Test
	void aSessionIsConnectedOnlyOnceItsConnectWasAccepted() {
		List<Boolean> connected = new ArrayList<>();
		this.receiver = receiver((message) -> {
			connected.add(this.session.connected());
			handle(message);
		});
		sendConnect();
		assertThat(connected).containsExactly(false);
		assertThat(this.session.connected()).isTrue();
	}

	private void connect() {
		sendConnect();
		receive("SUBSCRIBE\nid:1\ndestination:/app/sync/replies\n\n\0");
		this.sent.clear();
	}

	private void sendConnect() {
		receive("CONNECT\naccept-version:1.2\n\n\0");
	}

	private void receive(String frame) {
		this.session.received(frame.getBytes(StandardCharsets.UTF_8), this.receiver);
	}

	private FrameReceiver receiver(java.util.function.Consumer<Message<?>> handler) {
		MessageChannel channel = (message, timeout) -> {
			handler.accept(message);
			return true;
		};
		return new FrameReceiver(channel, new Authentication((headers) -> this.user, false));
	}

	private void handle(Message<?> message) {
		StompCommand command = command(message);
		this.delivered.add(command);
		Request request = Request.from(message);
		switch (command) {
			case CONNECT -> this.session.connected(new long[] { 0, 0 });
			case SUBSCRIBE -> this.session.subscriptions().add(StompHeaderAccessor.wrap(message));
			case SEND -> request.enqueue(() -> {
				this.done.add("request");
				request.reply("{}");
			}, 1);
			default -> {
			}
		}
	}

	private static StompCommand command(Message<?> message) {
		return Objects.requireNonNull(StompHeaderAccessor.wrap(message).getCommand());
	}

	private void assertThatSignInIsNeeded() {
		StompFrame error = this.sent.get(this.sent.size() - 1);
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.errorMessage()).isEqualTo("The token has expired: sign in again");
		verifyClosed(CloseCodes.SIGN_IN);
	}

	private void verifyClosed(CloseStatus status) {
		try {
			verify(this.socket).close(status);
		}
		catch (java.io.IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private NativeSocket socket() {
		RemoteEndpoint.Async remote = mock(RemoteEndpoint.Async.class);
		willAnswer(this::write).given(remote).sendText(anyString(), any(SendHandler.class));
		Session connection = mock(Session.class);
		given(connection.getUserProperties()).willReturn(new HashMap<>());
		given(connection.getAsyncRemote()).willReturn(remote);
		NativeSocket socket = mock(NativeSocket.class);
		given(socket.getNativeSession(Session.class)).willReturn(connection);
		given(socket.getId()).willReturn("1");
		return socket;
	}

	private Object write(InvocationOnMock call) {
		this.sent.add(StompFrame.parse(call.getArgument(0)));
		call.getArgument(1, SendHandler.class).onResult(new SendResult(mock(Session.class)));
		return this;
	}

	private interface NativeSocket extends WebSocketSession, NativeWebSocketSession {

	}

}
