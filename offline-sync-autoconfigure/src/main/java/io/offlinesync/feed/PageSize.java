package io.offlinesync.feed;

import java.util.List;

/**
 * How many records fit a page: few at first, until it is known how long they are.
 */
final class PageSize {

	private static final int FIRST = 64;

	private static final int MIN = 8;

	private static final int MAX = 1024;

	private static final int CHARACTERS = 256 * 1024;

	private int rows = FIRST;

	int rows() {
		return this.rows;
	}

	/**
	 * Learn from a page that was filled.
	 * @param changes the page's changes
	 */
	void learn(List<String> changes) {
		long length = changes.stream().mapToLong(String::length).sum();
		if (length > CHARACTERS) {
			this.rows = Math.max(MIN, this.rows / 2);
		}
		else if (length < CHARACTERS / 2 && changes.size() >= this.rows) {
			this.rows = Math.min(MAX, this.rows * 2);
		}
	}

}
