package io.offlinesync.feed;

/**
 * How many records fit a page: few at first, until it is known how long they are.
 */
final class PageSize {

	private static final int FIRST = 64;

	private static final int MIN = 8;

	private static final int MAX = 1024;

	/** How long a page should be, in characters. */
	static final int CHARACTERS = 256 * 1024;

	private final int min;

	private final int max;

	private int rows;

	PageSize() {
		this(FIRST, MIN, MAX);
	}

	/**
	 * Create a size.
	 * @param first how many records a page has until one was read
	 * @param min how many it has at least, if there are as many
	 * @param max how many it has at most
	 */
	PageSize(int first, int min, int max) {
		this.rows = first;
		this.min = min;
		this.max = max;
	}

	synchronized int rows() {
		return this.rows;
	}

	/**
	 * Learn from a page.
	 * @param read how many records were read for it
	 * @param length how long what came of them is, in characters
	 */
	synchronized void learn(int read, long length) {
		long fitting = (length > 0) ? read * (long) CHARACTERS / length : this.max;
		if (fitting < this.rows) {
			this.rows = (int) Math.max(this.min, fitting);
		}
		else if (read >= this.rows) {
			// No more than twice as many, since the next may be longer.
			this.rows = (int) Math.min(Math.min(this.max, fitting), this.rows * 2L);
		}
	}

}
