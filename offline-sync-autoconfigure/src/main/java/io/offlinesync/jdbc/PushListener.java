package io.offlinesync.jdbc;

/**
 * Hears what became of the writes of clients. Called on the thread that serves the
 * client, after the outcome was stored and before the client is told. One that fails is
 * logged, and changes nothing for the client.
 */
@FunctionalInterface
public interface PushListener {

	/**
	 * Take note of a push, or of a single mutation.
	 * @param report what became of it
	 */
	void pushed(PushReport report);

}
