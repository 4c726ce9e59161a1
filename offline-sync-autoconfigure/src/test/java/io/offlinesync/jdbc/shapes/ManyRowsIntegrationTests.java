package io.offlinesync.jdbc.shapes;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncedTable;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.TransactionResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.annotation.Id;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows that one statement writes hold what they would hold if each had been written by
 * its own.
 */
class ManyRowsIntegrationTests {

	private static RunningShapes shapes;

	private final UUID first = UUID.randomUUID();

	private final UUID second = UUID.randomUUID();

	private final UUID single = UUID.randomUUID();

	@BeforeAll
	static void start() {
		shapes = ShapesApplication.with("""
				create domain short_text as varchar(10) check (value <> 'never');
				create table carried (uid uuid primary key, level text, at timestamptz, local_at timestamp, day date,
				  offset_at timestamptz(3), price numeric(12, 2), ratio float8, small float4, flag bool not null,
				  count bigint not null, short_one int2, other uuid, data bytea, code char(3), name short_text,
				  settings jsonb, twice int generated always as (short_one * 2) stored);
				create table listed (uid uuid primary key, title text, tags text[]);
				create table ranked (uid uuid primary key, rank int unique, title text);
				create table chained (uid uuid primary key, next_uid uuid references chained, title text);
				""")
			.entities(Carried.class, Listed.class, Ranked.class, Chained.class)
			.configured(DocumentConverters.class)
			.start();
	}

