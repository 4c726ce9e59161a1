package io.offlinesync.benchmarks.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text that is looked for in bytes, skipping most of them (Horspool).
 */
final class Needle {

	private final byte[] text;

	private final int[] skip = new int[256];

	Needle(String text) {
		this.text = text.getBytes(StandardCharsets.UTF_8);
		Arrays.fill(this.skip, this.text.length);
		for (int i = 0; i < this.text.length - 1; i++) {
			this.skip[this.text[i] & 0xff] = this.text.length - 1 - i;
		}
	}

	/**
	 * Find the text.
	 * @param bytes where
	 * @param from the first byte to look at
	 * @param to the end
	 * @return the position after the text, or -1
	 */
	int after(byte[] bytes, int from, int to) {
		int last = this.text.length - 1;
		int end = from + last;
		while (end < to) {
			int i = 0;
			while (i <= last && bytes[end - i] == this.text[last - i]) {
				i++;
			}
			if (i > last) {
				return end + 1;
			}
			end += this.skip[bytes[end] & 0xff];
		}
		return -1;
	}

	/**
	 * Count how often the text is there.
	 * @param bytes where
	 * @param from the first byte to look at
	 * @param to the end
	 * @return the number
	 */
	int count(byte[] bytes, int from, int to) {
		int count = 0;
		for (int at = after(bytes, from, to); at >= 0; at = after(bytes, at, to)) {
			count++;
		}
		return count;
	}

}
