package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class BeforeImageTests {

	private static TestField field(ColumnKind kind) {
		return TestField.of("field", kind, Object.class);
	}

	private static BeforeImage image(String json) {
		return new BeforeImage("{\"field\":" + json + "}");
	}

	@ParameterizedTest
	@EnumSource
	void whatIsOfAnotherTypeThanTheColumnHasNowIsUnknown(ColumnKind kind) {
		List<String> values = List.of("5", "5.5", "1e400", "100000000000000000000", "-1", "true", "\"\"", "\"-\"",
				"\"x BC\"", "\"5\"", "\"24:00\"", "\"2026-11-24\"", "\"99999999999-01-01\"", "{}", "[]", "{\"a\":[1]}");
		for (String value : values) {
			BeforeImage image = image(value);
			if (image.isKnown(field(kind))) {
				assertThat(kind.normalise(image.value(field(kind)))).as(value).isNotNull();
			}
		}
		assertThat(image("[]").isKnown(field(kind))).isFalse();
	}

	@Test
	void aColumnThatWasNotThereIsUnknown() {
		assertThat(new BeforeImage("{}").isKnown(field(ColumnKind.TEXT))).isFalse();
		assertThat(image("null").isKnown(field(ColumnKind.TEXT))).isTrue();
		assertThat(image("null").value(field(ColumnKind.TEXT))).isNull();
	}

	@Test
	void rowsAreAsLargeAsTheDatabaseHoldsThem() {
		BigDecimal longest = new BigDecimal("9".repeat(131072) + "." + "1".repeat(16383));
		assertThat(image(longest.toPlainString()).value(field(ColumnKind.NUMERIC))).isEqualTo(longest);
		String text = "x".repeat(120_000_000);
		assertThat(image('"' + text + '"').value(field(ColumnKind.TEXT))).isEqualTo(text);
		assertThat(image("[".repeat(5000) + "]".repeat(5000)).isKnown(field(ColumnKind.TEXT))).isFalse();
		assertThat(image("{\"" + "x".repeat(60_000) + "\":1}").isKnown(field(ColumnKind.TEXT))).isFalse();
	}

}
