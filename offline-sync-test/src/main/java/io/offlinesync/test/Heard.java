package io.offlinesync.test;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The last that a client heard, for whoever waits for something else.
 */
final class Heard {

	private static final int KEPT = 20;

	private static final int LENGTH = 300;

	private final Deque<String> last = new ArrayDeque<>();

	private long count;

	synchronized long count() {
		return this.count;
	}

	synchronized void note(String what) {
		this.count++;
		this.last.add((what.length() <= LENGTH) ? what : what.substring(0, LENGTH) + "…");
		if (this.last.size() > KEPT) {
			this.last.remove();
		}
	}

	synchronized String since(long before) {
		long missed = this.count - before;
		if (missed == 0) {
			return "nothing";
		}
		StringBuilder text = new StringBuilder();
		if (missed > this.last.size()) {
			text.append("\n  … ").append(missed - this.last.size()).append(" more");
		}
		this.last.stream()
			.skip(Math.max(0, this.last.size() - missed))
			.forEach((what) -> text.append("\n  ").append(what));
		return text.toString();
	}

}
