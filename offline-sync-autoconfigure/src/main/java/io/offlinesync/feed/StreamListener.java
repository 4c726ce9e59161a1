package io.offlinesync.feed;

import io.offlinesync.SyncException;

/**
 * Takes what a stream has to say: calls come one after the other, on a thread that must
 * not be blocked.
 */
public interface StreamListener {

	/**
	 * Take a page that was asked for.
	 * @param json the page as the protocol describes it, a JSON object
	 */
	void page(String json);

	/**
	 * Hear that the stream has ended because it cannot go on.
	 * @param reason why, in the client's terms
	 */
	void failed(SyncException reason);

}
