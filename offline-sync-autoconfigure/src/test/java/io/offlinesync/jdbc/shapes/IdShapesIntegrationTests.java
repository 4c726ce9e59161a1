package io.offlinesync.jdbc.shapes;

import java.util.List;
import java.util.UUID;

import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncedRecord;
import io.offlinesync.SyncedRepository;
import io.offlinesync.SyncedTable;
import io.offlinesync.Where;
import io.offlinesync.jdbc.JsonRecord;
import io.offlinesync.jdbc.ReconcileAnswer;
import io.offlinesync.jdbc.ReconcileAnswer.Deleted;
import io.offlinesync.jdbc.ReconcileAnswer.Held;
import io.offlinesync.jdbc.TableInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.annotation.Id;

import static io.offlinesync.jdbc.shapes.RunningShapes.at;
import static io.offlinesync.jdbc.shapes.RunningShapes.json;
import static io.offlinesync.jdbc.shapes.RunningShapes.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class IdShapesIntegrationTests {

	private static RunningShapes shapes;

	@BeforeAll
	static void start() {
		shapes = ShapesApplication.with("""
				create table by_uuid (id uuid primary key, name text);
				create table by_text (id text primary key, name text);
				create table by_varchar (id varchar(600) primary key, name text);
				create table by_long (id bigint primary key, name text);
				create table by_integer (id int primary key, name text);
				create table by_primitive (id bigint primary key, name text);
				create domain code as text;
				create table by_domain (id code primary key, name text);
				create table by_given (id uuid primary key, name text);
				""")
			.entities(ByUuid.class, ByText.class, ByVarchar.class, ByLong.class, ByInteger.class, ByPrimitive.class,
					ByDomain.class, ByGiven.class)
			.start();
	}

	@AfterAll
	static void stop() {
		shapes.close();
	}

	static List<String> oddTexts() {
		return List.of("", " ", "  a  ", "__proto__", "constructor", "a/b?c=d&e#f", "\"quoted\" 'single' \\back",
				"😀 \ud83d\ude00", "\ue000 above the surrogates", "Zoë", "zoe\u0308", "\t\n", "{}", "null", "%_",
				"x".repeat(512), "😀".repeat(256));
	}

	@ParameterizedTest
	@MethodSource("oddTexts")
	void takesAnyTextAsId(String uid) {
		String id = JsonMapper.shared().writeValueAsString(uid).replace("'", "\\u0027");
		lives("by_text", uid, id);
		lives("by_varchar", uid, id);
		lives("by_domain", uid, id);
	}

	@Test
	void takesUuids() {
		UUID uid = UUID.randomUUID();
		lives("by_uuid", uid.toString(), "\"" + uid + "\"");
		lives("by_uuid", "ffffffff-ffff-ffff-ffff-ffffffffffff", "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"");
	}

	@Test
	void tellsWhatTheIdsAre() {
		assertThat(shapes.service().tables()).extracting(TableInfo::name, TableInfo::idType)
			.contains(tuple("by_uuid", "uuid"), tuple("by_varchar", "text"), tuple("by_long", "int8"),
					tuple("by_integer", "int4"));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE })
	void takesLongs(long id) {
		lives("by_long", Long.toString(id), Long.toString(id));
		lives("by_primitive", Long.toString(id), Long.toString(id));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE })
	void takesIntegers(int id) {
		lives("by_integer", Integer.toString(id), Integer.toString(id));
	}

	private static void lives(String table, String uid, String id) {
		String data = "{\"id\":" + id + ",\"name\":\"a\"}";
		assertThat(shapes.create(table, uid, data, 1)).isEqualTo(json(data));
		assertThat(shapes.update(table, uid, "{'name':'b'}", 2)).isEqualTo(json("{\"id\":" + id + ",\"name\":\"b\"}"));
		assertThat(shapes.service().findUnique(null, table, Where.parse("{\"id\":" + id + "}"))).map(JsonRecord::uid)
			.contains(uid);
		ReconcileAnswer answer = shapes.reconcile(table, "{'name':'b'}", 3, uid);
		assertThat(answer.updateDatabase()).extracting(Held::uid).containsExactly(uid);
		assertThat(shapes.reconcile(table, "{'name':'b'}", 0).addClient()).extracting(JsonRecord::uid)
			.containsExactly(uid);
		assertThat(shapes.delete(table, uid, 4)).isNull();
		assertThat(shapes.reconcile(table, "{}", 3, uid).deleteClient()).extracting(Deleted::uid).containsExactly(uid);
		assertThat(shapes.update(table, uid, data, 5)).isEqualTo(json(data));
		shapes.delete(table, uid, 6);
	}

	@ParameterizedTest
	@CsvSource({ "by_uuid,A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "by_uuid,1-1-1-1-1", "by_uuid,x", "by_long,007",
			"by_long,+1", "by_long,-0", "by_long,1.0", "by_long,9223372036854775808", "by_long,' 1'", "by_long,''",
			"by_integer,2147483648", "by_integer,1e3", "by_integer,٣" })
	void refusesUidsThatAreNotCanonical(String table, String uid) {
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.create(table, uid, "{'name':'a'}", 1));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.delete(table, uid, 1));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.reconcile(table, "{}", 1, uid));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nul\u0000", "\ud800", "\udc00 lone" })
	void refusesTextsThatTheDatabaseCannotHold(String uid) {
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.create("by_text", uid, "{'name':'a'}", 1));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.delete("by_text", uid, 1));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.reconcile("by_text", "{}", 1, uid));
		assertThat(shapes.jdbc().queryForObject("select count(*) from by_text where id like '%?%'", Long.class))
			.isZero();
	}

	@Test
	void refusesTextsThatAreTooLong() {
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.create("by_text", "x".repeat(513), "{'name':'a'}", 1));
	}

	@Test
	void refusesAnotherIdInTheData() {
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.create("by_long", "1", "{'id':2,'name':'a'}", 1));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update("by_long", "1", "{'id':null,'name':'a'}", 1));
	}

	@Test
	void needsNoIdInTheData() {
		assertThat(shapes.create("by_long", "77", "{'name':'a'}", 1)).isEqualTo(json("{'id':77,'name':'a'}"));
		assertThat(shapes.update("by_integer", "78", "{'name':'a'}", 1)).isEqualTo(json("{'id':78,'name':'a'}"));
		UUID uid = UUID.randomUUID();
		assertThat(shapes.create("by_uuid", uid, "{'name':'a'}", 1))
			.hasToString("{\"id\":\"" + uid + "\",\"name\":\"a\"}");
	}

	@Test
	void keepsAnIdThatJacksonOnlyWrites() {
		UUID uid = UUID.randomUUID();
		assertThat(shapes.create("by_given", uid, "{'id':'" + uid + "','name':'a'}", 1))
			.isEqualTo(json("{'id':'" + uid + "','name':'a'}"));
		assertThat(shapes.update("by_given", uid, "{'id':'" + uid + "','name':'b'}", 2))
			.isEqualTo(json("{'id':'" + uid + "','name':'b'}"));
	}

	@Test
	void takesIdsAndTheirTextsFromApplicationCode() {
		SyncedRepository<ByLong> longs = shapes.repository(ByLong.class);
		assertThat(longs.create(-5L, new ByLong(-5L, "a"), at(1)).record().uid()).isEqualTo("-5");
		assertThat(longs.create("-6", new ByLong(null, "a"), at(1)).record().value()).isEqualTo(new ByLong(-6L, "a"));
		assertThat(longs.findMany(Where.eq("id", -5L))).extracting(SyncedRecord::uid).containsExactly("-5");
		refused(SyncErrorCode.INVALID_REQUEST, () -> longs.delete(-5));
		refused(SyncErrorCode.INVALID_REQUEST, () -> longs.create(-7L, new ByLong(-8L, "a")));
		SyncedRepository<ByPrimitive> primitives = shapes.repository(ByPrimitive.class);
		assertThat(primitives.create(9L, new ByPrimitive(9, "a"), at(1)).record().uid()).isEqualTo("9");
	}

	@Test
	void findsPagesInTheOrderOfTheIds() {
		for (long id : new long[] { 100, 20, 3, -40 }) {
			shapes.create("by_integer", id, "{'name':'page'}", 1);
		}
		assertThat(shapes.find("by_integer", "{'name':'page'}")).containsExactly("-40", "3", "20", "100");
		assertThat(shapes.service()
			.findMany(null, "by_integer", Where.parse("{\"name\":\"page\",\"id\":{\"gte\":-40}}"), 2, "-40")
			.records()).extracting(JsonRecord::uid).containsExactly("3", "20");
	}

	@Test
	void replaysChangeNothing() {
		var result = shapes
			.push(RunningShapes.mutation("by_text", Operation.CREATE, "__proto__2", "{'name':'a'}", null, 1));
		assertThat(result.results()).hasSize(1);
		assertThat(shapes.update("by_text", "__proto__2", "{'name':'b'}", 1))
			.isEqualTo(json("{'id':'__proto__2','name':'a'}"));
	}

	@SyncedTable
	record ByUuid(@Id UUID id, @Nullable String name) {

	}

	@SyncedTable
	record ByText(@Id String id, @Nullable String name) {

	}

	@SyncedTable
	record ByVarchar(@Id String id, @Nullable String name) {

	}

	@SyncedTable
	record ByDomain(@Id String id, @Nullable String name) {

	}

	@SyncedTable
	record ByLong(@Id @Nullable Long id, @Nullable String name) {

	}

	@SyncedTable
	record ByInteger(@Id Integer id, @Nullable String name) {

	}

	@SyncedTable
	record ByPrimitive(@Id long id, @Nullable String name) {

	}

	@SyncedTable
	record ByGiven(
			@Id @com.fasterxml.jackson.annotation.JsonProperty(
					access = com.fasterxml.jackson.annotation.JsonProperty.Access.READ_ONLY) UUID id,
			@Nullable String name) {

	}

}
