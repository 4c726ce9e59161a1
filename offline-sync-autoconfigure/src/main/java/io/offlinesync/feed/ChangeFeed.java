package io.offlinesync.feed;

import io.offlinesync.SyncException;

/**
 * What the wire asks of the change feed.
 */
public interface ChangeFeed {

	/**
	 * Open a stream. This does not touch the database and never blocks.
	 * @param request what to follow, and from where
	 * @param listener takes what the stream has to say
	 * @return the stream, which says nothing until it is asked
	 * @throws SyncException if it cannot start: there is no such table, or a condition
	 * does not fit it
	 */
	ChangeStream open(StreamRequest request, StreamListener listener);

}
