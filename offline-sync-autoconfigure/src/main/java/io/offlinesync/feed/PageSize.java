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

	private int rows = FIRST;

	synchronized int rows() {
		return this.rows;
	}

	/**
	 * Learn from a page.
	 * @param read how many records were read for it
	 * @param length how long what came of them is, in characters
	 */
	synchronized void learn(int read, long length) {
		long fitting = (length > 0) ? read * (long) CHARACTERS / length : MAX;
		if (fitting < this.rows) {
			this.rows = (int) Math.max(MIN, fitting);
		}
		else if (read >= this.rows) {
			// No more than twice as many, since the next may be longer.
			this.rows = (int) Math.min(Math.min(MAX, fitting), this.rows * 2L);
		}
	}

}
