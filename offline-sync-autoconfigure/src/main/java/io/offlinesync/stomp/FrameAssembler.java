package io.offlinesync.stomp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompDecoder;

/**
 * Joins what arrives on one connection, in whatever pieces, to STOMP frames. Looks at
 * every byte once, however many pieces a frame comes in and whether it says its length or
 * not, and never holds more than the largest frame allowed. Not safe for use by several
 * threads at once; of no use any more after an exception.
 */
class FrameAssembler {

	private static final int MAX_HEADER_BYTES = 64 * 1024;

	private static final int KEEP_BYTES = 8 * 1024;

	private static final int UNKNOWN = -1;

	private static final byte[] NOTHING = new byte[0];

	private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

	private final StompDecoder decoder = new StompDecoder();

	private final int limit;

	private byte[] bytes = NOTHING;

	private int start;

	private int end;

	private int scanned;

	private int bodyStart = UNKNOWN;

	private int contentLength = UNKNOWN;

	FrameAssembler(int limit) {
		this.limit = limit;
	}

	/**
	 * Add a piece.
	 * @param piece the bytes received
	 */
	void append(byte[] piece) {
		int length = this.end - this.start;
		if (this.bytes.length - this.end < piece.length) {
			int needed = length + piece.length;
			byte[] target = (needed <= this.bytes.length) ? this.bytes
					: new byte[Math.max(needed, Math.min(this.bytes.length * 2, this.limit + KEEP_BYTES))];
			System.arraycopy(this.bytes, this.start, target, 0, length);
			move(-this.start);
			this.bytes = target;
		}
		System.arraycopy(piece, 0, this.bytes, this.end, piece.length);
		this.end += piece.length;
	}

	/**
	 * Take the next frame, if all of it has arrived. Heart-beats are skipped.
	 * @return the frame with a mutable header accessor, or {@literal null}
	 * @throws SyncException if the frame is broken or too large
	 */
	@Nullable Message<byte[]> next() {
		if (this.bodyStart == UNKNOWN && !readHeader()) {
			return null;
		}
		int frameEnd = findEnd();
		if (((frameEnd != UNKNOWN) ? frameEnd : this.end) - this.start > this.limit) {
			throw tooLarge();
		}
		if (frameEnd == UNKNOWN) {
			return null;
		}
		Message<byte[]> frame = decode(frameEnd);
		this.start = frameEnd;
		this.scanned = frameEnd;
		this.bodyStart = UNKNOWN;
		this.contentLength = UNKNOWN;
		return frame;
	}

	private boolean readHeader() {
		skipEndsOfLine();
		if (this.start == this.end) {
			release();
			return false;
		}
		int bodyStart = findBody();
		if (((bodyStart != UNKNOWN) ? bodyStart : this.end) - this.start > MAX_HEADER_BYTES) {
			throw new SyncException(SyncErrorCode.TOO_LARGE,
					"The header of a frame has at most " + MAX_HEADER_BYTES + " bytes");
		}
		if (bodyStart == UNKNOWN) {
			return false;
		}
		this.bodyStart = bodyStart;
		this.scanned = bodyStart;
		this.contentLength = contentLength();
		if ((long) bodyStart - this.start + this.contentLength + 1 > this.limit) {
			throw tooLarge();
		}
		return true;
	}

	private void skipEndsOfLine() {
		while (this.start < this.end) {
			byte next = this.bytes[this.start];
			boolean carriageReturn = next == '\r' && this.start + 1 < this.end && this.bytes[this.start + 1] == '\n';
			if (next != '\n' && !carriageReturn) {
				break;
			}
			this.start += carriageReturn ? 2 : 1;
		}
		this.scanned = Math.max(this.scanned, this.start);
	}

	private int findBody() {
		for (int i = this.scanned; i < this.end; i++) {
			if (this.bytes[i] == 0) {
				throw broken();
			}
			if (this.bytes[i] == '\n') {
				int next = (i + 1 < this.end && this.bytes[i + 1] == '\r') ? i + 2 : i + 1;
				if (next >= this.end) {
					this.scanned = i;
					return UNKNOWN;
				}
				if (this.bytes[next] == '\n') {
					return next + 1;
				}
			}
		}
		this.scanned = this.end;
		return UNKNOWN;
	}

	private int contentLength() {
		for (int i = this.start; i < this.bodyStart; i++) {
			if (this.bytes[i] == '\n' && i + 1 + CONTENT_LENGTH.length <= this.bodyStart && Arrays.equals(this.bytes,
					i + 1, i + 1 + CONTENT_LENGTH.length, CONTENT_LENGTH, 0, CONTENT_LENGTH.length)) {
				return number(i + 1 + CONTENT_LENGTH.length);
			}
		}
		return UNKNOWN;
	}

	private int number(int from) {
		int value = 0;
		int i = from;
		while (this.bytes[i] >= '0' && this.bytes[i] <= '9') {
			value = Math.min(value * 10 + this.bytes[i] - '0', this.limit + 1);
			i++;
		}
		// Where the decoder would look for the end by itself, it might find another one.
		if (i == from || (this.bytes[i] != '\n' && this.bytes[i] != '\r')) {
			throw broken();
		}
		return value;
	}

	private int findEnd() {
		if (this.contentLength != UNKNOWN) {
			int frameEnd = this.bodyStart + this.contentLength + 1;
			return (frameEnd <= this.end) ? frameEnd : UNKNOWN;
		}
		for (int i = this.scanned; i < this.end; i++) {
			if (this.bytes[i] == 0) {
				return i + 1;
			}
		}
		this.scanned = this.end;
		return UNKNOWN;
	}

	private Message<byte[]> decode(int frameEnd) {
		ByteBuffer buffer = ByteBuffer.wrap(this.bytes, this.start, frameEnd - this.start);
		try {
			List<Message<byte[]>> frames = this.decoder.decode(buffer);
			if (frames.size() == 1 && !buffer.hasRemaining()) {
				return frames.get(0);
			}
		}
		catch (RuntimeException ex) {
			// Its message has the header, which may hold a password.
			throw broken();
		}
		throw broken();
	}

	private void release() {
		if (this.bytes.length > KEEP_BYTES) {
			this.bytes = NOTHING;
		}
		this.start = 0;
		this.end = 0;
		this.scanned = 0;
	}

	private void move(int offset) {
		this.start += offset;
		this.end += offset;
		this.scanned += offset;
		this.bodyStart += (this.bodyStart != UNKNOWN) ? offset : 0;
	}

	private SyncException tooLarge() {
		return new SyncException(SyncErrorCode.TOO_LARGE, "A frame has at most " + this.limit + " bytes");
	}

	private static SyncException broken() {
		return new SyncException(SyncErrorCode.INVALID_REQUEST, "This is not a STOMP 1.2 frame of a client");
	}

}
