package io.offlinesync.test;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * A scope as a client sees it.
 *
 * @param table the table's name
 * @param where the condition as it is sent
 */
public record StreamScope(String table, JsonNode where) {

	/**
	 * All of a table, as far as the user may read it.
	 * @param table the table's name
	 * @return the scope
	 */
	public static StreamScope scope(String table) {
		return of(table, "{}");
	}

	/**
	 * Part of a table.
	 * @param table the table's name
	 * @param where the condition, such as {@code Map.of("listUid", uid)}
	 * @return the scope
	 */
	public static StreamScope scope(String table, Map<String, ?> where) {
		return new StreamScope(table, Json.tree(where));
	}

	/**
	 * Part of a table.
	 * @param table the table's name
	 * @param where the condition as JSON
	 * @return the scope
	 */
	public static StreamScope of(String table, String where) {
		return new StreamScope(table, Json.tree(where));
	}

	/**
	 * Whether a record is in this scope.
	 * @param table the record's table
	 * @param value the record's value
	 * @return {@literal true} if it is
	 */
	public boolean holds(String table, JsonNode value) {
		return this.table.equals(table) && this.where.properties().stream().allMatch((term) -> {
			JsonNode field = value.get(term.getKey());
			// An application may leave out what is null.
			return holds((field != null) ? field : NullNode.getInstance(), term.getValue());
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
		return text.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)");
	}

	JsonNode json() {
		return Json.MAPPER.createObjectNode().put("table", this.table).set("where", this.where);
	}

}
