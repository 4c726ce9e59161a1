package io.offlinesync.stomp;

import java.time.Instant;
import java.util.List;

import io.offlinesync.feed.StreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * A connected client as of now.
 *
 * @param id the session's id, as the log names it
 * @param user the user's name, or {@literal null} if anonymous or not known yet
 * @param since when it connected
 * @param streams its streams
 */
public record SessionStatus(String id, @Nullable String user, Instant since, List<Stream> streams) {

	public SessionStatus {
		streams = List.copyOf(streams);
	}

	/**
	 * A stream of a client.
	 *
	 * @param subscription the id that the client gave it
	 * @param unacknowledged how many pages were sent that the client has not acknowledged
	 * yet
	 * @param status what the stream is at
	 */
	public record Stream(String subscription, int unacknowledged, StreamStatus status) {

	}

}
