package io.offlinesync.feed;

import java.util.LinkedHashMap;
import java.util.Map;

import io.offlinesync.jdbc.DatabaseSnapshot;
import io.offlinesync.jdbc.LogPosition;
import io.offlinesync.jdbc.LogPosition.Mark;
import io.offlinesync.jdbc.LogPosition.Partial;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CursorTests {

	private static final String GENERATION = "0b6f4f9e-3c0c-4d39-9d7b-5f4f3a0d7f11";

	private static final DatabaseSnapshot DONE = DatabaseSnapshot.parse("10:20:10,14");

	private static LogPosition position(@Nullable Partial partial, @Nullable Mark last) {
		return new LogPosition(GENERATION, DONE, partial, last);
	}

	@Test
	void isReadAsItWasWritten() {
		Map<String, ScopeProgress> scopes = new LinkedHashMap<>();
		scopes.put("finished", ScopeProgress.FINISHED);
		scopes.put("begun", ScopeProgress.after("ä~,.\"\n id"));
		scopes.put("new", ScopeProgress.NONE);
		Cursor cursor = new Cursor(
				position(new Partial(DatabaseSnapshot.parse("14:30:14"), 10, 99), new Mark(10, 99, Long.MAX_VALUE)),
				scopes);
		assertThat(Cursor.decode(cursor.encode())).isEqualTo(cursor);
	}

	@Test
	void isReadWithoutPartAndMark() {
		Cursor cursor = new Cursor(position(null, null), Map.of("a", ScopeProgress.FINISHED));
		assertThat(Cursor.decode(cursor.encode())).isEqualTo(cursor);
	}

	@Test
	void isPutTogetherFromItsParts() {
		Map<String, ScopeProgress> scopes = Map.of("a", ScopeProgress.FINISHED);
		LogPosition position = position(null, new Mark(1, 2, 3));
		assertThat(Cursor.text(position.encode(), Cursor.encode(scopes)))
			.isEqualTo(new Cursor(position, scopes).encode());
	}

	@Test
	void needsNoEscapesInHeadersAndJson() {
		Cursor cursor = new Cursor(position(null, new Mark(1, 2, 3)),
				Map.of("a", ScopeProgress.after("colon: \\ \" \n")));
		assertThat(cursor.encode()).matches("[A-Za-z0-9_.,~-]+");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "x", "x.y", "AAAA.", "a.b.c", "MDs7.x", "é.x" })
	void unreadableTextIsNoCursor(String text) {
		assertThat(Cursor.decode(text)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "10:20:10,12,14", "10:15:10,14", "12:30:12" })
	void aPlaceBetweenTwoSnapshotsLiesBeforeTheLaterOne(String target) {
		Partial partial = new Partial(DatabaseSnapshot.parse(target), 10, 99);
		assertThat(Cursor.decode(new Cursor(position(partial, null), Map.of()).encode())).isNull();
	}

	@Test
	void damagedTextIsNoCursorOrAnother() {
		String text = new Cursor(position(null, new Mark(1, 2, 3)), Map.of("a", ScopeProgress.after("b"))).encode();
		for (int i = 0; i < text.length(); i++) {
			Cursor.decode(text.substring(0, i));
			Cursor.decode(text.substring(0, i) + '!' + text.substring(i + 1));
			Cursor.decode(text.substring(0, i) + '9' + text.substring(i + 1));
		}
		assertThat(Cursor.decode(null)).isNull();
	}

}
