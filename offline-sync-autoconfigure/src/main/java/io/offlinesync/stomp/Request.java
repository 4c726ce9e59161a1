package io.offlinesync.stomp;

import java.util.regex.Pattern;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.observation.LogContext;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.util.Assert;

/**
 * One frame of a client, and how to answer it. Travels in a header of the message, so
 * that an answer can only reach the session that asked.
 */
final class Request {

	static final String HEADER = "offlineSyncRequest";

	private static final String CORRELATION_ID = "correlation-id";

	private static final String TRANSACTION = "transaction";

	private static final int MAX_CORRELATION_ID = 64;

	private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

	private final ClientSession session;

	private final @Nullable String correlationId;

	private final @Nullable String receipt;

	private boolean answered;

	/** Whether somebody is about to send the answer. */
	private boolean answering;

	private boolean completed;

	/** Whether the receipt is for whoever sends the answer. */
	private boolean confirmLater;

	private Request(ClientSession session, @Nullable String correlationId, @Nullable String receipt) {
		this.session = session;
		this.correlationId = correlationId;
		this.receipt = receipt;
	}

	static Request of(ClientSession session, StompHeaderAccessor headers) {
		return new Request(session, headers.getFirstNativeHeader(CORRELATION_ID), headers.getReceipt());
	}

	/**
	 * The request that a message on our channel belongs to.
	 * @param message the message
	 * @return the request
	 */
	static Request from(Message<?> message) {
		Request request = message.getHeaders().get(HEADER, Request.class);
		Assert.state(request != null, "Not a message of this endpoint");
		return request;
	}

	ClientSession session() {
		return this.session;
	}

	@Nullable String receipt() {
		return this.receipt;
	}

	/**
	 * Check headers that mean the same on every frame.
	 * @param headers the frame's headers
	 * @throws SyncException if they ask for something impossible
	 */
	void check(StompHeaderAccessor headers) {
		if (tooLong(this.correlationId)) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST,
					"A correlation-id has at most " + MAX_CORRELATION_ID + " characters");
		}
		if (headers.getFirstNativeHeader(TRANSACTION) != null) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST,
					"There are no STOMP transactions here: push mutations together");
		}
	}

	/**
	 * Have the request worked on when its turn comes.
	 * @param handling what to run then
	 * @param bytes how much memory it holds
	 */
	void enqueue(Runnable handling, int bytes) {
		if (!this.session.requests().offer(() -> work(handling), bytes)) {
			refuse(new SyncException(SyncErrorCode.UNAVAILABLE,
					"Too many of your requests are waiting: send fewer before their answers arrive"));
			complete();
		}
	}

	private void work(Runnable handling) {
		logContext().run(() -> handle(handling));
	}

	/**
	 * What the log says meanwhile. A client may send anything, and must not write lines
	 * of its own into the log.
	 */
	LogContext logContext() {
		String correlation = this.correlationId;
		return new LogContext(this.session.id(), (correlation != null && !tooLong(correlation))
				? UNPRINTABLE.matcher(correlation).replaceAll("?") : null);
	}

	private void handle(Runnable handling) {
		if (this.session.expired()) {
			return;
		}
		try {
			if (!answered()) {
				handling.run();
			}
			if (!answered()) {
				refuse(Errors.forbidden());
			}
		}
		catch (RuntimeException ex) {
			refuse(Errors.refusal(ex));
		}
		finally {
			complete();
		}
	}

	/**
	 * Whether an answer was given.
	 * @return {@literal true} after {@link #reply} or {@link #refuse}
	 */
	synchronized boolean answered() {
		return this.answered;
	}

	/**
	 * Answer, unless it was answered before.
	 * @param json the body
	 */
	void reply(String json) {
		synchronized (this) {
			if (this.answered) {
				return;
			}
			this.answered = true;
			this.answering = true;
		}
		try {
			this.session.subscriptions().replies().send(tooLong(this.correlationId) ? null : this.correlationId, json);
		}
		finally {
			boolean confirm;
			synchronized (this) {
				this.answering = false;
				confirm = this.confirmLater;
			}
			if (confirm) {
				confirm();
			}
		}
	}

	/**
	 * Answer that it was refused.
	 * @param reason why
	 */
	void refuse(SyncException reason) {
		this.session.rate().countRefused(reason);
		reply(ReplyWriter.error(reason));
	}

	/**
	 * Confirm that the frame was dealt with, if the client wants to know: after the
	 * answer, which somebody else may be about to send.
	 */
	void complete() {
		synchronized (this) {
			if (this.completed) {
				return;
			}
			this.completed = true;
			if (this.answering) {
				this.confirmLater = true;
				return;
			}
		}
		confirm();
	}

	private void confirm() {
		if (this.receipt != null) {
			this.session.send(StompFrames.receipt(this.receipt));
		}
	}

	private static boolean tooLong(@Nullable String correlationId) {
		return correlationId != null && correlationId.length() > MAX_CORRELATION_ID;
	}

}