	@AfterAll
	static void stop() {
		shapes.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', value = { "level;'HIGH';'LOW'",
			"at;'2026-03-29T01:30:00.123456Z';'2026-10-25T00:30:00Z'",
			"at;'2026-10-25T01:30:00.9999995Z';'2026-01-01T00:00:00.0000005Z'",
			"at;'0044-03-15T12:00:00Z';'9999-01-01T00:00:00Z'", "at;'1582-10-10T00:00:00Z';'1600-12-31T23:59:59Z'",
			"localAt;'2026-03-29T02:30:00.123456';'2026-10-25T02:30:00'", "localAt;'1500-02-28T00:00:00';null",
			"day;'2026-03-29';'0001-01-01'", "day;'9999-12-31';'1583-01-01'",
			"offsetAt;'2026-03-29T01:30:00.1239Z';'2026-10-25T01:30:00+05:45'", "price;19.99;-0.01", "price;1.005;2",
			"price;1E3;0.000", "ratio;0.1;1.5E300", "ratio;-0.0;4.9E-324", "small;0.1;3.4028235E38", "flag;true;false",
			"count;9007199254740993;-9223372036854775808", "shortOne;16383;-16384",
			"other;'0b9f2c6e-0000-0000-0000-000000000001';null", "data;'AAEC/w==';''", "code;'a';'xyz'",
			"name;'a,\\\"{}\\\\ é';''", "name;'NULL';' '", "settings;{'a':[1.50,null,'{\\\"'],'b':{}};{}" })
	void storesWhatSingleStatementsWould(String field, String value, String other) {

		String data = "{'" + field + "':" + value + "}";
		String change = "{'" + field + "':" + other + "}";
		assertSame(data, mutation(Operation.CREATE, this.first, data, 1),
				mutation(Operation.CREATE, this.second, data, 1));
		shapes.create("carried", this.single, data, 1);
		assertStored("carried", !isUnusual(value));
		assertSame(change, mutation(Operation.UPDATE, this.first, change, 2),
				mutation(Operation.UPDATE, this.second, change, 2));
		shapes.update("carried", this.single, change, 2);
		assertStored("carried", !isUnusual(other));
	}

	/**
	 * A date in which calendars differ, or that takes more than four digits.
	 */
	private static boolean isUnusual(String value) {
		return value.matches("'(00|15|1600|9999).*");
	}

	private static Mutation mutation(Operation operation, UUID uid, String data, int at) {
		return RunningShapes.mutation("carried", operation, uid, data, null, at);
	}

	private static void assertSame(String data, Mutation... mutations) {
		TransactionResult result = shapes.push(mutations);
		assertThat(result.outcome()).as(data).isEqualTo(TransactionResult.Outcome.COMMITTED);
	}

	/**
	 * The rows of the push equal the one that was written alone. Command ids tell whether
	 * one statement wrote them.
	 */
	private void assertStored(String table, boolean together) {
		List<String> rows = Stream.of(this.first, this.second, this.single)
			.map((uid) -> shapes.column(table, "(to_jsonb(" + table + ") - 'uid')::text", uid, String.class))
			.toList();
		assertThat(rows).hasSize(3).containsOnly(rows.get(2));
		assertThat(isTogether(table)).isEqualTo(together);
	}

	private boolean isTogether(String table) {
		return String.valueOf(shapes.column(table, "cmin::text", this.first, String.class))
			.equals(shapes.column(table, "cmin::text", this.second, String.class));
	}

	@Test
	void aColumnThatIsAnArrayNeedsAStatementForEachRow() {
		String data = "{'title':'t','tags':['a','b,',null]}";
		assertThat(shapes
			.push(RunningShapes.mutation("listed", Operation.CREATE, this.first, data, null, 1),
					RunningShapes.mutation("listed", Operation.CREATE, this.second, data, null, 1))
			.error()).isNull();
		shapes.create("listed", this.single, data, 1);
		assertStored("listed", false);
		String change = "{'title':'u'}";
		assertThat(shapes
			.push(RunningShapes.mutation("listed", Operation.UPDATE, this.first, change, null, 2),
					RunningShapes.mutation("listed", Operation.UPDATE, this.second, change, null, 2))
			.error()).isNull();
		shapes.update("listed", this.single, change, 2);
		assertStored("listed", true);
	}

	@ParameterizedTest
	@ValueSource(strings = { "'name':'never'", "'name':'longer than ten'", "'price':12345678901.23", "'code':'abcd'" })
	void namesTheMutationWhoseValueDoesNotFit(String value) {
		TransactionResult result = shapes.push(mutation(Operation.CREATE, this.first, "{}", 1),
				mutation(Operation.CREATE, this.second, "{" + value + "}", 1),
				mutation(Operation.CREATE, this.single, "{}", 1));
		assertThat(result.error()).isNotNull();
		assertThat(result.error().code()).isEqualTo(SyncErrorCode.CONSTRAINT_VIOLATED);
		assertThat(result.mutation()).isOne();
	}

	@Test
	void valuesThatHaveToBeUniqueAreSetInTheOrderOfTheMutations() {
		assertThat(shapes.push(rank(Operation.CREATE, this.first, 1, 1), rank(Operation.CREATE, this.second, 2, 1))
			.error()).isNull();
		assertThat(shapes.push(rank(Operation.UPDATE, this.second, 3, 2), rank(Operation.UPDATE, this.first, 2, 2))
			.error()).isNull();
		assertThat(isTogether("ranked")).isFalse();
		TransactionResult tooEarly = shapes.push(rank(Operation.UPDATE, this.first, 3, 3),
				rank(Operation.UPDATE, this.second, 4, 3));
		assertThat(tooEarly.mutation()).isZero();
	}

	private static Mutation rank(Operation operation, UUID uid, int rank, int at) {
		return RunningShapes.mutation("ranked", operation, uid, "{'rank':" + rank + "}", null, at);
	}

	@Test
	void referencesWithinTheTableAreCheckedInTheOrderOfTheMutations() {
		TransactionResult tooEarly = shapes.push(RunningShapes.mutation("chained", Operation.CREATE, this.first,
				"{'nextUid':'" + this.second + "'}", null, 1),
				RunningShapes.mutation("chained", Operation.CREATE, this.second, "{}", null, 1));
		assertThat(tooEarly.mutation()).isZero();
	}

	@Test
	void aRecordThatIsUpdatedTwiceEndsAsTheSecondUpdateSays() {
		shapes.create("listed", this.first, "{'title':'a'}", 1);
		shapes.create("listed", this.second, "{'title':'a'}", 1);
		TransactionResult result = shapes.push(
				RunningShapes.mutation("listed", Operation.UPDATE, this.first, "{'title':'b'}", null, 2),
				RunningShapes.mutation("listed", Operation.UPDATE, this.second, "{'title':'b'}", null, 2),
				RunningShapes.mutation("listed", Operation.UPDATE, this.first, "{'title':'c'}", null, 3));
		assertThat(result.error()).isNull();
		assertThat(shapes.column("listed", "title", this.first, String.class)).isEqualTo("c");
	}

	enum Level {

		LOW, HIGH

	}

	@SyncedTable
	record Carried(@Id UUID uid, @Nullable Level level, @Nullable Instant at, @Nullable LocalDateTime localAt,
			@Nullable LocalDate day, @Nullable OffsetDateTime offsetAt, @Nullable BigDecimal price,
			@Nullable Double ratio, @Nullable Float small, boolean flag, long count, @Nullable Short shortOne,
			@Nullable UUID other, byte @Nullable [] data, @Nullable String code, @Nullable String name,
			@Nullable Map<String, @Nullable Object> settings) {

	}

	@SyncedTable
	record Listed(@Id UUID uid, @Nullable String title, @Nullable String @Nullable [] tags) {

	}

	@SyncedTable
	record Ranked(@Id UUID uid, @Nullable Integer rank, @Nullable String title) {

	}

	@SyncedTable
	record Chained(@Id UUID uid, @Nullable UUID nextUid, @Nullable String title) {

	}

}
