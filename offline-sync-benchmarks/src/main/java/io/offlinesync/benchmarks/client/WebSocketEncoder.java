package io.offlinesync.benchmarks.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frames of a client. They are masked, as they must be, with zeros, which costs
 * nothing.
 */
final class WebSocketEncoder {

	private static final int MASKED = 0x80;

	private static final int LAST = 0x80;

	private WebSocketEncoder() {
	}

	static ByteBuffer text(String text) {
		return frame(1, text.getBytes(StandardCharsets.UTF_8));
	}

	static ByteBuffer pong(byte[] payload) {
		return frame(10, payload);
	}

	private static ByteBuffer frame(int opcode, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) (LAST | opcode));
		if (payload.length < 126) {
			frame.put((byte) (MASKED | payload.length));
		}
		else if (payload.length < 65536) {
			frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
		}
		else {
			frame.put((byte) (MASKED | 127)).putLong(payload.length);
		}
		return frame.putInt(0).put(payload).flip();
	}

}
