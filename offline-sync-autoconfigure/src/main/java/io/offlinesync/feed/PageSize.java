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

	int rows() {
		return this.rows;
	}

	/**
	 * Learn from a page.
	 * @param read how many records were read for it
	 * @param length how long what came of them is, in characters
	 */
	void learn(int read, long length) {
		if (length > CHARACTERS) {
			this.rows = Math.max(MIN, this.rows / 2);
		}
		else if (length < CHARACTERS / 2 && read >= this.rows) {
			this.rows = Math.min(MAX, this.rows * 2);
		}
	}

}
