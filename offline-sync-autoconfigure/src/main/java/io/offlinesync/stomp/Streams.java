package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

/**
 * The streams of one session. Frames come one after the other; everything else may happen
 * on any thread.
 */
class Streams {

	private final StreamOpener opener;

	private final RequestRate rate;

	private final int maxStreams;

	private final int window;

	private final Supplier<String> ids;

	private final SessionWriter writer;

	private final Map<String, PageStream> streams = new ConcurrentHashMap<>();

	private volatile boolean closed;

	Streams(StreamOpener opener, StompProperties properties, RequestRate rate, Supplier<String> ids,
			SessionWriter writer) {
		this.rate = rate;
		this.opener = opener;
		this.maxStreams = properties.maxStreams();
		this.window = properties.streamWindow();
		this.ids = ids;
		this.writer = writer;
	}

	/**
	 * Open a stream. If it cannot start, one message on the subscription says why, and
	 * then its id is free.
	 * @param id the subscription's id
	 * @param destination its destination
	 * @param subscribe the headers of the SUBSCRIBE frame
	 */
	void open(String id, String destination, StompHeaderAccessor subscribe) {
		StreamAddress address = new StreamAddress(destination, id, AckMode.AUTO);
		try {
			address = new StreamAddress(destination, id, AckMode.of(subscribe.getAck()));
			open(address, subscribe);
		}
		catch (RuntimeException ex) {
			close(id);
			refuse(address, Errors.of(ex));
		}
	}

	/**
	 * Tell that a stream does not start.
	 * @param address where its message goes
	 * @param reason why
	 */
	void refuse(StreamAddress address, SyncException reason) {
		this.rate.countRefused(reason);
		this.writer.send(address.message(this.ids.get(), ReplyWriter.error(reason)));
	}

	private void open(StreamAddress address, StompHeaderAccessor subscribe) {
		if (this.streams.size() >= this.maxStreams) {
			throw new SyncException(SyncErrorCode.TOO_LARGE,
					"A session has at most " + this.maxStreams + " streams: put scopes together");
		}
		String id = address.subscription();
		PageStream stream = new PageStream(address, this.window, this.ids, this.writer,
				(ended) -> this.streams.remove(id, ended), this.opener.observations());
		this.streams.put(id, stream);
		stream.start(this.opener.open(subscribe, stream));
		if (this.closed) {
			close();
		}
	}

	/**
	 * Whether an id is in use.
	 * @param id the subscription's id
	 * @return {@literal true} until the stream's end was told or asked for
	 */
	boolean has(String id) {
		return this.streams.containsKey(id);
	}

	/**
	 * Look at the streams.
	 */
	List<SessionStatus.Stream> status() {
		List<SessionStatus.Stream> status = new ArrayList<>();
		for (PageStream stream : this.streams.values()) {
			SessionStatus.Stream current = stream.status();
			if (current != null) {
				status.add(current);
			}
		}
		return status;
	}

	/**
	 * Take an ACK. One that is late means nothing.
	 * @param message the id of a message
	 */
	void acknowledge(@Nullable String message) {
		if (message != null) {
			this.streams.values().forEach((stream) -> stream.acknowledge(message));
		}
	}

	/**
	 * Take a NACK. One that is late means nothing.
	 * @param message the id of a message
	 */
	void refuse(@Nullable String message) {
		if (message != null) {
			this.streams.values().forEach((stream) -> stream.refuse(message));
		}
	}

	/**
	 * End a stream, if there is one.
	 * @param id the subscription's id
	 */
	void close(String id) {
		PageStream stream = this.streams.remove(id);
		if (stream != null) {
			stream.close();
		}
	}

	/**
	 * End all streams, and those that are being opened.
	 */
	void close() {
		this.closed = true;
		this.streams.keySet().forEach(this::close);
	}

}
