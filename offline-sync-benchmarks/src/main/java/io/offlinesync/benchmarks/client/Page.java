package io.offlinesync.benchmarks.client;

import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * A page of a stream.
 */
public final class Page {

	/** Every change has it once, and no value of the benchmark's table does. */
	private static final Needle CHANGE = new Needle("\"metadata\":");

	private static final Needle COMPLETE = new Needle("\"complete\":true");

	private static final Needle CURSOR = new Needle("\"cursor\":\"");

	private static final Needle SENT_AT = new Needle("\"title\":\"@");

	private final StompFrame frame;

	private final long receivedAt = System.nanoTime();

	Page(StompFrame frame) {
		this.frame = frame;
	}

	/**
	 * A title that says when it was sent.
	 * @return the title
	 */
	public static String titleOfNow() {
		return "@" + System.nanoTime() + " and something to do";
	}

	/**
	 * How many changes it has.
	 * @return the number
	 */
	public int changes() {
		return this.frame.count(CHANGE);
	}

	/**
	 * How long it is, with its headers.
	 * @return the number of bytes
	 */
	public int bytes() {
		return this.frame.length();
	}

	/**
	 * Whether the client now equals the database.
	 * @return {@literal true} if it does
	 */
	public boolean complete() {
		return this.frame.contains(COMPLETE);
	}

	/**
	 * Where the client now stands.
	 * @return the cursor
	 */
	public String cursor() {
		return Objects.requireNonNull(this.frame.textAfter(CURSOR), "No cursor");
	}

	/**
	 * How long the records were on their way whose title says when they were sent.
	 * @param consumer takes the times in nanoseconds
	 */
	public void latencies(LongConsumer consumer) {
		this.frame.numbersAfter(SENT_AT, (sentAt) -> consumer.accept(this.receivedAt - sentAt));
	}

}
