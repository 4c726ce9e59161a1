package io.offlinesync.test;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StreamCopyTests {

	private final StreamCopy copy = new StreamCopy(
			List.of(StreamScope.of("todo", "{\"list\":\"a\"}"), StreamScope.of("todo", "{\"list\":\"b\"}")));

	private int page;

	@Test
	void holdsWhatWasPutAndHasNotGone() {
		apply("", put("1", "a"), put("2", "a"), put("3", "b"));
		apply("", gone("1", "2026-01-01T00:00:00.000Z"),
				"{\"table\":\"todo\",\"uid\":\"2\",\"left\":true,\"value\":null,\"metadata\":null}");
		assertThat(this.copy.records("todo")).containsOnlyKeys("3");
		assertThat(this.copy.records("other")).isEmpty();
		assertThat(this.copy.cursor()).isEqualTo("2");
		assertThat(this.copy.complete()).isFalse();
	}

	@Test
	void atTheNextCompletePageOfAResetWhatItsScopeHeldIsGone() {
		apply(",\"seen\":\"5:5:\"", put("1", "a"), put("2", "a"), put("3", "b"));
		apply(",\"reset\":[0],\"snapshot\":[0]", put("1", "a"));
		assertThat(this.copy.records("todo")).containsOnlyKeys("1", "2", "3");
		apply(",\"seen\":\"6:6:\"");
		assertThat(this.copy.records("todo")).containsOnlyKeys("1", "3");
		assertThat(this.copy.complete()).isTrue();
		assertThat(this.copy.seen()).isEqualTo(SeenSnapshot.parse("6:6:"));
	}

	@Test
	void whatTheServerHasSentIsInAScopeHoweverThatIsWritten() {
		StreamCopy other = new StreamCopy(List.of(StreamScope.of("todo", "{\"list\":\"A\"}")));
		other.apply(
				StreamPage.parse("{\"cursor\":\"1\",\"changes\":[%s],\"reset\":[0],\"complete\":true,\"seen\":\"5:5:\"}"
					.formatted(put("1", "a")), 1));
		assertThat(other.records("todo")).containsOnlyKeys("1");
		other.apply(StreamPage
			.parse("{\"cursor\":\"2\",\"changes\":[],\"reset\":[0],\"complete\":true,\"seen\":\"6:6:\"}", 1));
		assertThat(other.records("todo")).isEmpty();
	}

	@Test
	void isNotCompleteWhereItContinues() {
		apply(",\"seen\":\"5:5:\"", put("1", "a"));
		this.copy.continueFrom(this.copy.cursor());
		assertThat(this.copy.complete()).isFalse();
		assertThat(this.copy.records("todo")).containsOnlyKeys("1");
	}

	@Test
	void dropsWhatOtherScopesDoNotHold() {
		apply(",\"seen\":\"5:5:\"", put("1", "a"), put("2", "b"));
		this.copy.follow(List.of(StreamScope.of("todo", "{\"list\":\"b\",\"none\":null}")));
		assertThat(this.copy.records("todo")).containsOnlyKeys("2");
		assertThat(this.copy.header()).isEqualTo("[{\"table\":\"todo\",\"where\":{\"list\":\"b\",\"none\":null}}]");
	}

	private void apply(String members, String... changes) {
		this.copy.apply(StreamPage.parse("{\"cursor\":\"%d\",\"changes\":[%s]%s,\"complete\":%s}".formatted(++this.page,
				String.join(",", changes), members, members.contains("seen")), 2));
	}

	private static String put(String uid, String list) {
		return "{\"table\":\"todo\",\"uid\":\"%s\",\"value\":{\"list\":\"%s\"},\"metadata\":{%s}}".formatted(uid, list,
				"\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null");
	}

	private static String gone(String uid, String time) {
		return "{\"table\":\"todo\",\"uid\":\"%s\",\"value\":null,\"metadata\":{%s}}".formatted(uid,
				"\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":\"" + time + "\"");
	}

}
