package io.offlinesync.test;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Makes frames of text, however that is cut into pieces.
 */
final class StompDecoder {

	private final StringBuilder text = new StringBuilder();

	private int at;

	/**
	 * Take more text.
	 * @param more the text
	 * @return the frames that are whole by now and were not before
	 * @throws IllegalArgumentException if that can become no frame
	 */
	List<StompFrame> decode(CharSequence more) {
		this.text.append(more);
		List<StompFrame> frames = new ArrayList<>();
		StompFrame frame = next();
		while (frame != null) {
			frames.add(frame);
			frame = next();
		}
		return frames;
	}

	boolean isEmpty() {
		return this.text.isEmpty();
	}

	private @Nullable StompFrame next() {
		// Heart-beats are line ends, too.
		while (this.at < this.text.length() && (isAt('\n') || isAt('\r'))) {
			this.at++;
		}
		this.text.delete(0, this.at);
		this.at = 0;
		List<String> lines = new ArrayList<>();
		String line = line();
		while (line != null && !line.isEmpty()) {
			lines.add(line);
			line = line();
		}
		StompFrame frame = (line != null) ? body(StompFrame.head(lines)) : null;
		if (frame == null) {
			this.at = 0;
		}
		return frame;
	}

	private boolean isAt(char c) {
		return this.text.charAt(this.at) == c;
	}

	private @Nullable String line() {
		int end = this.text.indexOf("\n", this.at);
		int nul = this.text.indexOf("\0", this.at);
		if (nul >= 0 && (end < 0 || nul < end)) {
			throw new IllegalArgumentException("A frame without an empty line: " + this.text);
		}
		if (end < 0) {
			return null;
		}
		String line = this.text.substring(this.at, end);
		this.at = end + 1;
		return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
	}

	private @Nullable StompFrame body(StompFrame head) {
		int start = this.at;
		String length = head.header("content-length");
		int end = (length != null) ? skip(Integer.parseInt(length)) : this.text.indexOf("\0", start);
		if (end < 0 || end >= this.text.length()) {
			return null;
		}
		if (this.text.charAt(end) != '\0') {
			throw new IllegalArgumentException("Wrong content-length: " + this.text);
		}
		this.at = end + 1;
		return new StompFrame(head.command(), head.headers(), this.text.substring(start, end));
	}

	/**
	 * Where the body ends: its length is in bytes of UTF-8.
	 */
	private int skip(int bytes) {
		int end = this.at;
		int left = bytes;
		while (left > 0 && end < this.text.length()) {
			char c = this.text.charAt(end++);
			left -= (c < 0x80) ? 1 : (c < 0x800 || Character.isSurrogate(c)) ? 2 : 3;
		}
		return (left > 0) ? -1 : end;
	}

}
