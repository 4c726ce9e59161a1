package io.offlinesync.benchmarks.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class StompFrameTests {

	private static final String CHANGE = "{\"table\":\"todo\",\"uid\":\"1\",\"value\":{\"title\":\"%s\"},"
			+ "\"metadata\":{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null}}";

	@Test
	void readsCommandHeadersAndBody() {
		StompFrame frame = frame("MESSAGE\nsubscription:s\nack:7\ncontent-length:2\n\n{}\0");
		assertThat(frame.command()).isEqualTo("MESSAGE");
		assertThat(frame.header(new Needle("\nack:"))).isEqualTo("7");
		assertThat(frame.header(new Needle("\nnone:"))).isNull();
		assertThat(frame.body()).isEqualTo("{}");
	}

	@Test
	void looksForHeadersInHeadersOnly() {
		assertThat(frame("MESSAGE\nid:1\n\n{\nack:7}\0").header(new Needle("\nack:"))).isNull();
	}

	@Test
	void refusesWhatIsNoFrame() {
		assertThatIllegalStateException().isThrownBy(() -> frame("MESSAGE\n\0"));
		assertThatIllegalStateException().isThrownBy(() -> frame("MESSAGE\n\nx"));
	}

	@Test
	void ignoresWhatLiesBehindTheFrameInTheSameBytes() {
		byte[] bytes = "ERROR\n\na\0{\"metadata\":1}\0".getBytes(StandardCharsets.US_ASCII);
		StompFrame frame = new StompFrame(bytes, 9);
		assertThat(frame.body()).isEqualTo("a");
		assertThat(new Page(frame).changes()).isZero();
	}

	@Test
	void readsWhatAPageSays() {
		String sent = CHANGE.formatted(Page.titleOfNow());
		Page page = new Page(frame("MESSAGE\n\n{\"cursor\":\"c1\",\"changes\":[" + sent + "," + CHANGE.formatted("é")
				+ "," + sent + "],\"complete\":true,\"seen\":\"1:1:\"}\0"));
		assertThat(page.changes()).isEqualTo(3);
		assertThat(page.complete()).isTrue();
		assertThat(page.cursor()).isEqualTo("c1");
		List<Long> latencies = new ArrayList<>();
		page.latencies(latencies::add);
		assertThat(latencies).hasSize(2).allMatch((nanos) -> nanos >= 0 && nanos < 60_000_000_000L);
		assertThat(new Page(frame("MESSAGE\n\n{\"cursor\":\"\",\"changes\":[],\"complete\":false}\0")).complete())
			.isFalse();
	}

	private static StompFrame frame(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return new StompFrame(bytes, bytes.length);
	}

}
