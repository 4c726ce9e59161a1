package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import io.offlinesync.Where;
import io.offlinesync.Where.Operator;
import io.offlinesync.Where.Term;
import io.offlinesync.jdbc.SampleTable.Column;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link BoundWhere} decides the same in memory as PostgreSQL does.
 */
class BoundWhereIntegrationTests {

	private static final int RANDOM_CONDITIONS = 2000;

	private static final int INDEXED_CONDITIONS = 200;

	private static final int BATCH = 50;

	private static final long SEED = Long.getLong("offline-sync.test.seed", System.nanoTime());

	private static final List<Operator> WITH_VALUE = List.of(Operator.EQ, Operator.NE, Operator.GT, Operator.GTE,
			Operator.LT, Operator.LTE);

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TestDatabase DATABASE = DomainApplication.database();

	private static final SingleConnectionDataSource CONNECTION = new SingleConnectionDataSource(DATABASE.url(),
			DATABASE.username(), DATABASE.password(), true);

	private static final JdbcTemplate JDBC = new JdbcTemplate(CONNECTION);

	private static final Random RANDOM = new Random(SEED);

	private static final List<Map<Integer, Map<FilterField, @Nullable Object>>> READINGS = new ArrayList<>();

	private static SampleTable table;

	@BeforeAll
	static void createTable() throws SQLException {
		table = SampleTable.create(DATABASE, RANDOM);
		for (boolean binary : List.of(true, false)) {
			for (boolean legacy : List.of(true, false)) {
				READINGS.add(table.rows(binary, legacy));
			}
		}
		READINGS.add(table.beforeImages());
	}

	@AfterAll
	static void closeConnection() {
		CONNECTION.destroy();
	}

	@Test
	void kindsAreThoseOfTheCatalog() {
		Map<String, String> types = new LinkedHashMap<>();
		JDBC.query("""
				select attname, typname from pg_attribute a join pg_type t on t.oid = a.atttypid
				where attrelid = 'samples'::regclass and attnum > 1""", (row) -> {
			types.put(row.getString(1), row.getString(2));
		});
		assertThat(table.columns()).hasSameSizeAs(types.keySet())
			.allSatisfy((column) -> assertThat(ColumnKind.of(String.valueOf(types.get(column.field().name()))))
				.isEqualTo(column.field().kind()));
	}

	@Test
	void theSampleHasColumnsThatSortUnlikeCodePoints() {
		assertThat(JDBC.queryForObject("""
				select count(*) filter (where a.english < b.english) from samples a, samples b
				where a.english collate "C" > b.english collate "C\"""", Long.class)).isGreaterThan(100);
		assertThat(JDBC.queryForObject("""
				select count(*) from samples a, samples b
				where a.insensitive = b.insensitive and a.insensitive <> b.insensitive collate "C\"""", Long.class))
			.isGreaterThan(10);
	}

	@Test
	void everyComparisonAgrees() {
		for (Column column : table.columns()) {
			String name = column.field().name();
			List<Where> wheres = new ArrayList<>(List.of(Where.isNull(name), Where.ne(name, null),
					Where.in(name, List.of()), Where.in(name, column.asked())));
			for (Object value : column.asked()) {
				WITH_VALUE.forEach((operator) -> wheres.add(where(name, operator, value)));
			}
			assertAgreement(wheres);
		}
	}

	@Test
	void randomConditionsAgree() {
		for (int i = 0; i < RANDOM_CONDITIONS; i += BATCH) {
			assertAgreement(Stream.generate(BoundWhereIntegrationTests::randomWhere).limit(BATCH).toList());
		}
	}

	@Test
	void randomConditionsAgreeWithIndexes() {
		JDBC.execute("set enable_seqscan = off");
		for (int i = 0; i < INDEXED_CONDITIONS; i++) {
			Where where = randomWhere();
			SqlCondition condition = bind(where).sql("t");
			assertAgreement(where, new HashSet<>(JDBC.queryForList("select id from samples t where " + condition.sql(),
					Integer.class, condition.parameters().toArray())));
		}
	}

	@Test
	void theLongestNumericsCanBeAskedFor() {
		List<Where> wheres = new ArrayList<>();
		for (String longest : List.of("1e131071", "-1e131071", "1e-16383", "9.9e131071")) {
			wheres.add(Where.gt("numeric", new BigDecimal(longest)));
			wheres.add(Where.in("numeric", List.of(new BigDecimal(longest), 1)));
		}
		assertAgreement(wheres);
	}

	@Test
	void equalTextsAreFoundByAnIndexOfTheColumnsCollation() {
		JDBC.execute("set enable_seqscan = off");
		for (Where where : List.of(Where.eq("english", "a"), Where.in("english", List.of("a", "b")),
				Where.eq("insensitive", "a"))) {
			SqlCondition condition = bind(where).sql("t");
			assertThat(JDBC.queryForList("explain select id from samples t where " + condition.sql(), String.class,
					condition.parameters().toArray()))
				.anyMatch((line) -> line.contains("Index Cond"));
		}
	}

