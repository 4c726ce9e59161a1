package io.offlinesync.jdbc;

import java.io.InputStream;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that conditions decide as the table of cases says, in PostgreSQL and in memory.
 * The tests of the client read the same table. What it says of kinds is for the client:
 * here the columns have theirs.
 */
class WhereCasesIntegrationTests {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final List<TestField> FIELDS = List.of(TestField.of("title", ColumnKind.TEXT, String.class),
			TestField.of("constructor", ColumnKind.TEXT, String.class),
			TestField.of("listUid", ColumnKind.UUID, UUID.class),
			TestField.of("dueAt", ColumnKind.TIMESTAMPTZ, Instant.class),
			TestField.of("startsAt", ColumnKind.TIMESTAMP, LocalDateTime.class),
			TestField.of("dueOn", ColumnKind.DATE, LocalDate.class),
			TestField.of("dueTime", ColumnKind.TIME, LocalTime.class),
			TestField.of("priority", ColumnKind.INTEGER, Long.class),
			TestField.of("price", ColumnKind.NUMERIC, BigDecimal.class),
			TestField.of("rating", ColumnKind.DOUBLE, Double.class),
			TestField.of("weight", ColumnKind.REAL, Float.class),
			TestField.of("done", ColumnKind.BOOLEAN, Boolean.class));

	private static final TestDatabase DATABASE = TestDatabase.create();

	private static final SingleConnectionDataSource CONNECTION = new SingleConnectionDataSource(DATABASE.url(),
			DATABASE.username(), DATABASE.password(), true);

	private static final JdbcTemplate JDBC = new JdbcTemplate(CONNECTION);

	@BeforeAll
	static void createTable() {
		JDBC.execute(FIELDS.stream()
			.map((field) -> field.column() + " " + field.kind().sqlType())
			.collect(Collectors.joining(", ", "create table cases (id int primary key, ", ")")));
	}

	@AfterAll
	static void closeConnection() {
		CONNECTION.destroy();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("valid")
	void decides(Case example) {
		BoundWhere where = bind(example);
		JDBC.update("delete from cases");
		for (int id = 0; id < example.rows().size(); id++) {
			insert(id, example.rows().get(id));
		}
		assertThat(inDatabase(where)).as("in PostgreSQL").isEqualTo(example.expected());
		assertThat(inMemory(where)).as("in memory").isEqualTo(example.expected());
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("invalid")
	void refuses(Case example) {
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> bind(example))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.INVALID_WHERE));
	}

	@Test
	void textsInRowsAreAsTheServerWritesThem() {
		for (Case example : valid()) {
			for (JsonNode row : example.rows()) {
				FIELDS.stream()
					.filter((field) -> row.path(field.name()).isString())
					.forEach((field) -> assertThat(JSON.writeValueAsString(javaValue(field, row.path(field.name()))))
						.as(example.name())
						.isEqualTo(row.path(field.name()).toString()));
			}
		}
	}

	private static BoundWhere bind(Case example) {
		return BoundWhere.bind(Where.parse(example.where()),
				(name) -> FIELDS.stream().filter((field) -> field.name().equals(name)).findFirst().orElse(null));
	}

	private static void insert(int id, JsonNode row) {
		List<@Nullable Object> values = new ArrayList<>();
		values.add(id);
		FIELDS.forEach((field) -> {
			Object value = javaValue(field, row.path(field.name()));
			values.add((value instanceof Instant instant) ? instant.atOffset(ZoneOffset.UTC) : value);
		});
		JDBC.update("insert into cases values (?" + ", ?".repeat(FIELDS.size()) + ")", values.toArray());
	}

	private static @Nullable Object javaValue(TestField field, JsonNode json) {
		if (json.isMissingNode() || json.isNull()) {
			return null;
		}
		if (field.kind() == ColumnKind.DOUBLE && json.isString()) {
			return Double.valueOf(json.stringValue());
		}
		return field.toDatabase(JSON.convertValue(json, Object.class));
	}

	private static List<Integer> inDatabase(BoundWhere where) {
		SqlCondition condition = where.sql("t");
		return JDBC.queryForList("select id from cases t where " + condition.sql() + " order by id", Integer.class,
				condition.parameters().toArray());
	}

	private static List<Integer> inMemory(BoundWhere where) {
		List<Integer> matching = new ArrayList<>();
		JDBC.query("select * from cases order by id", (result) -> {
			Map<FilterField, @Nullable Object> row = new HashMap<>();
			for (TestField field : FIELDS) {
				row.put(field, read(result, field));
			}
			if (where.matches(row::get)) {
				matching.add(result.getInt("id"));
			}
		});
		return matching;
	}

	private static @Nullable Object read(ResultSet result, TestField field) throws SQLException {
		Class<?> type = (field.type() == Instant.class) ? OffsetDateTime.class : field.type();
		return result.getObject(field.name(), type);
	}

	private static List<Case> valid() {
		return cases().stream().filter((example) -> !example.invalid()).toList();
	}

	private static List<Case> invalid() {
		return cases().stream().filter(Case::invalid).toList();
	}

	private static List<Case> cases() {
		InputStream json = WhereCasesIntegrationTests.class.getResourceAsStream("/where-cases.json");
		return elements(JSON.readTree(json)).stream().map(WhereCasesIntegrationTests::example).toList();
	}

	private static Case example(JsonNode json) {
		return new Case(json.path("name").asString(), elements(json.path("rows")), json.path("where"),
				elements(json.path("expected")).stream().map(JsonNode::intValue).toList(), json.has("invalid"));
	}

	private static List<JsonNode> elements(JsonNode array) {
		return StreamSupport.stream(array.spliterator(), false).toList();
	}

	/**
	 * A case. Those that the client cannot decide as the server does also say what it
	 * does instead, and why.
	 *
	 * @param name what it is about
	 * @param rows the records, in which absent fields are null
	 * @param where the condition
	 * @param expected the indexes of the rows for which it holds
	 * @param invalid whether it is refused instead
	 */
	private record Case(String name, List<JsonNode> rows, JsonNode where, List<Integer> expected, boolean invalid) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
