package io.offlinesync.testsupport.stream;

import java.util.Map;

import io.offlinesync.test.SeenSnapshot;
import io.offlinesync.test.StreamScope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StreamModelTests {

	private static final StreamScope A = StreamScope.of("todo", "{\"list\":\"a\"}");

	private static final StreamScope B = StreamScope.of("todo", "{\"list\":\"b\"}");

	private static final StreamScope URGENT = StreamScope.of("todo", "{\"version\":{\"gte\":10}}");

	private final StreamModel model = new StreamModel(Progress.byTime().and(Progress.byField("version")), A, B);

	private int page;

	@Test
	void putsDeletesAndLetsLeave() {
		apply("", put("1", "a", 1), put("2", "a", 1), put("3", "b", 1), put("1", "b", 2));
		assertUids("1", "2", "3");
		assertThat(this.model.records("todo").get("1")).hasToString("{\"list\":\"b\",\"version\":2}");
		assertThat(this.model.metadata("todo", "1"))
			.hasToString("{\"createdAt\":null,\"updatedAt\":" + "\"2026-01-01T00:00:02.000Z\",\"deletedAt\":null}");
		assertThat(this.model.duplicates()).containsExactly("Page 1: Key[table=todo, uid=1]");
		apply("", deleted("1", 3), left("2"), left("unknown"), deleted("unknown", 1));
		assertUids("3");
		assertThat(this.model.metadata("todo", "2")).isNull();
		assertThat(this.model.pages()).isEqualTo(2);
		assertThat(this.model.changes()).isEqualTo(8);
	}

	@Test
	void keepsTheCursorAndWhatWasSeen() {
		assertThat(this.model.cursor()).isNull();
		apply("", put("1", "a", 1));
		assertThat(this.model.cursor()).isEqualTo("1");
		assertThat(this.model.complete()).isFalse();
		assertThat(this.model.seen()).isNull();
		complete("5:9:6,8");
		assertThat(this.model.complete()).isTrue();
		assertThat(this.model.seen()).isEqualTo(SeenSnapshot.parse("5:9:8,6"));
		apply("");
		assertThat(this.model.cursor()).isEqualTo("3");
		assertThat(this.model.complete()).isFalse();
	}

	@Test
	void voidsAtTheNextCompletePageWhatWasNotMentionedSince() {
		complete("5:5:", put("1", "a", 1), put("2", "a", 1), put("3", "a", 1), put("4", "b", 1));
		apply(",\"reset\":[0],\"snapshot\":[0]", put("1", "a", 1));
		apply(",\"snapshot\":[0]", put("2", "a", 2));
		assertUids("1", "2", "3", "4");
		complete("6:6:");
		assertUids("1", "2", "4");
		complete("7:7:");
		assertUids("1", "2", "4");
		assertThat(this.model.repeats()).isOne();
	}

	@Test
	void voidsEachScopeSinceItsOwnReset() {
		complete("5:5:", put("1", "a", 1), put("2", "b", 1), put("3", "b", 1));
		apply(",\"reset\":[0],\"snapshot\":[0]", put("1", "a", 1), put("2", "b", 2));
		apply(",\"reset\":[1],\"snapshot\":[0,1]", put("3", "b", 1));
		complete("6:6:");
		assertUids("1", "3");
	}

	@Test
	void aResetMayBeCompleteAtOnce() {
		complete("5:5:", put("1", "a", 1), put("2", "a", 1));
		this.model.apply(page(",\"reset\":[0]", "6:6:", put("2", "a", 1)));
		assertUids("2");
	}

	@Test
	void keepsWhatAnotherScopeHolds() {
		this.model.follow(A, URGENT);
		complete("5:5:", put("1", "a", 1), put("2", "a", 10), put("3", "b", 10));
		this.model.apply(page(",\"reset\":[0]", "6:6:"));
		assertUids("2", "3");
	}

	@Test
	void remembersAResetOverConnections() {
		complete("5:5:", put("1", "a", 1), put("2", "b", 1));
		apply(",\"reset\":[0],\"snapshot\":[0]");
		this.model.follow(B, A);
		apply(",\"snapshot\":[1]");
		complete("6:6:");
		assertUids("2");
	}

	@Test
	void dropsWhatNoScopeHoldsAnyMore() {
		complete("5:5:", put("1", "a", 1), put("2", "b", 1), put("3", "b", 10));
		this.model.follow(A, URGENT);
		assertUids("1", "3");
		assertThat(this.model.complete()).isFalse();
		assertThat(this.model.scopes()).isEqualTo("[{\"table\":\"todo\",\"where\":{\"list\":\"a\"}},"
				+ "{\"table\":\"todo\",\"where\":{\"version\":{\"gte\":10}}}]");
	}

	@Test
	void noRecordGoesBack() {
		apply("", put("1", "a", 2));
		assertRefused("Back from", put("1", "a", 1));
		apply("", left("1"));
		assertRefused("Back from", put("1", "a", 1));
		apply("", deleted("1", 4));
		assertRefused("Back from", put("1", "a", 3));
		assertRefused("Back from", deleted("1", 3));
		apply("", put("1", "a", 5));
		this.model.expectOtherHistory();
		apply("", put("1", "a", 1));
	}

	@Test
	void noVersionGoesBackOverADeletion() {
		StreamModel byField = new StreamModel(Progress.byField("version"), A);
		byField.apply(page("", null, put("1", "a", 2), deleted("1", 3), deleted("1", 3)));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> byField.apply(page("", null, put("1", "a", 1))))
			.withMessageContaining("Back from");
	}

	@Test
	void refusesWhatIsInNoScope() {
		assertRefused("In no scope", put("1", "c", 1));
	}

	@Test
	void refusesASnapshotThatBeginsAnewWithoutReset() {
		apply(",\"snapshot\":[0,1]");
		apply(",\"snapshot\":[1]");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> apply(",\"snapshot\":[0,1]"))
			.withMessageContaining("without a reset");
	}

	@ParameterizedTest
	@ValueSource(strings = { "4:9:6", "5:8:6", "5:9:6,7" })
	void refusesToUnsee(String earlier) {
		complete("5:9:6");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> complete(earlier))
			.withMessageContaining("not any more");
		complete("5:10:6,9");
		complete("10:10:");
	}

	@Test
	void comparesWithSql() {
		complete("5:5:", put("1", "a", 1));
		this.model.assertHolds("todo", () -> Map.of("1", "{\"version\": 1, \"list\": \"a\"}"));
		assertThat(this.model.holds("todo", () -> Map.of("1", "{\"version\": 2, \"list\": \"a\"}"))).isFalse();
		assertThat(this.model.holds("todo", Map::of)).isFalse();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.model.assertHolds("todo", Map::of));
	}

	private void assertRefused(String message, String change) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> apply("", change))
			.withMessageContaining(message);
	}

	private void assertUids(String... uids) {
		assertThat(this.model.records("todo")).containsOnlyKeys(uids);
	}

	private void apply(String members, String... changes) {
		this.model.apply(page(members, null, changes));
	}

	private void complete(String seen, String... changes) {
		this.model.apply(page("", seen, changes));
	}

	private String page(String members, @Nullable String seen, String... changes) {
		return "{\"cursor\":\"%d\",\"changes\":[%s]%s,\"complete\":%s}".formatted(++this.page,
				String.join(",", changes), members, (seen != null) ? "true,\"seen\":\"" + seen + '"' : "false");
	}

	private static String put(String uid, String list, int version) {
		return record(uid, "{\"list\":\"%s\",\"version\":%d}".formatted(list, version),
				"\"createdAt\":null,\"updatedAt\":\"%s\",\"deletedAt\":null".formatted(time(version)));
	}

	private static String deleted(String uid, int second) {
		return record(uid, "null",
				"\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":\"%s\"".formatted(time(second)));
	}

	private static String left(String uid) {
		return "{\"table\":\"todo\",\"uid\":\"%s\",\"left\":true,\"value\":null,\"metadata\":null}".formatted(uid);
	}

	private static String record(String uid, String value, String metadata) {
		return "{\"table\":\"todo\",\"uid\":\"%s\",\"value\":%s,\"metadata\":{%s}}".formatted(uid, value, metadata);
	}

	private static String time(int second) {
		return "2026-01-01T00:00:%02d.000Z".formatted(second);
	}

}
