package io.offlinesync.stomp;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

/**
 * What one session subscribed to. Every subscription has an id of its own, and every
 * message too.
 */
class Subscriptions {

	private final String repliesDestination;

	private final String changesDestination;

	private final Replies replies;

	private final Streams streams;

	Subscriptions(StompProperties properties, StreamOpener opener, RequestRate rate, SessionWriter writer) {
		AtomicLong messages = new AtomicLong();
		Supplier<String> ids = () -> Long.toString(messages.incrementAndGet());
		this.repliesDestination = properties.prefix() + "/replies";
		this.changesDestination = properties.prefix() + "/changes";
		this.replies = new Replies(this.repliesDestination, ids, writer);
		this.streams = new Streams(opener, properties, rate, ids, writer);
	}

	Replies replies() {
		return this.replies;
	}

	Streams streams() {
		return this.streams;
	}

	/**
	 * Subscribe to a destination.
	 * @param subscribe the headers of the SUBSCRIBE frame
	 * @throws SyncException if there is no such destination, if a subscription has that
	 * id, or if one is enough
	 */
	void add(StompHeaderAccessor subscribe) {
		String id = subscribe.getSubscriptionId();
		String destination = subscribe.getDestination();
		if (id == null || id.isEmpty()) {
			throw invalid("A SUBSCRIBE frame needs an id header");
		}
		if (id.equals(this.replies.subscription()) || this.streams.has(id)) {
			throw invalid("This session has a subscription of that id already");
		}
		if (this.changesDestination.equals(destination)) {
			this.streams.open(id, this.changesDestination, subscribe);
		}
		else if (!this.repliesDestination.equals(destination)) {
			throw invalid("There is nothing to subscribe to at this destination");
		}
		else if (this.replies.subscription() != null) {
			throw invalid("This session is subscribed to " + destination + " already");
		}
		else {
			this.replies.subscribe(id);
		}
	}

	/**
	 * Refuse to open a stream: it ends with one message.
	 * @param subscribe the headers of the SUBSCRIBE frame
	 * @param reason why
	 * @return {@literal false} if they ask for something else, or for what is impossible
	 */
	boolean refuse(StompHeaderAccessor subscribe, SyncException reason) {
		String id = subscribe.getSubscriptionId();
		if (!this.changesDestination.equals(subscribe.getDestination()) || id == null || id.isEmpty()
				|| id.equals(this.replies.subscription()) || this.streams.has(id)) {
			return false;
		}
		this.streams.refuse(new StreamAddress(this.changesDestination, id, AckMode.AUTO), reason);
		return true;
	}

	/**
	 * End a subscription, if there is one.
	 * @param id the subscription's id
	 */
	void remove(@Nullable String id) {
		if (id != null && id.equals(this.replies.subscription())) {
			this.replies.unsubscribe();
		}
		else if (id != null) {
			this.streams.close(id);
		}
	}

	private static SyncException invalid(String message) {
		return new SyncException(SyncErrorCode.INVALID_REQUEST, message);
	}

}
