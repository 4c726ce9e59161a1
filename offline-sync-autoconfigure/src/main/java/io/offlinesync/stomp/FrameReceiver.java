package io.offlinesync.stomp;

import java.util.Map;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.simp.SimpAttributesContextHolder;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * Takes the frames of clients, and sends them through the channel: past the interceptors
 * of the application and of Spring Security, to the {@link FrameHandler}. What is refused
 * on the way is answered here.
 */
class FrameReceiver {

	private static final byte[] NO_BODY = new byte[0];

	private final MessageChannel channel;

	private final Authentication authentication;

	FrameReceiver(MessageChannel channel, Authentication authentication) {
		this.channel = channel;
		this.authentication = authentication;
	}

	/**
	 * Take a frame.
	 * @param session where it came from
	 * @param frame the frame, with a mutable header accessor
	 */
	void receive(ClientSession session, Message<byte[]> frame) {
		StompHeaderAccessor headers = MessageHeaderAccessor.getAccessor(frame, StompHeaderAccessor.class);
		Assert.state(headers != null, "Not a STOMP frame");
		StompCommand command = headers.getCommand();
		Assert.state(command != null, "Not a STOMP frame");
		Request request = Request.of(session, headers);
		request.logContext().run(() -> receive(session, frame, headers, command, request));
	}

	private void receive(ClientSession session, Message<byte[]> frame, StompHeaderAccessor headers,
			StompCommand command, Request request) {
		if (session.connected() && session.expired()) {
			return;
		}
		try {
			admit(session, command);
		}
		catch (SyncException ex) {
			session.fail(ex, request);
			return;
		}
		if (isTooEarly(session, command, headers, request)) {
			return;
		}
		try {
			request.check(headers);
			if (headers.getMessageType() == SimpMessageType.CONNECT) {
				this.authentication.authenticate(session, headers);
			}
			deliver(session, headers, frame, request);
			if (command != StompCommand.SEND && command != StompCommand.DISCONNECT) {
				request.complete();
			}
		}
		catch (SyncException ex) {
			refused(session, command, request, ex);
		}
		if (command == StompCommand.DISCONNECT) {
			session.disconnect(request);
		}
	}

	/**
	 * Tell interceptors that a session has ended, whether the client said so or not.
	 * @param session the session
	 */
	void ended(ClientSession session) {
		StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.DISCONNECT);
		headers.setLeaveMutable(true);
		Message<byte[]> message = MessageBuilder.createMessage(NO_BODY, headers.getMessageHeaders());
		try {
			deliver(session, headers, message, Request.of(session, headers));
		}
		catch (SyncException ex) {
			// An interceptor that objects does not bring the connection back.
		}
	}

	private static void admit(ClientSession session, StompCommand command) {
		switch (command) {
			case CONNECT, STOMP -> require(session.connecting(), "There is one CONNECT frame in a session");
			case SEND -> {
				require(session.connected(), "The first frame of a session is CONNECT");
				require(session.subscriptions().replies().subscription() != null,
						"Subscribe to the replies before you send requests");
			}
			case SUBSCRIBE, UNSUBSCRIBE, ACK, NACK, DISCONNECT ->
				require(session.connected(), "The first frame of a session is CONNECT");
			default -> require(false, "There are no " + command + " frames here");
		}
	}

	/**
	 * Answer what a client asks for faster than it may.
	 * @return {@literal false} if it keeps to the limit
	 */
	private static boolean isTooEarly(ClientSession session, StompCommand command, StompHeaderAccessor headers,
			Request request) {
		// The other frames have no answer, and cost no more than a look at a map.
		if (command != StompCommand.SEND && command != StompCommand.SUBSCRIBE) {
			return false;
		}
		long pause = session.rate().count();
		if (pause == 0) {
			return false;
		}
		String limit = "A session has at most " + session.rate().perSecond() + " requests and subscriptions per second";
		if (session.rate().isAbused()) {
			session.fail(
					new SyncException(SyncErrorCode.TOO_LARGE, limit + ": this one did not wait, however often told"),
					request, CloseStatus.POLICY_VIOLATION);
			return true;
		}
		SyncException reason = new SyncException(SyncErrorCode.UNAVAILABLE, limit + ": wait before you try again",
				Map.of("retryAfterMillis", pause), null);
		if (command == StompCommand.SEND) {
			request.refuse(reason);
		}
		else if (!session.subscriptions().refuse(headers, reason)) {
			return false;
		}
		request.complete();
		return true;
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST, message);
		}
	}

	private void deliver(ClientSession session, StompHeaderAccessor headers, Message<byte[]> frame, Request request) {
		headers.setSessionId(session.id());
		headers.setSessionAttributes(session.attributes());
		headers.setUser(session.user());
		if (headers.getMessageType() == SimpMessageType.CONNECT) {
			headers.setUserChangeCallback(session::user);
		}
		headers.setHeader(Request.HEADER, request);
		boolean sent;
		try {
			headers.setHeader(SimpMessageHeaderAccessor.HEART_BEAT_HEADER, headers.getHeartbeat());
			SimpAttributesContextHolder.setAttributesFromMessage(frame);
			sent = this.channel.send(frame);
		}
		catch (NumberFormatException ex) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST, "The heart-beat header has two numbers");
		}
		catch (MessagingException ex) {
			throw Errors.refusal(ex);
		}
		finally {
			SimpAttributesContextHolder.resetAttributes();
		}
		if (!sent) {
			throw Errors.forbidden();
		}
	}

	private static void refused(ClientSession session, StompCommand command, Request request, SyncException reason) {
		switch (command) {
			case CONNECT, STOMP -> session.fail(reason, request,
					(reason.code() == SyncErrorCode.FORBIDDEN) ? CloseCodes.SIGN_IN : CloseCodes.of(reason));
			case SUBSCRIBE -> session.fail(reason, request, CloseCodes.of(reason));
			case DISCONNECT -> {
				// Nobody is kept against their will.
			}
			default -> {
				request.refuse(reason);
				request.complete();
			}
		}
	}

}
