package io.offlinesync.benchmarks.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WebSocketDecoderTests {

	private static final int TEXT = 1;

	private static final int CONTINUATION = 0;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int LAST = 0x80;

	private final List<String> received = new ArrayList<>();

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final WebSocketDecoder decoder = new WebSocketDecoder(new Recorder());

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 1000, 100_000, 1_000_000 })
	void joinsWhateverTheNetworkDivides(int piece) {
		frame(LAST | TEXT, "small");
		frame(LAST | TEXT, "");
		frame(LAST | TEXT, "m".repeat(126));
		frame(LAST | TEXT, "l".repeat(65_535));
		frame(LAST | TEXT, "x".repeat(65_536));
		frame(LAST | TEXT, "é");
		decode(piece);
		assertThat(this.received).containsExactly("small", "", "m".repeat(126), "l".repeat(65_535), "x".repeat(65_536),
				"é");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 1000 })
	void joinsPartsWithControlFramesInBetween(int piece) {
		frame(TEXT, "a".repeat(2000));
		frame(LAST | PING, "1");
		frame(CONTINUATION, "b");
		frame(LAST | PING, "");
		frame(LAST | CONTINUATION, "");
		frame(LAST | CLOSE, "\u0003\u00e8");
		decode(piece);
		assertThat(this.received).containsExactly("ping 1", "ping ", "a".repeat(2000) + "b", "closed 1000");
	}

	@Test
	void aServerDoesNotMask() {
		ByteBuffer masked = WebSocketEncoder.text("a");
		assertThatIllegalStateException().isThrownBy(() -> this.decoder.decode(masked));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 125, 126, 65_535, 65_536 })
	void theEncoderMasksWithZeros(int length) {
		ByteBuffer frame = WebSocketEncoder.text("a".repeat(length));
		byte[] unmasked = new byte[frame.remaining() - 4];
		int header = unmasked.length - length;
		frame.get(unmasked, 0, header);
		assertThat(unmasked[1]).isNegative();
		assertThat(frame.getInt()).isZero();
		frame.get(unmasked, header, length);
		unmasked[1] &= 0x7f;
		this.decoder.decode(ByteBuffer.wrap(unmasked));
		assertThat(this.received).containsExactly("a".repeat(length));
	}

	private void frame(int first, String payload) {
		byte[] content = payload
			.getBytes((first == (LAST | CLOSE)) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
		ByteBuffer header = ByteBuffer.allocate(10).put((byte) first);
		if (content.length < 126) {
			header.put((byte) content.length);
		}
		else if (content.length < 65_536) {
			header.put((byte) 126).putShort((short) content.length);
		}
		else {
			header.put((byte) 127).putLong(content.length);
		}
		this.bytes.write(header.array(), 0, header.position());
		this.bytes.writeBytes(content);
	}

	private void decode(int piece) {
		byte[] all = this.bytes.toByteArray();
		for (int from = 0; from < all.length; from += piece) {
			this.decoder.decode(ByteBuffer.wrap(all, from, Math.min(piece, all.length - from)));
		}
	}

	private final class Recorder implements WebSocketDecoder.Receiver {

		@Override
		public void message(byte[] bytes, int length) {
			WebSocketDecoderTests.this.received.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
		}

		@Override
		public void ping(byte[] payload) {
			WebSocketDecoderTests.this.received.add("ping " + new String(payload, StandardCharsets.UTF_8));
		}

		@Override
		public void closed(int code) {
			WebSocketDecoderTests.this.received.add("closed " + code);
		}

	}

}
