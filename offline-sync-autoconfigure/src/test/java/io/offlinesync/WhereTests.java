package io.offlinesync;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import io.offlinesync.Where.Operator;
import io.offlinesync.Where.Term;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Where}.
 */
class WhereTests {

	@Test
	void emptyObjectIsEverything() {
		assertThat(Where.parse("{}")).isEqualTo(Where.all());
		assertThat(Where.all().terms()).isEmpty();
	}

	@Test
	void readsEveryForm() {
		Where where = Where.parse("""
				{"a": "x", "b": 5, "c": true, "d": null, "e": {"gt": 1, "gte": 2, "lt": 3, "lte": 4},
				 "f": {"in": ["x", 1, false]}, "g": {"in": []}, "h": {"ne": "x"}, "i": {"ne": null}}""");
		assertThat(where).isEqualTo(Where.eq("a", "x")
			.and(Where.eq("b", 5))
			.and(Where.eq("c", true))
			.and(Where.isNull("d"))
			.and(Where.gt("e", 1))
			.and(Where.gte("e", 2))
			.and(Where.lt("e", 3))
			.and(Where.lte("e", 4))
			.and(Where.in("f", List.of("x", 1, false)))
			.and(Where.in("g", List.of()))
			.and(Where.ne("h", "x"))
			.and(Where.ne("i", null)));
	}

	@Test
	void keepsNumbersExactAndUnexpanded() {
		Where where = Where.parse("{\"a\": 0.1000000000000000000001, \"b\": 9223372036854775808, \"c\": 1e1000000000}");
		assertThat(where.terms()).extracting((term) -> term.values().get(0).toString())
			.containsExactly("0.1000000000000000000001", "9223372036854775808", "1E+1000000000");
		assertThat(where.terms().get(0).values().get(0)).isInstanceOf(BigDecimal.class);
	}

	@Test
	void nullAsksForNull() {
		assertThat(Where.eq("a", null)).isEqualTo(Where.isNull("a"));
		assertThat(Where.ne("a", null).terms()).containsExactly(new Term("a", Operator.IS_NOT_NULL, List.of()));
	}

	@Test
	void keepsValuesAsTheEntityHasThem() {
		UUID uuid = UUID.randomUUID();
		assertThat(Where.eq("a", uuid).terms()).containsExactly(new Term("a", Operator.EQ, List.of(uuid)));
	}

	@Test
	void doesNotChangeByAnd() {
		Where where = Where.eq("a", 1);
		assertThat(where.and(Where.eq("b", 2)).terms()).hasSize(2);
		assertThat(where.terms()).hasSize(1);
		assertThat(where.and(Where.all())).isEqualTo(where);
	}

	@Test
	void nullIsNoValueOfAList() {
		assertThatNullPointerException().isThrownBy(() -> Where.in("a", Arrays.asList("x", null)));
	}

	@Test
	void readsParsedJson() {
		assertThat(Where.parse(JsonNodeFactory.instance.objectNode().put("a", 1))).isEqualTo(Where.eq("a", 1));
	}

	@ParameterizedTest
	@ValueSource(doubles = { Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY })
	void refusesWhatIsNoNumberInJson(double value) {
		assertRefused(() -> Where.parse(JsonNodeFactory.instance.objectNode().put("a", value)),
				"compares with text, numbers and truth values only");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "nonsense", "{", "{\"a\"}", "{\"a\":}", "{a: 1}", "{'a': 1}", "{\"a\": 01}",
			"{\"a\": NaN}", "{\"a\": 1,}", "{\"a\": 1} {}", "{\"a\": 1}]", "{\"a\": 1, \"a\": 2}",
			"{\"a\": {\"gt\": 1, \"gt\": 2}}", "{\"a\": 1, \"a\": {\"gt\": 2}}", "[]", "[{\"a\": 1}]", "null", "\"a\"",
			"1", "true" })
	void refusesWhatIsNotOneJsonObject(String json) {
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> Where.parse(json))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.INVALID_WHERE))
			.withMessageContaining("JSON object");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			{"a": []}                     | compares with text, numbers and truth values only
			{"a": ["x"]}                  | compares with text, numbers and truth values only
			{"a": {}}                     | has no operator: use one of gt, gte, lt, lte, in, ne
			{"a": {"eq": 1}}              | has an unknown operator: use one of gt, gte, lt, lte, in, ne
			{"a": {"GT": 1}}              | has an unknown operator
			{"a": {"$gt": 1}}             | has an unknown operator
			{"a": {"": 1}}                | has an unknown operator
			{"a": {"gt": 1, "or": 1}}     | has an unknown operator
			{"a": {"b": {"gt": 1}}}       | has an unknown operator
			{"a": {"gt": null}}           | null goes with equals and 'ne'
			{"a": {"lte": null}}          | null goes with equals and 'ne'
			{"a": {"gt": [1]}}            | compares with text, numbers and truth values only
			{"a": {"gt": {}}}             | compares with text, numbers and truth values only
			{"a": {"gt": {"gt": 1}}}      | compares with text, numbers and truth values only
			{"a": {"ne": {"ne": 1}}}      | compares with text, numbers and truth values only
			{"a": {"ne": []}}             | compares with text, numbers and truth values only
			{"a": {"in": null}}           | needs a list of values for 'in'
			{"a": {"in": "x"}}            | needs a list of values for 'in'
			{"a": {"in": {}}}             | needs a list of values for 'in'
			{"a": {"in": [null]}}         | null goes with equals and 'ne'
			{"a": {"in": ["x", ["y"]]}}   | compares with text, numbers and truth values only
			{"a": {"in": [{"b": 1}]}}     | compares with text, numbers and truth values only
			""")
	void refusesMalformedConditions(String json, String reason) {
		assertRefused(() -> Where.parse(json), "'a'", reason);
	}

	@Test
	void refusesDeepNesting() {
		assertRefused(() -> Where.parse("{\"a\":".repeat(100_000)), "nests too deeply");
		assertRefused(() -> Where.parse("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}"), "compares with text");
	}

	@Test
	void messagesRepeatNeitherValuesNorLongNames() {
		String hostile = "secret".repeat(200_000);
		for (String json : List.of("{\"a\": {\"%s\": 1}}", "{\"%s\": 1}", "{\"a\": [\"%s\"]}",
				"{\"a\": {\"in\": \"%s\"}}", "{\"%1$s\": 1, \"%1$s\": 2}", "{\"%s", "%s")) {
			assertThatExceptionOfType(SyncException.class).isThrownBy(() -> Where.parse(json.formatted(hostile)))
				.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(200).doesNotContain("secret"));
		}
	}

	@Test
	void namesNeedNotBeIdentifiers() {
		for (String name : List.of("__proto__", "constructor", "", "a\"b", "a'; drop table x; --", "ä 😀")) {
			assertThat(Where.parse(JsonNodeFactory.instance.objectNode().put(name, 1))).isEqualTo(Where.eq(name, 1));
		}
	}

	@Test
	void refusesNamesWithControlCharacters() {
		assertRefused(() -> Where.parse("{\"a\\nWARN forged log line\": 1}"), "control characters");
	}

	@Test
	void readsManyTermsInLinearTime() {
		StringBuilder json = new StringBuilder("{\"f\":0");
		for (int i = 0; i < 200_000; i++) {
			json.append(",\"f").append(i).append("\":").append(i);
		}
		assertThat(Where.parse(json.append('}').toString()).terms()).hasSize(200_001);
	}

	private static void assertRefused(Runnable parse, String... message) {
		assertThatExceptionOfType(SyncException.class).isThrownBy(parse::run)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.INVALID_WHERE))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(message));
	}

}
