package io.offlinesync.feed;

/**
 * A stream of pages that one client reads. It may be used by any thread.
 */
public interface ChangeStream {

	/**
	 * Ask for one more page, which comes as soon as there is something to say. Asking
	 * again before it came changes nothing. Never blocks.
	 */
	void request();

	/**
	 * End the stream. A page or an error that is on its way may still come. Never blocks.
	 */
	void close();

	/**
	 * Look at the stream. Never waits for the database.
	 * @return its state as of now
	 */
	StreamStatus status();

}
