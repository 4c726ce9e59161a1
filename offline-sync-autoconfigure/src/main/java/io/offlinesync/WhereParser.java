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

/**
 * Reads conditions from JSON.
 */
final class WhereParser {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final Map<String, Operator> OPERATORS = Map.of("gt", Operator.GT, "gte", Operator.GTE, "lt",
			Operator.LT, "lte", Operator.LTE, "in", Operator.IN, "ne", Operator.NE);

	private WhereParser() {
	}

	static Where parse(String json) {
		try {
			return parse(JSON.readTree(json));
		}
		catch (JacksonException ex) {
			throw invalid("A where is a JSON object: " + ex.getOriginalMessage());
		}
	}

	static Where parse(JsonNode json) {
		if (!json.isObject()) {
			throw invalid("A where is a JSON object, such as {\"field\": value}");
		}
		Where where = Where.all();
		for (Map.Entry<String, JsonNode> property : json.properties()) {
			for (Term term : terms(property.getKey(), property.getValue())) {
				where = where.and(Where.of(term));
			}
		}
		return where;
	}

	private static List<Term> terms(String field, JsonNode condition) {
		if (condition.isNull()) {
			return List.of(new Term(field, Operator.IS_NULL, List.of()));
		}
		if (!condition.isObject()) {
			return List.of(new Term(field, Operator.EQ, List.of(scalar(field, condition))));
		}
		if (condition.isEmpty()) {
			throw invalid("The where of '" + field + "' has no operator: use one of gt, gte, lt, lte, in, ne");
		}
		List<Term> terms = new ArrayList<>();
		for (Map.Entry<String, JsonNode> entry : condition.properties()) {
			terms.add(term(field, entry.getKey(), entry.getValue()));
		}
		return terms;
	}

	private static Term term(String field, String name, JsonNode operand) {
		Operator operator = OPERATORS.get(name);
		if (operator == null) {
			throw invalid("Unknown operator '" + name + "' in the where of '" + field
					+ "': use one of gt, gte, lt, lte, in, ne");
		}
		if (operator == Operator.NE && operand.isNull()) {
			return new Term(field, Operator.IS_NOT_NULL, List.of());
		}
		if (operator != Operator.IN) {
			return new Term(field, operator, List.of(scalar(field, operand)));
		}
		if (!operand.isArray()) {
			throw invalid("'in' takes a list of values in the where of '" + field + "'");
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
		if (value.isNumber()) {
			return value.numberValue();
		}
		throw invalid("The where of '" + field
				+ "' compares with text, numbers and truth values only; null goes with equals and 'ne'");
	}

	private static SyncException invalid(String message) {
		return new SyncException(SyncErrorCode.INVALID_WHERE, message);
	}

}
