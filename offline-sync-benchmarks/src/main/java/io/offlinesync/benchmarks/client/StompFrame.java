package io.offlinesync.benchmarks.client;

import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A frame of a server, which is searched where it lies.
 */
final class StompFrame {

	private static final Needle HEADERS_END = new Needle("\n\n");

	private final byte[] bytes;

	private final int bodyStart;

	private final int bodyEnd;

	/**
	 * A frame.
	 * @param bytes what holds it
	 * @param length its length
	 */
	StompFrame(byte[] bytes, int length) {
		this.bytes = bytes;
		this.bodyStart = HEADERS_END.after(bytes, 0, length);
		this.bodyEnd = length - 1;
		if (this.bodyStart < 0 || bytes[this.bodyEnd] != 0) {
			throw new IllegalStateException("Not a frame: " + new String(bytes, 0, length, StandardCharsets.UTF_8));
		}
	}

	int length() {
		return this.bodyEnd + 1;
	}

	String command() {
		return text(0, end((byte) '\n', 0));
	}

	/**
	 * A header.
	 * @param name as a needle, with the line end before and the colon after it
	 * @return the value as it was sent, or {@literal null}
	 */
	@Nullable String header(Needle name) {
		int start = name.after(this.bytes, 0, this.bodyStart);
		return (start < 0) ? null : text(start, end((byte) '\n', start));
	}

	/**
	 * The text between a needle in the body and the next quotation mark.
	 * @param needle what comes before
	 * @return the text
	 */
	@Nullable String textAfter(Needle needle) {
		int start = needle.after(this.bytes, this.bodyStart, this.bodyEnd);
		return (start < 0) ? null : text(start, end((byte) '"', start));
	}

	int count(Needle needle) {
		return needle.count(this.bytes, this.bodyStart, this.bodyEnd);
	}

	boolean contains(Needle needle) {
		return needle.after(this.bytes, this.bodyStart, this.bodyEnd) >= 0;
	}

	/**
	 * Read the numbers that come after a needle in the body.
	 * @param needle what comes before
	 * @param consumer takes them
	 */
	void numbersAfter(Needle needle, LongConsumer consumer) {
		int at = needle.after(this.bytes, this.bodyStart, this.bodyEnd);
		while (at >= 0) {
			long number = 0;
			while (this.bytes[at] >= '0' && this.bytes[at] <= '9') {
				number = number * 10 + this.bytes[at++] - '0';
			}
			consumer.accept(number);
			at = needle.after(this.bytes, at, this.bodyEnd);
		}
	}

	String body() {
		return text(this.bodyStart, this.bodyEnd);
	}

	private int end(byte mark, int from) {
		int end = from;
		while (this.bytes[end] != mark) {
			end++;
		}
		return end;
	}

	private String text(int from, int to) {
		return new String(this.bytes, from, to - from, StandardCharsets.UTF_8);
	}

}
