package io.offlinesync.feed;

import java.util.List;
import java.util.Map;

/**
 * The change feed of a node as of now.
 *
 * @param tail the tail reader
 * @param streams the open streams
 * @param resets how many times, since this node was started, clients had to read a scope
 * that they held again from the beginning, by its table's name
 */
public record FeedStatus(TailStatus tail, List<StreamStatus> streams, Map<String, Long> resets) {

	public FeedStatus {
		streams = List.copyOf(streams);
		resets = Map.copyOf(resets);
	}

}
