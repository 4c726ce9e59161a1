package io.offlinesync.stomp;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Where one session wants the answers to its requests.
 */
class Replies {

	private final String destination;

	private final Supplier<String> ids;

	private final SessionWriter writer;

	private volatile @Nullable String subscription;

	Replies(String destination, Supplier<String> ids, SessionWriter writer) {
		this.destination = destination;
		this.ids = ids;
		this.writer = writer;
	}

	/**
	 * The subscription's id, given by the client.
	 * @return the id, or {@literal null} if there is no subscription
	 */
	@Nullable String subscription() {
		return this.subscription;
	}

	void subscribe(String id) {
		this.subscription = id;
	}

	void unsubscribe() {
		this.subscription = null;
	}

	/**
	 * Send a reply, unless the session does not want any more.
	 * @param correlationId what the request had, or {@literal null}
	 * @param json the body
	 */
	void send(@Nullable String correlationId, String json) {
		String id = this.subscription;
		if (id != null) {
			this.writer.send(StompFrames.reply(this.destination, id, this.ids.get(), correlationId, json));
		}
	}

}
