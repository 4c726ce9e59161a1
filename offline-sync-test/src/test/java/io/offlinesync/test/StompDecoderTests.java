package io.offlinesync.test;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StompDecoderTests {

	private static final String TEXT = "\n\r\nMESSAGE\na\\cb:1\ncontent-length:11\n\nä\0💥\0€\0\n\nRECEIPT\r\n"
			+ "receipt-id:r\r\n\r\n\0\nMESSAGE\n\nno length\0\n";

	private static final List<String> BODIES = List.of("ä\0💥\0€", "", "no length");

	private final StompDecoder decoder = new StompDecoder();

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 16, 1000 })
	void framesAreTheSameHoweverTheyAreCut(int length) {
		List<StompFrame> frames = new ArrayList<>();
		for (int start = 0; start < TEXT.length(); start += length) {
			frames.addAll(this.decoder.decode(TEXT.substring(start, Math.min(TEXT.length(), start + length))));
		}
		assertThat(frames).extracting(StompFrame::body).isEqualTo(BODIES);
		assertThat(frames).extracting(StompFrame::command).containsExactly("MESSAGE", "RECEIPT", "MESSAGE");
		assertThat(frames.get(0).header("a:b")).isEqualTo("1");
		assertThat(frames.get(1).header("receipt-id")).isEqualTo("r");
		assertThat(this.decoder.isEmpty()).isTrue();
	}

	@Test
	void heartbeatsAreNoFrames() {
		assertThat(this.decoder.decode("\n")).isEmpty();
		assertThat(this.decoder.decode("\r\n")).isEmpty();
		assertThat(this.decoder.isEmpty()).isTrue();
		assertThat(this.decoder.decode("\nMESSAGE\n\n\0")).hasSize(1);
	}

	@Test
	void aFrameIsGivenOnceItIsWhole() {
		assertThat(this.decoder.decode("MESSAGE\ncontent-length:4\n\nbod")).isEmpty();
		assertThat(this.decoder.decode("y")).isEmpty();
		assertThat(this.decoder.isEmpty()).isFalse();
		assertThat(this.decoder.decode("\0")).singleElement().extracting(StompFrame::body).isEqualTo("body");
	}

	@ParameterizedTest
	@ValueSource(strings = { "MESSAGE\ncontent-length:2\n\nbody\0", "MESSAGE\0", "MESSAGE\na:1\0\n\n" })
	void whatCannotBecomeAFrameIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.decoder.decode(text));
	}

}
