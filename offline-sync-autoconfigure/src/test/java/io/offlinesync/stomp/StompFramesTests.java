package io.offlinesync.stomp;

import io.offlinesync.test.StompFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class StompFramesTests {

	@Test
	void escapesHeaders() {
		String text = StompFrames.reply("/d", "a:b", "1", "x\ny\r\\z", "{}");
		assertThat(text).isEqualTo("MESSAGE\ndestination:/d\nsubscription:a\\cb\nmessage-id:1\n"
				+ "correlation-id:x\\ny\\r\\\\z\ncontent-type:application/json\ncontent-length:2\n\n{}\0");
		assertThat(StompFrame.parse(text).header("correlation-id")).isEqualTo("x\ny\r\\z");
	}

	@Test
	void onlyPagesThatAreAcknowledgedSayByWhat() {
		assertThat(StompFrames.page("/d", "s", "7", true, "{}")).isEqualTo("MESSAGE\ndestination:/d\nsubscription:s\n"
				+ "message-id:7\nack:7\ncontent-type:application/json\ncontent-length:2\n\n{}\0");
		assertThat(StompFrame.parse(StompFrames.page("/d", "s", "7", false, "{}")).headers()).doesNotContainKey("ack");
	}

	@ParameterizedTest
	@CsvSource({ "'',0", "ascii,5", "äöü,6", "\u007f\u0080\u07ff\u0800\uffff,11", "€,3", "😀 and 😀,13" })
	void countsBytesAndNotCharacters(String body, String length) {
		assertThat(StompFrame.parse(StompFrames.page("/d", "s", "7", false, body)).header("content-length"))
			.isEqualTo(length);
	}

}
