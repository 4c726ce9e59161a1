package io.offlinesync.stomp;

import java.io.Writer;
import java.util.function.Supplier;

/**
 * A text that grows up to a limit.
 */
class LimitedText extends Writer {

	private final StringBuilder text = new StringBuilder();

	private final int limit;

	private final Supplier<? extends RuntimeException> exceeded;

	LimitedText(int limit, Supplier<? extends RuntimeException> exceeded) {
		this.limit = limit;
		this.exceeded = exceeded;
	}

	@Override
	public void write(char[] buffer, int offset, int length) {
		grow(length);
		this.text.append(buffer, offset, length);
	}

	@Override
	public void write(String part, int offset, int length) {
		grow(length);
		this.text.append(part, offset, offset + length);
	}

	private void grow(int length) {
		if ((long) this.text.length() + length > this.limit) {
			throw this.exceeded.get();
		}
	}

	@Override
	public void flush() {
		// Nothing is held back.
	}

	@Override
	public void close() {
		// Nothing to let go of.
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
