package io.offlinesync.testsupport.stream;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * A scope as a client sees it.
 *
 * @param table the table's name
 * @param where the condition as it is sent
 */
public record StreamScope(String table, JsonNode where) {

	/**
	 * A scope.
	 * @param table the table's name
	 * @param where the condition as JSON
	 * @return the scope
	 */
	public static StreamScope of(String table, String where) {
		return new StreamScope(table, StreamPage.JSON.readTree(where));
	}

	/**
	 * Whether a record is in this scope.
	 * @param table the record's table
	 * @param value the record's value
	 * @return {@literal true} if it is
	 */
	public boolean holds(String table, JsonNode value) {
		return this.table.equals(table) && this.where.properties().stream().allMatch((term) -> {
			StreamPage.require(value.has(term.getKey()), "No field " + term.getKey(), value);
			return holds(value.get(term.getKey()), term.getValue());
		});
	}

	private static boolean holds(JsonNode field, JsonNode term) {
		return term.isObject() ? term.properties().stream().allMatch((operator) -> holds(field, operator))
				: same(field, term);
	}

	private static boolean holds(JsonNode field, Map.Entry<String, JsonNode> operator) {
		JsonNode operand = operator.getValue();
		return switch (operator.getKey()) {
			case "ne" -> !same(field, operand);
			case "in" -> !field.isNull() && operand.valueStream().anyMatch((value) -> same(field, value));
			case "gt" -> !field.isNull() && compare(field, operand) > 0;
			case "gte" -> !field.isNull() && compare(field, operand) >= 0;
			case "lt" -> !field.isNull() && compare(field, operand) < 0;
			case "lte" -> !field.isNull() && compare(field, operand) <= 0;
			default -> throw new AssertionError("Unknown operator " + operator);
		};
	}

	private static boolean same(JsonNode field, JsonNode value) {
		return (field.isNull() || value.isNull() || field.isBoolean()) ? field.equals(value)
				: compare(field, value) == 0;
	}

	private static int compare(JsonNode field, JsonNode value) {
		if (field.isNumber()) {
			return field.decimalValue().compareTo(value.decimalValue());
		}
		String left = field.stringValue();
		String right = value.stringValue();
		if (isInstant(left) && isInstant(right)) {
			return Instant.parse(left).compareTo(Instant.parse(right));
		}
		int[] codes = left.codePoints().toArray();
		return Arrays.compare(codes, right.codePoints().toArray());
	}

	private static boolean isInstant(String text) {
		return text.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
	}

	JsonNode json() {
		return StreamPage.JSON.createObjectNode().put("table", this.table).set("where", this.where);
	}

}
