package io.offlinesync.test;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StreamPageTests {

	@Test
	void readsAPage() {
		StreamPage page = StreamPage
			.parse("{\"cursor\":\"c\",\"changes\":[],\"snapshot\":[1],\"reset\":[0,1],\"complete\":false}", 2);
		assertThat(page.cursor()).isEqualTo("c");
		assertThat(page.snapshot()).containsExactly(1);
		assertThat(page.reset()).containsExactly(0, 1);
		assertThat(page.complete()).isFalse();
		assertThat(
				StreamPage.parse("{\"cursor\":\"c\",\"changes\":[],\"complete\":true,\"seen\":\"1:1:\"}", 1).complete())
			.isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "[] | Not an object", "{} | A member is missing",
			"{\"cursor\":\"c\",\"changes\":[],\"complete\":false,\"more\":1} | Unknown members [more]",
			"{\"cursor\":\"\",\"changes\":[],\"complete\":false} | No cursor",
			"{\"cursor\":1,\"changes\":[],\"complete\":false} | No text cursor",
			"{\"cursor\":\"c\",\"changes\":null,\"complete\":false} | No array of changes",
			"{\"cursor\":\"c\",\"changes\":[],\"complete\":null} | Neither complete nor incomplete",
			"{\"cursor\":\"c\",\"changes\":[],\"complete\":true} | says what it has seen",
			"{\"cursor\":\"c\",\"changes\":[],\"complete\":false,\"seen\":\"1:1:\"} | says what it has seen",
			"{\"cursor\":\"c\",\"changes\":[],\"complete\":true,\"seen\":\"1:1\"} | Not a snapshot",
			"{\"cursor\":\"c\",\"changes\":[],\"snapshot\":[0],\"complete\":true,\"seen\":\"1:1:\"} | still coming",
			"{\"cursor\":\"c\",\"changes\":[],\"snapshot\":[1],\"complete\":false} | No such scope",
			"{\"cursor\":\"c\",\"changes\":[],\"reset\":[0,0],\"complete\":false} | No such scope, or twice",
			"{\"cursor\":\"c\",\"changes\":[],\"reset\":null,\"complete\":false} | Not a list" })
	void refusesWhatIsNoPage(String text, String message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> StreamPage.parse(text, 1))
			.withMessageContaining(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"\"value\":{},\"metadata\":{\"createdAt\":null,\"updatedAt\":null} | A member is missing",
			"\"value\":{},\"metadata\":null | Not an object",
			"\"metadata\":{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null} | A member is missing",
			"\"value\":null,\"metadata\":{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null} | Either a value",
			"\"value\":{},\"metadata\":{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":\"2026-01-01T00:00:00Z\"} | Either a value",
			"\"value\":{},\"metadata\":{\"createdAt\":1,\"updatedAt\":null,\"deletedAt\":null} | has milliseconds",
			"\"value\":{},\"metadata\":{\"createdAt\":\"2026-01-01T00:00:00.0001Z\",\"updatedAt\":null,\"deletedAt\":null} | has milliseconds",
			"\"value\":{},\"metadata\":{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null},\"op\":\"put\" | Unknown members [op]",
			"\"left\":false,\"value\":null,\"metadata\":null | leaves with nothing else",
			"\"left\":true,\"value\":{},\"metadata\":null | leaves with nothing else",
			"\"left\":true,\"value\":null,\"metadata\":{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null} | leaves with nothing else",
			"\"left\":true | A member is missing" })
	void refusesWhatIsNoChange(String members, String message) {
		String text = "{\"cursor\":\"c\",\"changes\":[{\"table\":\"t\",\"uid\":\"u\",%s}],\"complete\":false}";
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> StreamPage.parse(text.formatted(members), 1))
			.withMessageContaining(message);
	}

	@Test
	void knowsWhatASnapshotContains() {
		SeenSnapshot snapshot = SeenSnapshot.parse("5:9:6,8");
		assertThat(List.of(1L, 4L, 5L, 7L)).allMatch(snapshot::contains);
		assertThat(List.of(6L, 8L, 9L, 10L)).noneMatch(snapshot::contains);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{} | true", "{\"n\":1} | true", "{\"n\":1.0} | true", "{\"n\":2} | false",
					"{\"n\":{\"gt\":0,\"lt\":2}} | true", "{\"n\":{\"gt\":1}} | false", "{\"n\":{\"in\":[3,1]}} | true",
					"{\"n\":{\"in\":[]}} | false", "{\"n\":{\"ne\":1}} | false", "{\"none\":null} | true",
					"{\"n\":null} | false", "{\"none\":{\"ne\":1}} | true", "{\"none\":{\"lte\":1}} | false",
					"{\"none\":{\"in\":[null]}} | false", "{\"absent\":null} | true", "{\"absent\":{\"ne\":1}} | true",
					"{\"absent\":{\"gt\":1}} | false", "{\"done\":true} | true", "{\"done\":{\"ne\":false}} | true",
					"{\"text\":{\"gt\":\"\uffff\"}} | true", "{\"at\":\"2026-01-01T00:00:00.000Z\"} | true",
					"{\"at\":{\"lt\":\"2026-01-01T00:00:00.001Z\"}} | true",
					"{\"at\":\"2026-01-01T02:00:00+02:00\"} | true",
					"{\"at\":{\"lt\":\"2026-01-01T01:00:00+02:00\"}} | false", "{\"n\":1,\"done\":false} | false" })
	void aScopeHoldsWhatItsConditionSays(String where, boolean holds) {
		assertThat(StreamScope.of("t", where)
			.holds("t", Json.MAPPER.readTree("{\"n\":1,\"none\":null,\"done\":true,\"text\":\"\ud83d\ude00\","
					+ "\"at\":\"2026-01-01T00:00:00Z\"}")))
			.isEqualTo(holds);
		assertThat(StreamScope.of("t", where).holds("other", Json.MAPPER.createObjectNode())).isFalse();
	}

}
