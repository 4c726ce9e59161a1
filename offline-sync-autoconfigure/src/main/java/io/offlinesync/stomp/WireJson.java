package io.offlinesync.stomp;

import java.util.function.Supplier;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the JSON of clients strictly and without loss: what the application configured
 * for its own JSON makes no difference.
 */
class WireJson {

	/** What fits PostgreSQL's numeric, and does not explode when written out. */
	private static final int MAX_SCALE = 16383;

	private static final int BYTES_PER_TOKEN = 4;

	private final JsonMapper mapper;

	private final StreamReadConstraints constraints;

	private final WhereLimits whereLimits;

	WireJson(StompProperties properties) {
		// A tree takes far more memory than its text if that is made of brackets.
		this.constraints = StreamReadConstraints.builder()
			.maxNestingDepth(properties.maxJsonDepth())
			.maxTokenCount(properties.maxMessageBytes() / BYTES_PER_TOKEN)
			.build();
		this.whereLimits = new WhereLimits(properties.maxTerms(), properties.maxInValues());
		this.mapper = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(this.constraints).build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
			.build();
	}

	/**
	 * Read a body.
	 * @param bytes the JSON text in UTF-8
	 * @return the body, an object
	 * @throws SyncException if it is not one, or holds what no database can
	 */
	JsonBody read(byte[] bytes) {
		JsonNode json = parse("The body", () -> this.mapper.readTree(bytes));
		if (!(json instanceof ObjectNode object)) {
			throw new SyncException(SyncErrorCode.INVALID_REQUEST, "The body must be a JSON object");
		}
		check(object, "");
		return new JsonBody("", object, this.whereLimits);
	}

	/**
	 * Read a header as if it were the only member of a body.
	 * @param name the header's name
	 * @param text its value, the JSON text, or {@literal null} if it is missing
	 * @return the body
	 * @throws SyncException if it is not JSON, or holds what no database can
	 */
	JsonBody readHeader(String name, @Nullable String text) {
		ObjectNode body = this.mapper.createObjectNode();
		if (text != null) {
			body.set(name, parse("The " + name + " header", () -> this.mapper.readTree(text)));
		}
		check(body, "");
		return new JsonBody("", body, this.whereLimits);
	}

	private JsonNode parse(String what, Supplier<JsonNode> parser) {
		try {
			return parser.get();
		}
		catch (StreamConstraintsException ex) {
			throw new SyncException(SyncErrorCode.TOO_LARGE,
					what + " nests deeper than " + this.constraints.getMaxNestingDepth() + " levels, has more than "
							+ this.constraints.getMaxTokenCount()
							+ " tokens, or a name or number of exceptional length");
		}
		catch (JacksonException ex) {
			TokenStreamLocation at = ex.getLocation();
			String where = (at != null) ? " at line " + at.getLineNr() + ", column " + at.getColumnNr() : "";
			throw new SyncException(SyncErrorCode.INVALID_REQUEST,
					what + " is not JSON" + where + ": " + ex.getOriginalMessage());
		}
		catch (NumberFormatException ex) {
			// Java has no number with an exponent of ten digits or more.
			throw new SyncException(SyncErrorCode.INVALID_REQUEST, what + " has a number that is out of range");
		}
	}

	private static void check(JsonNode node, String path) {
		if (node.isObject()) {
			node.properties().forEach((member) -> {
				String memberPath = JsonBody.path(path, member.getKey());
				checkText(member.getKey(), memberPath);
				check(member.getValue(), memberPath);
			});
		}
		else if (node.isArray()) {
			for (int i = 0; i < node.size(); i++) {
				check(node.get(i), path + '[' + i + ']');
			}
		}
		else if (node.isString()) {
			checkText(node.stringValue(), path);
		}
		else if (node.isBigDecimal() && Math.abs((long) node.decimalValue().scale()) > MAX_SCALE) {
			throw JsonBody.invalid(path, "the number is out of range");
		}
	}

	private static void checkText(String text, String path) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == 0) {
				throw JsonBody.invalid(path, "there is no place for U+0000 in the database");
			}
			if (Character.isSurrogate(c)) {
				if (Character.isLowSurrogate(c) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					throw JsonBody.invalid(path, "the text has an unpaired surrogate");
				}
				i++;
			}
		}
	}

}
