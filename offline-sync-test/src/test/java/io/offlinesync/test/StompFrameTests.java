package io.offlinesync.test;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StompFrameTests {

	@Test
	void isWrittenWithItsLengthInBytes() {
		assertThat(StompFrame.of("SEND", "{\"a\":\"ä💥\"}", "destination", "/app/sync/hello").text())
			.isEqualTo("SEND\ndestination:/app/sync/hello\ncontent-length:14\n\n{\"a\":\"ä💥\"}\0");
		assertThat(StompFrame.of("ACK", "", "id", "7").text()).isEqualTo("ACK\nid:7\n\n\0");
	}

	@Test
	void headersAreEscaped() {
		String odd = "{\"a\":\"\\n\r\n\"}";
		String text = StompFrame.of("SUBSCRIBE", "", "a:b", odd).text();
		assertThat(text).isEqualTo("SUBSCRIBE\na\\cb:{\"a\"\\c\"\\\\n\\r\\n\"}\n\n\0");
		assertThat(StompFrame.parse(text).header("a:b")).isEqualTo(odd);
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECT", "CONNECTED" })
	void headersOfConnectAndItsAnswerAreNot(String command) {
		String text = StompFrame.of(command, "", "token", "a:b\\c").text();
		assertThat(text).isEqualTo(command + "\ntoken:a:b\\c\n\n\0");
		assertThat(StompFrame.parse(text).header("token")).isEqualTo("a:b\\c");
	}

	@Test
	void noHeaderIsWrittenTwice() {
		assertThatIllegalArgumentException().isThrownBy(() -> StompFrame.of("SEND", "", "a", "1", "a", "2"))
			.withMessage("The header a is there twice");
	}

	@Test
	void ofARepeatedHeaderTheFirstCounts() {
		StompFrame frame = StompFrame.parse("MESSAGE\na:1\na:2\n\nbody\0");
		assertThat(frame.header("a")).isEqualTo("1");
		assertThat(frame.body()).isEqualTo("body");
		assertThat(frame.header("b")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "MESSAGE\n\nbody", "MESSAGE\n\nbody\0MESSAGE\n\nbody\0", "MESSAGE\n\nbody\0more",
			"MESSAGE\nheader\n\nbody\0", "MESSAGE\na:\\t\n\n\0", "MESSAGE\na:\\\n\n\0", "MESSAGE\0", "",
			"MESSAGE\ncontent-length:3\n\nbody\0", "MESSAGE\ncontent-length:6\n\nbody\0",
			"MESSAGE\ncontent-length:x\n\nbody\0" })
	void whatIsNoFrameIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> StompFrame.parse(text));
	}

	@Test
	void repliesBringAResultOrAnError() {
		StompFrame result = StompFrame.parse("MESSAGE\n\n{\"result\":{\"a\":1}}\0");
		assertThat(result.result()).hasToString("{\"a\":1}");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(result::error).withMessageContaining("No error");
		StompFrame error = StompFrame.parse("MESSAGE\n\n{\"error\":{\"code\":\"forbidden\",\"message\":\"No\"}}\0");
		assertThat(error.errorCode()).isEqualTo("forbidden");
		assertThat(error.errorMessage()).isEqualTo("No");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(error::result).withMessageContaining("No result");
	}

}
