package io.offlinesync.jdbc.shapes;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.offlinesync.ConflictStrategy;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncedTable;
import io.offlinesync.jdbc.JsonRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.annotation.Id;

import static io.offlinesync.jdbc.shapes.RunningShapes.json;
import static io.offlinesync.jdbc.shapes.RunningShapes.refused;
import static org.assertj.core.api.Assertions.assertThat;

class ValueShapesIntegrationTests {

	private static RunningShapes shapes;

	private final UUID uid = UUID.randomUUID();

	@BeforeAll
	static void start() {
		shapes = ShapesApplication
			.with("""
					create table scalars (uid uuid primary key, level text, mood text, rank text, at timestamptz, local_at timestamp,
					  day date, clock time, offset_at timestamptz, german date, price numeric(12, 2), ratio float8, small float4, flag bool not null,
					  count bigint not null, short_one int2, other uuid, data bytea, code char(3));
					create table collections (uid uuid primary key, tags text[], words text[], numbers int[], ids uuid[], levels text[]);
					create table documents (uid uuid primary key, settings jsonb, tree jsonb, address jsonb, color text);
					""")
			.entities(Scalars.class, Collections.class, Documents.class)
			.configured(DocumentConverters.class)
			.start();
	}

	@AfterAll
	static void stop() {
		shapes.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`',
			value = { "level;'HIGH';'LOW'", "mood;'good';'bad'", "rank;1;2",
					"at;'2026-03-29T01:30:00.123456Z';'2026-10-25T01:30:00Z'",
					"localAt;'2026-03-29T02:30:00.123456';'2026-10-25T02:30:00'", "day;'2026-03-29';'1900-01-01'",
					"clock;'02:30:00';'23:59:59'", "offsetAt;'2026-03-29T01:30:00.123456Z';'2026-10-25T01:30:00Z'",
					"price;19.99;-0.01", "price;1234567890.12;0.00", "ratio;0.1;1.5E300", "small;0.25;-1.5",
					"flag;true;false", "count;9007199254740993;-9223372036854775808", "shortOne;32767;-32768",
					"other;'0b9f2c6e-0000-0000-0000-000000000001';'ffffffff-0000-0000-0000-000000000001'" })
	void livesAndIsFound(String field, String value, String other) {
		lives("scalars", field, value, other);
		String id = "'uid':'" + this.uid + "'";
		shapes.update("scalars", this.uid, "{'" + field + "':" + value + "}", 20);
		assertThat(shapes.find("scalars", "{" + id + ",'" + field + "':" + value + "}")).hasSize(1);
		assertThat(shapes.find("scalars", "{" + id + ",'" + field + "':" + other + "}")).isEmpty();
		assertThat(shapes.find("scalars", "{" + id + ",'" + field + "':{'in':[" + other + "," + value + "]}}"))
			.hasSize(1);
		assertThat(shapes.find("scalars", "{" + id + ",'" + field + "':{'ne':" + value + "}}")).isEmpty();
		assertThat(shapes.reconcile("scalars", "{" + id + ",'" + field + "':" + value + "}", 0).addClient())
			.extracting(JsonRecord::uid)
			.containsExactly(this.uid.toString());
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`',
			value = { "scalars;german;'29.03.2026';'01.01.1900'", "scalars;data;'AAEC/w==';''",
					"scalars;code;'abc';'xyz'", "collections;tags;['a','b c',null,'é\\\\\\\"']; []",
					"collections;words;['a','{}',',']; []", "collections;numbers;[1,-2,3];[0]",
					"collections;ids;['0b9f2c6e-0000-0000-0000-000000000001'];[]", "collections;levels;['HIGH'];[]",
					"documents;settings;{'a':1,'b':{'c':[true,null]}};{}",
					"documents;tree;{'z':[1.50,'x'],'a':null};[1,2]",
					"documents;address;{'street':'s','city':{'name':'n','zip':7}};{'street':null,'city':null}" })
	void livesButIsNoCondition(String table, String field, String value, String other) {
		lives(table, field, value, other);
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find(table, "{'" + field + "':'x'}"));
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find(table, "{'" + field + "':{'ne':null}}"));
	}

	private void lives(String table, String field, String value, String other) {
		assertThat(field(shapes.create(table, this.uid, "{'" + field + "':" + value + "}", 1), field))
			.isEqualTo(json(value));
		assertThat(field(shapes.update(table, this.uid, "{'" + field + "':" + other + "}", 2), field))
			.isEqualTo(json(other));
		JsonNode whole = shapes.update(table, this.uid, "{'" + field + "':" + value + "}", 3, field);
		assertThat(field(whole, field)).isEqualTo(json(value));
		assertThat(shapes.update(table, this.uid, String.valueOf(whole), 4)).isEqualTo(whole);
		assertThat(shapes.create(table, this.uid, String.valueOf(whole), 5)).isEqualTo(whole);
		if (!field.equals("flag") && !field.equals("count")) {
			assertThat(field(shapes.update(table, this.uid, "{'" + field + "':null}", 6), field).isNull()).isTrue();
		}
		shapes.delete(table, this.uid, 7);
		assertThat(shapes.update(table, this.uid, String.valueOf(whole), 8)).isEqualTo(whole);
		assertThat(shapes.reconcile(table, "{'uid':'" + this.uid + "'}", 7, this.uid).updateClient())
			.extracting(RunningShapes::value)
			.containsExactly(whole);
	}

	private static JsonNode field(@Nullable JsonNode record, String field) {
		assertThat(record).isNotNull();
		return record.path(field);
	}

	@ParameterizedTest
	@ValueSource(strings = { "'level':'MIDDLE'", "'mood':'GOOD'", "'at':'yesterday'", "'day':'2026-02-30'",
			"'price':'much'", "'count':9223372036854775808", "'count':'x'", "'flag':null", "'other':'1-1-1-1-1x'",
			"'german':'2026-03-29'", "'data':'%'" })
	void refusesValuesThatDoNotFitTheirType(String value) {
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.create("scalars", this.uid, "{" + value + "}", 1));
		shapes.create("scalars", this.uid, "{}", 1);
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update("scalars", this.uid, "{" + value + "}", 2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "'price':12345678901.23", "'code':'abcd'", "'level':'\\u0000'" })
	void refusesValuesThatDoNotFitTheirColumn(String value) {
		assertThat(value).isNotEmpty();
		if (value.startsWith("'level'")) {
			refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.create("scalars", this.uid, "{" + value + "}", 1));
		}
		else {
			refused(SyncErrorCode.CONSTRAINT_VIOLATED, () -> shapes.create("scalars", this.uid, "{" + value + "}", 1));
		}
	}

	@Test
	void rounds() {
		assertThat(field(shapes.create("scalars", this.uid, "{'price':1.005}", 1), "price")).isEqualTo(json("1.01"));
		assertThat(field(shapes.update("scalars", this.uid, "{'price':2.5}", 2), "price")).isEqualTo(json("2.50"));
		assertThat(shapes.find("scalars", "{'uid':'" + this.uid + "','price':2.5}")).hasSize(1);
	}

	@Test
	void ordersOnlyWhatClientsOrderAlike() {
		shapes.create("scalars", this.uid, "{'level':'HIGH','mood':'bad','rank':2}", 1);
		assertThat(shapes.find("scalars", "{'level':{'gte':'HIGH'},'uid':'" + this.uid + "'}")).hasSize(1);
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find("scalars", "{'mood':{'lt':'good'}}"));
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find("scalars", "{'rank':{'gte':1}}"));
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find("documents", "{'color':{'gte':'#000001'}}"));
	}

	@Test
	void convertsValueTypes() {
		assertThat(field(shapes.create("documents", this.uid, "{'color':'#ff0080'}", 1), "color"))
			.isEqualTo(json("'#ff0080'"));
		assertThat(shapes.column("documents", "color", this.uid, String.class)).isEqualTo("255/0/128");
		assertThat(shapes.find("documents", "{'uid':'" + this.uid + "','color':'#ff0080'}")).hasSize(1);
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find("documents", "{'color':'#FF0080'}"));
		assertThat(field(shapes.update("documents", this.uid, "{'color':'#000001'}", 2), "color"))
			.isEqualTo(json("'#000001'"));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update("documents", this.uid, "{'color':'red'}", 3));
	}

	@Test
	void readsWhatSqlWrote() {
		shapes.jdbc()
			.update("insert into documents values (?, '{\"k\": [1, {\"x\": null}]}', '[1.0]', '{\"street\": \"s\"}', '0/0/1')",
					this.uid);
		assertThat(shapes.find("documents", "{'uid':'" + this.uid + "'}")).hasSize(1);
		assertThat(shapes.reconcile("documents", "{'uid':'" + this.uid + "'}", 0).addClient())
			.extracting(RunningShapes::value)
			.containsExactly(json("{'uid':'" + this.uid
					+ "','settings':{'k':[1,{'x':null}]},'tree':[1.0],'address':{'street':'s','city':null},'color':'#000001'}"));
	}

	enum Level {

		LOW, HIGH

	}

	enum Mood {

		@JsonProperty("good")
		GOOD,

		@JsonProperty("bad")
		BAD

	}

	enum Rank {

		SECOND(2), FIRST(1);

		private final int number;

		Rank(int number) {
			this.number = number;
		}

		@JsonValue
		int number() {
			return this.number;
		}

	}

	@SyncedTable
	record Scalars(@Id UUID uid, @Nullable Level level, @Nullable Mood mood, @Nullable Rank rank, @Nullable Instant at,
			@Nullable LocalDateTime localAt, @Nullable LocalDate day, @Nullable LocalTime clock,
			@Nullable OffsetDateTime offsetAt, @JsonFormat(pattern = "dd.MM.yyyy") @Nullable LocalDate german,
			@Nullable BigDecimal price, @Nullable Double ratio, @Nullable Float small, boolean flag, long count,
			@Nullable Short shortOne, @Nullable UUID other, byte @Nullable [] data, @Nullable String code) {

	}

	@SyncedTable
	record Collections(@Id UUID uid, @Nullable String @Nullable [] tags, @Nullable List<String> words,
			@Nullable List<Integer> numbers, UUID @Nullable [] ids, @Nullable Set<Level> levels) {

	}

	record Address(@Nullable String street, @Nullable City city) {

	}

	record City(@Nullable String name, @Nullable Integer zip) {

	}

	record Color(int red, int green, int blue) {

		@com.fasterxml.jackson.annotation.JsonCreator
		static Color parse(String text) {
			if (!text.startsWith("#")) {
				throw new IllegalArgumentException("A color begins with #");
			}
			int rgb = Integer.parseInt(text.substring(1), 16);
			return new Color(rgb >> 16, (rgb >> 8) & 255, rgb & 255);
		}

		@JsonValue
		String text() {
			return "#%02x%02x%02x".formatted(this.red, this.green, this.blue);
		}

	}

	@SyncedTable(conflict = ConflictStrategy.MERGE_FIELDS)
	record Documents(@Id UUID uid, @Nullable Map<String, @Nullable Object> settings, @Nullable JsonNode tree,
			@Nullable Address address, @Nullable Color color) {

	}

}
