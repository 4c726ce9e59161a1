package io.offlinesync.jdbc;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.Where.Operator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BoundWhere}.
 */
class BoundWhereTests {

	private static final Map<String, FilterField> FIELDS = new HashMap<>();

	static {
		Stream
			.of(TestField.of("title", ColumnKind.TEXT, String.class),
					TestField.of("priority", ColumnKind.INTEGER, int.class),
					TestField.of("price", ColumnKind.NUMERIC, BigDecimal.class),
					new TestField("state", "\"state\"", ColumnKind.TEXT, true, String.class))
			.forEach((field) -> FIELDS.put(field.name(), field));
	}

	@Test
	void everythingMatchesEveryRow() {
		BoundWhere where = bind(Where.all());
		assertThat(where.matches((field) -> null)).isTrue();
		assertThat(where.sql("t")).isEqualTo(new SqlCondition("true", List.of()));
		assertThat(where.fingerprint()).isEmpty();
	}

	@Test
	void allTermsMustHold() {
		BoundWhere where = bind(Where.eq("title", "x").and(Where.gt("priority", 3)));
		assertThat(matches(where, Map.of("title", "x", "priority", 4))).isTrue();
		assertThat(matches(where, Map.of("title", "x", "priority", 3))).isFalse();
		assertThat(matches(where, Map.of("title", "y", "priority", 4))).isFalse();
		assertThat(matches(where, Map.of("title", "x"))).isFalse();
	}

	@Test
	void nullIsDistinctFromEveryValueAndSatisfiesNothingElse() {
		for (Where where : List.of(Where.ne("priority", 1), Where.isNull("priority"))) {
			assertThat(matches(bind(where), Map.of())).as("%s", where).isTrue();
		}
		for (Where where : List.of(Where.eq("priority", 1), Where.gt("priority", 1), Where.gte("priority", 1),
				Where.lt("priority", 1), Where.lte("priority", 1), Where.in("priority", List.of(1, 2)),
				Where.in("priority", List.of()), Where.ne("priority", null))) {
			assertThat(matches(bind(where), Map.of())).as("%s", where).isFalse();
		}
	}

	@Test
	void writesSqlWithParametersOnly() {
		SqlCondition condition = bind(Where.gte("priority", 3).and(Where.in("priority", List.of(7, 5, 7)))).sql("t");
		assertThat(condition.sql()).isEqualTo("(t.\"priority\" = any (?::int8[]) and t.\"priority\" >= ?::int8)");
		assertThat(condition.parameters()).containsExactly(new String[] { "5", "7" }, "3");
	}

	@Test
	void equalTextsMayUseAnIndexYetAreComparedByCodePoints() {
		assertThat(bind(Where.eq("title", "x")).sql("t")).isEqualTo(
				new SqlCondition("(t.\"title\" = ?::text and t.\"title\" collate \"C\" = ?::text)", List.of("x", "x")));
		assertThat(bind(Where.eq("state", "x")).sql("t"))
			.isEqualTo(new SqlCondition("(t.\"state\" = ?::text)", List.of("x")));
	}

	@Test
	void equalConditionsAreRecognised() {
		Where where = Where.eq("title", "x").and(Where.in("priority", List.of(1, 2))).and(Where.gt("price", 1));
		Where same = Where.gt("price", new BigDecimal("1.00"))
			.and(Where.eq("title", "x"))
			.and(Where.in("priority", List.of(2, 1, 1)))
			.and(Where.in("title", List.of("x", "x")));
		assertThat(bind(same).fingerprint()).isEqualTo(bind(where).fingerprint());
		assertThat(bind(same).sql("t").sql()).isEqualTo(bind(where).sql("t").sql());
		assertThat(bind(same).terms()).isEqualTo(bind(where).terms());
	}

	@Test
	void differentConditionsHaveDifferentFingerprints() {
		List<Where> different = List.of(Where.all(), Where.eq("title", "x"), Where.eq("state", "x"),
				Where.ne("title", "x"), Where.isNull("title"), Where.ne("title", null), Where.eq("title", "1:x"),
				Where.in("title", List.of()), Where.in("title", List.of("a", "b")),
				Where.in("title", List.of("ab", "")), Where.in("title", List.of("a1:b", "c")),
				Where.in("title", List.of("a", "1:bc")), Where.eq("title", "a").and(Where.eq("title", "b")),
				Where.gt("priority", 1), Where.gte("priority", 1), Where.lt("priority", 1), Where.lte("priority", 1));
		assertThat(different.stream().map((where) -> bind(where).fingerprint())).doesNotHaveDuplicates();
	}

	@Test
	void exposesTermsWithKeys() {
		BoundTerm term = bind(Where.in("price", List.of(new BigDecimal("1.00")))).terms().get(0);
		assertThat(term.field().name()).isEqualTo("price");
		assertThat(term.operator()).isEqualTo(Operator.EQ);
		assertThat(term.values()).containsExactly(BigDecimal.ONE);
		assertThat(term.field().kind().key(new BigDecimal("1.0"))).isEqualTo(term.values().get(0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nope", "Title", "title ", "\"title\"", "title\" or true --", "__proto__",
			"constructor", "id", "t.title" })
	void refusesUnknownFields(String name) {
		assertRefused(Where.eq(name, "x"), "The where names a field that cannot be filtered by: '" + name + "'");
	}

	@Test
	void messagesRepeatNeitherValuesNorLongNames() {
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> bind(Where.eq("n".repeat(1_000_000), "x")))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(250));
		assertRefused(Where.eq("priority", "secret"), "The where of 'priority' needs a whole number within range");
		assertRefused(Where.in("priority", List.of(1, "secret")),
				"The where of 'priority' needs a whole number within range");
		assertRefused(Where.eq("title", "secret\0"),
				"The where of 'title' needs text without U+0000 and without unpaired surrogates");
	}

	@Test
	void hidesTheMessagesOfConverters() {
		FilterField field = new ConvertedField((value) -> {
			throw new IllegalArgumentException("No enum constant of " + value);
		});
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> BoundWhere.bind(Where.eq("a", "secret"), (name) -> field))
			.withMessage("The where of 'converted' has a value that does not fit the field");
	}

	@Test
	void comparesWithNothingThatIsStoredAsNull() {
		FilterField field = new ConvertedField((value) -> null);
		assertThatExceptionOfType(SyncException.class)
			.isThrownBy(() -> BoundWhere.bind(Where.eq("a", "x"), (name) -> field))
			.withMessage("The where of 'converted' has a value that is stored as null: compare with null");
	}

	private static boolean matches(BoundWhere where, Map<String, Object> row) {
		return where.matches((field) -> row.get(field.name()));
	}

	private static BoundWhere bind(Where where) {
		return BoundWhere.bind(where, FIELDS::get);
	}

	private static void assertRefused(Where where, String message) {
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> bind(where))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.INVALID_WHERE));
	}

	private record ConvertedField(
			java.util.function.Function<Object, @Nullable Object> converter) implements FilterField {

		@Override
		public String name() {
			return "converted";
		}

		@Override
		public String column() {
			return "\"converted\"";
		}

		@Override
		public ColumnKind kind() {
			return ColumnKind.TEXT;
		}

		@Override
		public @Nullable Object toDatabase(Object value) {
			return this.converter.apply(value);
		}

	}

}
