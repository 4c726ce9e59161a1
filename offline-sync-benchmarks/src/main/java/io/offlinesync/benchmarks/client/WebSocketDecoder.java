package io.offlinesync.benchmarks.client;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Joins what a server sends on one connection into messages, however the network divides
 * it.
 */
final class WebSocketDecoder {

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private final Receiver receiver;

	private final byte[] header = new byte[10];

	private int headerLength;

	/** How much of the frame is still to come, or -1 while its header is. */
	private long remaining = -1;

	private byte[] message = new byte[1024];

	private int messageLength;

	private final byte[] control = new byte[125];

	private int controlLength;

	WebSocketDecoder(Receiver receiver) {
		this.receiver = receiver;
	}

	/**
	 * Take what came.
	 * @param in the bytes, all of which are read
	 */
	void decode(ByteBuffer in) {
		while (in.hasRemaining()) {
			if (this.remaining < 0) {
				this.header[this.headerLength++] = in.get();
				if (this.headerLength < headerSize()) {
					continue;
				}
				this.remaining = payloadLength();
				this.headerLength = 0;
			}
			payload(in);
			if (this.remaining == 0) {
				this.remaining = -1;
				end();
			}
		}
	}

	private int headerSize() {
		return (this.headerLength < 2) ? 2 : switch (this.header[1]) {
			case 126 -> 4;
			case 127 -> 10;
			default -> 2;
		};
	}

	private long payloadLength() {
		if (this.header[1] < 0) {
			throw new IllegalStateException("A server does not mask");
		}
		ByteBuffer buffer = ByteBuffer.wrap(this.header);
		return switch (this.header[1]) {
			case 126 -> buffer.getShort(2) & 0xffff;
			case 127 -> buffer.getLong(2);
			default -> this.header[1];
		};
	}

	private void payload(ByteBuffer in) {
		int length = (int) Math.min(this.remaining, in.remaining());
		if (isControl()) {
			in.get(this.control, this.controlLength, length);
			this.controlLength += length;
		}
		else {
			if (this.message.length - this.messageLength < length) {
				this.message = Arrays.copyOf(this.message,
						Math.max(2 * this.message.length, this.messageLength + length));
			}
			in.get(this.message, this.messageLength, length);
			this.messageLength += length;
		}
		this.remaining -= length;
	}

	private void end() {
		if (!isControl()) {
			if (this.header[0] < 0) {
				int length = this.messageLength;
				this.messageLength = 0;
				this.receiver.message(this.message, length);
			}
			return;
		}
		byte[] payload = Arrays.copyOf(this.control, this.controlLength);
		this.controlLength = 0;
		if (opcode() == PING) {
			this.receiver.ping(payload);
		}
		else if (opcode() == CLOSE) {
			this.receiver.closed((payload.length < 2) ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff);
		}
	}

	private boolean isControl() {
		return opcode() >= CLOSE;
	}

	private int opcode() {
		return this.header[0] & 0xf;
	}

	/**
	 * Takes what was decoded.
	 */
	interface Receiver {

		/**
		 * Take a message.
		 * @param bytes what holds it, only until this method returns
		 * @param length its length
		 */
		void message(byte[] bytes, int length);

		/**
		 * Take a ping.
		 * @param payload what is to be repeated
		 */
		void ping(byte[] payload);

		/**
		 * Hear that the server closes.
		 * @param code why
		 */
		void closed(int code);

	}

}
