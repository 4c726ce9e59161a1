package io.offlinesync.stomp;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.Assert;

/**
 * Does what frames ask for that passed all interceptors.
 */
class FrameHandler implements MessageHandler {

	private static final String VERSION = "1.2";

	private static final String ID = "id";

	private final MessageHandler controller;

	private final Authentication authentication;

	private final UserSessions users;

	FrameHandler(MessageHandler controller, Authentication authentication, UserSessions users) {
		this.controller = controller;
		this.authentication = authentication;
		this.users = users;
	}

	@Override
	public void handleMessage(Message<?> message) {
		StompHeaderAccessor headers = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
		Assert.state(headers != null, "Not a STOMP frame");
		StompCommand command = headers.getCommand();
		Assert.state(command != null, "Not a STOMP frame");
		Request request = Request.from(message);
		try {
			handle(command, headers, message, request);
		}
		catch (RuntimeException ex) {
			throw Errors.of(ex);
		}
	}

	private void handle(StompCommand command, StompHeaderAccessor headers, Message<?> message, Request request) {
		switch (command) {
			case CONNECT, STOMP -> connect(headers, request.session());
			case SUBSCRIBE -> request.session().subscriptions().add(headers);
			case UNSUBSCRIBE -> request.session().subscriptions().remove(headers.getSubscriptionId());
			case ACK -> request.session().subscriptions().streams().acknowledge(headers.getFirstNativeHeader(ID));
			case NACK -> request.session().subscriptions().streams().refuse(headers.getFirstNativeHeader(ID));
			case SEND -> send(message, request);
			default -> {
				// Nothing to do: sessions end without help.
			}
		}
	}

	private void connect(StompHeaderAccessor headers, ClientSession session) {
		if (!headers.getAcceptVersion().contains(VERSION)) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST,
					"The server speaks STOMP " + VERSION + ": the accept-version header must list it");
		}
		long[] heartbeat = headers.getHeartbeat();
		if (heartbeat[0] < 0 || heartbeat[1] < 0) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST, "The heart-beat header has two numbers");
		}
		this.authentication.check(session);
		this.users.add(session);
		session.connected(heartbeat);
	}

	private void send(Message<?> message, Request request) {
		this.controller.handleMessage(message);
		if (!request.answered()) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST, "There is nothing to ask for at this destination");
		}
	}

}
