package io.offlinesync.stomp;

import java.util.concurrent.atomic.AtomicLong;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

/**
 * What one session subscribed to.
 */
class Subscriptions {

	private final String repliesDestination;

	private final SessionWriter writer;

	private final AtomicLong messages = new AtomicLong();

	private volatile @Nullable String replies;

	Subscriptions(String prefix, SessionWriter writer) {
		this.repliesDestination = prefix + "/replies";
		this.writer = writer;
	}

	/**
	 * Subscribe to a destination.
	 * @param id the subscription's id, given by the client
	 * @param destination the destination
	 * @throws SyncException if there is no such destination, or a subscription to it
	 */
	void add(@Nullable String id, @Nullable String destination) {
		if (id == null || id.isEmpty()) {
			throw invalid("A SUBSCRIBE frame needs an id header");
		}
		if (!this.repliesDestination.equals(destination)) {
			throw invalid("There is nothing to subscribe to at this destination");
		}
		if (hasReplies()) {
			throw invalid("This session is subscribed to " + destination + " already");
		}
		this.replies = id;
	}

	/**
	 * End a subscription, if there is one.
	 * @param id the subscription's id
	 */
	void remove(@Nullable String id) {
		if (id != null && id.equals(this.replies)) {
			this.replies = null;
		}
	}

	/**
	 * Whether replies can be sent.
	 * @return {@literal true} if the session subscribed to them
	 */
	boolean hasReplies() {
		return this.replies != null;
	}

	/**
	 * Send a reply, unless the session does not want any more.
	 * @param correlationId what the request had, or {@literal null}
	 * @param json the body
	 */
	void reply(@Nullable String correlationId, String json) {
		String subscription = this.replies;
		if (subscription != null) {
			String id = Long.toString(this.messages.incrementAndGet());
			this.writer.send(StompFrames.message(this.repliesDestination, subscription, id, correlationId, json));
		}
	}

	private static SyncException invalid(String message) {
		return new SyncException(SyncErrorCode.INVALID_REQUEST, message);
	}

}
