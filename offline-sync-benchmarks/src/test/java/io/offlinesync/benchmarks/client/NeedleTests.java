package io.offlinesync.benchmarks.client;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NeedleTests {

	@Test
	void findsAndCounts() {
		byte[] bytes = "aab aaab é aab".getBytes(StandardCharsets.UTF_8);
		Needle needle = new Needle("aab");
		assertThat(needle.after(bytes, 0, bytes.length)).isEqualTo(3);
		assertThat(needle.after(bytes, 1, bytes.length)).isEqualTo(8);
		assertThat(needle.after(bytes, 0, 2)).isEqualTo(-1);
		assertThat(needle.after(bytes, 9, bytes.length - 1)).isEqualTo(-1);
		assertThat(needle.count(bytes, 0, bytes.length)).isEqualTo(3);
		assertThat(new Needle("é").count(bytes, 0, bytes.length)).isOne();
	}

	@Test
	void findsWhatIndexOfFinds() {
		Random random = new Random(1);
		for (int i = 0; i < 20_000; i++) {
			String text = text(random, random.nextInt(40));
			String needle = text(random, 1 + random.nextInt(4));
			byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
			int expected = text.indexOf(needle);
			assertThat(new Needle(needle).after(bytes, 0, bytes.length)).as("'%s' in '%s'", needle, text)
				.isEqualTo((expected < 0) ? -1 : expected + needle.length());
		}
	}

	private static String text(Random random, int length) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < length; i++) {
			text.append((char) ('a' + random.nextInt(2)));
		}
		return text.toString();
	}

}