	@Test
	void conditionsCanBeJoinedAsTheyStand() {
		SqlCondition condition = bind(Where.ne("bool", null).and(Where.eq("bool", true))).sql("t");
		assertThat(JDBC.queryForObject("select count(*) from samples t where true or " + condition.sql(), Long.class,
				condition.parameters().toArray()))
			.isEqualTo(READINGS.get(0).size());
	}

	private static Where randomWhere() {
		return Stream.generate(BoundWhereIntegrationTests::randomTerm)
			.limit(1 + RANDOM.nextInt(4))
			.reduce(Where.all(), Where::and);
	}

	private static Where randomTerm() {
		Column column = table.columns().get(RANDOM.nextInt(table.columns().size()));
		String name = column.field().name();
		int operator = RANDOM.nextInt(WITH_VALUE.size() + 3);
		if (operator < WITH_VALUE.size()) {
			return where(name, WITH_VALUE.get(operator), random(column.asked()));
		}
		List<Object> values = new ArrayList<>();
		for (int i = RANDOM.nextInt(6); i > 0; i--) {
			values.add(random(column.asked()));
		}
		return switch (operator - WITH_VALUE.size()) {
			case 0 -> Where.in(name, values);
			case 1 -> Where.ne(name, null);
			default -> Where.isNull(name);
		};
	}

	private static Object random(List<Object> values) {
		return values.get(RANDOM.nextInt(values.size()));
	}

	private static Where where(String name, Operator operator, Object value) {
		return switch (operator) {
			case EQ -> Where.eq(name, value);
			case NE -> Where.ne(name, value);
			case GT -> Where.gt(name, value);
			case GTE -> Where.gte(name, value);
			case LT -> Where.lt(name, value);
			default -> Where.lte(name, value);
		};
	}

	/**
	 * Ask for many conditions at once, which is much faster.
	 */
	private static void assertAgreement(List<Where> wheres) {
		StringBuilder sql = new StringBuilder("select id");
		List<Object> parameters = new ArrayList<>();
		for (Where where : wheres) {
			SqlCondition condition = bind(where).sql("t");
			sql.append(", (").append(condition.sql()).append(") is true");
			parameters.addAll(condition.parameters());
		}
		List<Set<Integer>> expected = wheres.stream().<Set<Integer>>map((where) -> new HashSet<>()).toList();
		JDBC.query(sql.append(" from samples t").toString(), (row) -> {
			for (int i = 0; i < wheres.size(); i++) {
				if (row.getBoolean(i + 2)) {
					expected.get(i).add(row.getInt(1));
				}
			}
		}, parameters.toArray());
		for (int i = 0; i < wheres.size(); i++) {
			assertAgreement(wheres.get(i), expected.get(i));
		}
	}

	private static void assertAgreement(Where where, Set<Integer> expected) {
		BoundWhere bound = bind(RANDOM.nextBoolean() ? where : throughJson(where));
		for (Map<Integer, Map<FilterField, @Nullable Object>> rows : READINGS) {
			Set<Integer> matching = new HashSet<>();
			rows.forEach((id, row) -> {
				if (bound.matches(row::get)) {
					matching.add(id);
				}
			});
			assertThat(matching).as("seed %d, %s, reading %d", SEED, where, READINGS.indexOf(rows)).isEqualTo(expected);
		}
	}

	/**
	 * The same condition as a client sends it, if all its values are as JSON has them.
	 */
	private static Where throughJson(Where where) {
		Map<String, Object> json = new LinkedHashMap<>();
		for (Term term : where.terms()) {
			boolean scalars = term.values().stream().allMatch(BoundWhereIntegrationTests::isJson);
			if (!scalars || json.containsKey(term.field())) {
				return where;
			}
			json.put(term.field(), json(term));
		}
		return Where.parse(JSON.writeValueAsString(json));
	}

	private static boolean isJson(Object value) {
		return value instanceof String || value instanceof Boolean
				|| (value instanceof Number && Numbers.finite(value) != null);
	}

	private static @Nullable Object json(Term term) {
		return switch (term.operator()) {
			case IS_NULL -> null;
			case IS_NOT_NULL -> JSON.createObjectNode().putNull("ne");
			case EQ -> term.values().get(0);
			case IN -> Map.of("in", term.values());
			default -> Map.of(term.operator().name().toLowerCase(Locale.ROOT), term.values().get(0));
		};
	}

	private static BoundWhere bind(Where where) {
		return BoundWhere.bind(where, table::field);
	}

}
