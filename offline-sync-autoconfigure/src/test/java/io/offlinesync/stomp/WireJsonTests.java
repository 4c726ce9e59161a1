package io.offlinesync.stomp;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WireJsonTests {

	private final WireJson json = new WireJson(TestProperties.of("max-message-size=8KB", "max-json-depth=8"));

	@Test
	void losesNothingOfNumbers() {
		JsonBody body = read("{\"data\":{\"a\":1.10,\"b\":123456789012345678901234567890,\"c\":1e300}}");
		assertThat(body.object("data").get("a").decimalValue()).isEqualTo(new BigDecimal("1.10"));
		assertThat(body.object("data").get("b").bigIntegerValue())
			.isEqualTo(new BigInteger("123456789012345678901234567890"));
		assertThat(body.object("data").get("c").decimalValue()).isEqualTo(new BigDecimal("1e300"));
		assertThat(body.object("data").toString())
			.isEqualTo("{\"a\":1.10,\"b\":123456789012345678901234567890,\"c\":1E+300}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "{}{}", "{} x", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}", "{a:1}", "{'a':1}",
			"{\"a\":01}", "{\"a\":NaN}", "{\"a\":1,}", "// c\n{}" })
	void refusesWhatIsNotStrictlyJson(String text) {
		assertThatRefused(text).withMessageStartingWith("The body is not JSON");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "[]", "null", "1", "\"text\"", "true" })
	void refusesWhatIsNotAnObject(String text) {
		assertThatRefused(text).withMessage("The body must be a JSON object");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '!',
			value = { "{\"a\":{\"b\":[1,\"x\\u0000\"]}}|a.b[1]: there is no place for U+0000 in the database",
					"{\"a\":{\"\\u0000\":1}}|a.\u0000: there is no place for U+0000 in the database",
					"{\"a\":\"\\ud800\"}|a: the text has an unpaired surrogate",
					"{\"a\":\"\\udc00\\ud800\"}|a: the text has an unpaired surrogate",
					"{\"a\":\"\\ud83dx\"}|a: the text has an unpaired surrogate",
					"{\"a\":1e1000000}|a: the number is out of range",
					"{\"a\":1e-1000000}|a: the number is out of range" })
	void refusesWhatNoDatabaseHolds(String text, String message) {
		assertThatRefused(text).withMessage(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e99999999999", "-1.5E-99999999999", "0e2147483648" })
	void refusesNumbersThatJavaCannotHold(String number) {
		assertThatRefused("{\"a\":" + number + "}").withMessage("The body has a number that is out of range");
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> this.json.readHeader("scopes", "[" + number + "]"))
			.withMessage("The scopes header has a number that is out of range");
	}

	@Test
	void takesPairedSurrogates() {
		assertThat(read("{\"a\":\"\\ud83d\\ude00😀\"}").text("a")).isEqualTo("😀😀");
	}

	@Test
	void refusesInvalidUtf8() {
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> this.json.read(new byte[] { '{', '"', (byte) 0xff, '"', ':', '1', '}' }));
	}

	@Test
	void refusesDepthAndMultitude() {
		read(nested(7));
		assertThatTooLarge(nested(8));
		assertThatTooLarge(nested(100_000));
		assertThatTooLarge("{\"a\":[" + "{},".repeat(3000) + "{}]}");
		assertThatTooLarge("{\"a\":" + "1".repeat(1001) + "}");
	}

	@Test
	void refusesConditionsBeyondTheirLimits() {
		WireJson strict = new WireJson(TestProperties.of("max-terms=2", "max-in-values=3"));
		assertThat(strict.read(bytes("{\"where\":{\"a\":{\"gt\":1,\"in\":[1,2,3]}}}")).where("where").terms())
			.hasSize(2);
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> strict.read(bytes("{\"where\":{\"a\":1,\"b\":{\"gt\":1,\"lt\":3}}}")).where("where"))
			.withMessage("where: a where has at most 2 terms")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.TOO_LARGE));
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> strict.readHeader("scopes", "[{\"where\":{}},{\"where\":{\"a\":{\"in\":[1,2,3,4]}}}]")
				.list("scopes")
				.get(1)
				.where("where"))
			.withMessage("scopes[1].where: an 'in' has at most 3 values")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.TOO_LARGE));
	}

	/** With the body, one level more. */
	private static String nested(int levels) {
		return "{\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private void assertThatTooLarge(String text) {
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> read(text))
			.withMessageStartingWith("The body nests deeper than 8 levels, has more than 2048 tokens")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.TOO_LARGE));
	}

	private JsonBody read(String text) {
		return this.json.read(text.getBytes(StandardCharsets.UTF_8));
	}

	private org.assertj.core.api.ThrowableAssertAlternative<SyncException> assertThatRefused(String text) {
		return assertThatExceptionOfType(SyncException.class).isThrownBy(() -> read(text))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.INVALID_REQUEST));
	}

}
