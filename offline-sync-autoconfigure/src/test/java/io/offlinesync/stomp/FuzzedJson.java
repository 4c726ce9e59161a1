package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON that is nearly right: tokens of valid JSON replaced by others, repeated and left
 * out.
 */
final class FuzzedJson {

	private static final Pattern TOKEN = Pattern
		.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null|[{}\\[\\],:]");

	private static final List<String> NAMES = words("folder member page invoice key room todo todo_list note sample "
			+ "FOLDER public.page pg_class offline_sync.sync_metadata sync_change uid id folder text words owner name "
			+ "person tenant title door holder content listUid list_uid done priority dueAt body color amount ratio "
			+ "whole day noon moment flag gt gte lt lte in ne eq not or $or create update delete merge table where "
			+ "scopes op data changed at createdAt updatedAt deletedAt clientId cursor transactions mutations metadata "
			+ "limit after upTo __proto__ constructor class @class @type toString hashCode");

	private static final List<String> TEXTS = List.of("", " ", "\\u0000", "\\ud800", "\\udfff\\ud83d", "😀",
			"a\\u0000b", "\\u202e", "٣", "'", "''; drop table page; --", "1' or '1'='1", "\\\\", "%s%n%1$s",
			"${jndi:ldap://x/y}", "#{T(java.lang.Runtime).getRuntime()}", "../../etc/passwd", "north", "south", "RED",
			"BLUE", "red", "NaN", "Infinity", "-infinity", "now", "epoch", "today", "x".repeat(21), "x".repeat(3000),
			"-1", "0", "00", "9223372036854775807", "9223372036854775808", "1-1-1-1-1", "0-0-0-0-0",
			"00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
			"٠٠٠٠٠٠٠٠-0000-0000-0000-000000000000", "00000000000000000000000000000000");

	private static final List<String> TIMES = List.of("1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z",
			"2026-01-01T10:00:00.123456789Z", "2026-01-01T24:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T10:00:60Z",
			"2026-01-01T10:00:00+18:00", "2026-01-01T10:00:00-18:00", "2026-01-01T10:00:00+19:00",
			"9999-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z", "+294276-12-31T23:59:59.999Z",
			"+294277-01-01T00:00:00Z", "-4713-11-24T00:00:00Z", "-4714-11-23T00:00:00Z", "0000-01-01T00:00:00Z",
			"0001-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z", "-1000000000-01-01T00:00:00Z",
			"2026-01-01", "0000-01-01", "-4714-11-23", "+5874897-12-31", "+5874898-01-01", "+999999999-12-31",
			"-999999999-01-01", "00:00", "24:00", "23:59:59.999999999", "10:00:00Z", "2026-01-01T10:00:00");

	private static final List<String> NUMBERS = List.of("0", "-0", "-0.0", "1", "-1", "1.0", "0.1", "1.5", "32768",
			"501", "1001", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
			"-9223372036854775809", "1e3", "1E-3", "1e308", "1e309", "-1e400", "5e-324", "1e-400", "1e16383",
			"1e-16383", "1e16384", "1e131071", "1e2147483647", "1e-2147483648", "1e99999999999",
			"123456789012345678901234567890", "0.12345678901234567890123456789", "9".repeat(900),
			"0." + "1".repeat(900), "9999999999999999.9999", "99999999999999999.0", "01", "1.", ".5", "+1", "0x10",
			"NaN", "-Infinity");

	private static final List<String> OTHERS = List.of("null", "null", "true", "false", "{}", "[]", "[null]", "[[1]]",
			"{\"in\":[]}", "{\"in\":[null]}", "{\"in\":[1,\"a\",true,null]}", "{\"in\":{}}", "{\"in\":1}",
			"{\"ne\":null}", "{\"ne\":{}}", "{\"gt\":null}", "{\"gt\":1,\"lt\":0}", "{\"gt\":1,\"gt\":2}",
			"{\"gte\":\"\"}", "{\"lt\":1e400}", "{\"gt\":true}", "{\"gt\":[]}", "{\"a\":{\"b\":1}}", "{\"\":\"\"}",
			"[".repeat(40) + "]".repeat(40), "{\"a\":".repeat(33) + "1" + "}".repeat(33), "[".repeat(2000), "{", "]",
			"\"", ":", ",", "/**/", "undefined", "'a'");

	private final Random random;

	private final List<String> uids;

	/**
	 * Create a source of JSON.
	 * @param random what decides
	 * @param uids ids of records, of other people too
	 */
	FuzzedJson(Random random, List<String> uids) {
		this.random = random;
		this.uids = uids;
	}

	/** JSON that is like the given one but for some of its tokens. */
	String mutate(String json) {
		List<String> tokens = new ArrayList<>();
		Matcher matcher = TOKEN.matcher(json);
		while (matcher.find()) {
			tokens.add(matcher.group());
		}
		for (int i = this.random.nextInt(3); i >= 0 && !tokens.isEmpty(); i--) {
			mutate(tokens);
		}
		return String.join("", tokens);
	}

	private void mutate(List<String> tokens) {
		int at = this.random.nextInt(tokens.size());
		switch (this.random.nextInt(20)) {
			case 0 -> tokens.remove(at);
			case 1 -> tokens.add(at, tokens.get(this.random.nextInt(tokens.size())));
			case 2 -> tokens.add(at, value());
			case 3 -> tokens.addAll(at, List.of("\"" + name() + "\"", ":", value(), ","));
			case 4 -> repeat(tokens, at);
			default -> replace(tokens, at);
		}
	}

	private void repeat(List<String> tokens, int from) {
		int to = Math.min(tokens.size(), from + 1 + this.random.nextInt(12));
		List<String> part = List.copyOf(tokens.subList(from, to));
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			tokens.add(to, ",");
			tokens.addAll(to + 1, part);
		}
	}

	// What is a value stays one, most often: the rest is not read at all.
	private void replace(List<String> tokens, int from) {
		for (int i = from; i < tokens.size(); i++) {
			String token = tokens.get(i);
			boolean name = i + 1 < tokens.size() && tokens.get(i + 1).equals(":");
			if (name) {
				if (this.random.nextInt(4) == 0) {
					tokens.set(i, "\"" + name() + "\"");
					return;
				}
			}
			else if (!"{}[],:".contains(token)) {
				tokens.set(i, value());
				return;
			}
		}
	}

	/** A name of something, or nearly. */
	String name() {
		return (this.random.nextInt(20) == 0) ? text() : choose(NAMES);
	}

	/** A text without quotes. */
	String text() {
		return choose(TEXTS);
	}

	/** The id of a record. */
	String uid() {
		return choose(this.uids);
	}

	private String value() {
		return switch (this.random.nextInt(10)) {
			case 0, 1 -> choose(NUMBERS);
			case 2, 3 -> "\"" + choose(TIMES) + "\"";
			case 4 -> "\"" + choose(TEXTS) + "\"";
			case 5 -> "\"" + name() + "\"";
			case 6, 7 -> "\"" + uid() + "\"";
			default -> choose(OTHERS);
		};
	}

	private <T> T choose(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	private static List<String> words(String text) {
		return List.of(text.split(" "));
	}

}
