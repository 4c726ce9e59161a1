package io.offlinesync.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What should not have happened.
 */
final class Violations {

	private static final int MOST = 20;

	private final List<String> found = new ArrayList<>();

	private int count;

	/**
	 * Note something.
	 * @param format what, with what it was
	 * @param arguments what it was
	 */
	void add(String format, Object... arguments) {
		if (++this.count <= MOST) {
			this.found.add(format.formatted(arguments));
		}
	}

	boolean isEmpty() {
		return this.count == 0;
	}

	/** The first of some kind. */
	Optional<String> first(Predicate<String> kind) {
		return this.found.stream().filter(kind).findFirst();
	}

	@Override
	public String toString() {
		return this.count + " violations:\n" + String.join("\n", this.found);
	}

}
