package io.offlinesync;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.offlinesync.Where.Operator;
import io.offlinesync.Where.Term;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NumericNode;

/**
 * Reads conditions from JSON. Its messages repeat neither values nor anything else that
 * could be of any length.
 */
final class WhereParser {

	private static final int MAX_FIELD_NAME = 128;

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final Map<String, Operator> OPERATORS = Map.of("gt", Operator.GT, "gte", Operator.GTE, "lt",
			Operator.LT, "lte", Operator.LTE, "in", Operator.IN, "ne", Operator.NE);

	private static final String USE_ONE_OF = "use one of gt, gte, lt, lte, in, ne";

	private WhereParser() {
	}

	static Where parse(String json) {
		JsonNode node;
		try {
			node = JSON.readTree(json);
		}
		catch (JacksonException ex) {
			throw invalid("The where is not one JSON object, or nests too deeply, or has a name twice");
		}
		return parse(node);
	}

	static Where parse(JsonNode json) {
		if (!json.isObject()) {
			throw invalid("A where is a JSON object, such as {\"field\": value}");
		}
		List<Term> terms = new ArrayList<>();
		for (Map.Entry<String, JsonNode> property : json.properties()) {
			addTerms(checkedName(property.getKey()), property.getValue(), terms);
		}
		return Where.of(terms);
	}

	private static String checkedName(String field) {
		if (field.length() > MAX_FIELD_NAME || field.chars().anyMatch(Character::isISOControl)) {
			throw invalid("The where has a name longer than " + MAX_FIELD_NAME
					+ " characters, or one with control characters: no field has");
		}
		return field;
	}

	private static void addTerms(String field, JsonNode condition, List<Term> terms) {
		if (condition.isNull()) {
			terms.add(new Term(field, Operator.IS_NULL, List.of()));
		}
		else if (!condition.isObject()) {
			terms.add(new Term(field, Operator.EQ, List.of(scalar(field, condition))));
		}
		else if (condition.isEmpty()) {
			throw invalid("The where of '" + field + "' has no operator: " + USE_ONE_OF);
		}
		else {
			for (Map.Entry<String, JsonNode> entry : condition.properties()) {
				terms.add(term(field, entry.getKey(), entry.getValue()));
			}
		}
	}

	private static Term term(String field, String name, JsonNode operand) {
		Operator operator = OPERATORS.get(name);
		if (operator == null) {
			throw invalid("The where of '" + field + "' has an unknown operator: " + USE_ONE_OF);
		}
		if (operator == Operator.NE && operand.isNull()) {
			return new Term(field, Operator.IS_NOT_NULL, List.of());
		}
		if (operator != Operator.IN) {
			return new Term(field, operator, List.of(scalar(field, operand)));
		}
		if (!operand.isArray()) {
			throw invalid("The where of '" + field + "' needs a list of values for 'in'");
		}
		List<Object> values = new ArrayList<>(operand.size());
		for (JsonNode element : operand) {
			values.add(scalar(field, element));
		}
		return new Term(field, operator, values);
	}

	private static Object scalar(String field, JsonNode value) {
		if (value.isString()) {
			return value.stringValue();
		}
		if (value.isBoolean()) {
			return value.booleanValue();
		}
		if (value instanceof NumericNode number && !number.isNaN()) {
			return number.numberValue();
		}
		throw invalid("The where of '" + field
				+ "' compares with text, numbers and truth values only; null goes with equals and 'ne'");
	}

	private static SyncException invalid(String message) {
		return new SyncException(SyncErrorCode.INVALID_WHERE, message);
	}

}
