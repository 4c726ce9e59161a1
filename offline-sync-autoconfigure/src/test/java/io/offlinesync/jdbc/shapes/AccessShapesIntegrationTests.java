package io.offlinesync.jdbc.shapes;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncedRepository;
import io.offlinesync.SyncedTable;
import io.offlinesync.testsupport.CaptureBypass;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.annotation.Transient;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.InsertOnlyProperty;

import static io.offlinesync.jdbc.shapes.RunningShapes.at;
import static io.offlinesync.jdbc.shapes.RunningShapes.json;
import static io.offlinesync.jdbc.shapes.RunningShapes.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AccessShapesIntegrationTests {

	private static RunningShapes shapes;

	private final UUID uid = UUID.randomUUID();

	private final String id = "'uid':'" + this.uid + "'";

	@BeforeAll
	static void start() {
		shapes = ShapesApplication
			.with("""
					create table versioned_by_int (uid uuid primary key, title text, version int not null);
					create table versioned_by_integer (uid uuid primary key, title text, version int not null);
					create table versioned_by_long (uid uuid primary key, title text, version bigint);
					create table read_only (uid uuid primary key, title text, number int generated always as (length(title)) stored,
					  serial int not null default 42);
					create table insert_only (uid uuid primary key, title text, origin text);
					create table hidden (uid uuid primary key, title text, secret text default 'd', tenant text not null default 't');
					create table hidden_by_class (uid uuid primary key, title text, secret text);
					create table hidden_in_class (uid uuid primary key, title text, secret text);
					create table included (uid uuid primary key, title text, secret text);
					create table one_way (uid uuid primary key, title text, score int, password text);
					create table strict (uid uuid primary key, title text, secret text, score int);
					create table extras (uid uuid primary key, first_name text, last_name text);
					""")
			.entities(VersionedByInt.class, VersionedByInteger.class, VersionedByLong.class, ReadOnly.class,
					InsertOnly.class, Hidden.class, HiddenByClass.class, HiddenInClass.class, Included.class,
					OneWay.class, Strict.class, Extras.class)
			.start();
	}

	@AfterAll
	static void stop() {
		shapes.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "versioned_by_int", "versioned_by_integer", "versioned_by_long" })
	void countsVersions(String table) {
		int first = table.endsWith("_int") ? 1 : 0;
		assertThat(version(shapes.create(table, this.uid, "{'title':'a','version':7}", 1))).isEqualTo(first);
		assertThat(version(shapes.update(table, this.uid, "{'title':'b','version':7}", 2))).isEqualTo(first + 1);
		assertThat(version(shapes.update(table, this.uid, "{'title':'old'}", 1))).isEqualTo(first + 1);
		assertThat(version(shapes.update(table, this.uid, "{'title':'b'}", 3))).isEqualTo(first + 1);
		assertThat(version(shapes.create(table, this.uid, "{'title':'c'}", 4))).isEqualTo(first + 2);
		refused(SyncErrorCode.INVALID_REQUEST,
				() -> shapes.update(table, this.uid, "{'title':'d','version':1}", 5, "version"));
		shapes.delete(table, this.uid, 6);
		assertThat(version(shapes.update(table, this.uid, "{'title':'e'}", 7))).isEqualTo(first);
		assertThat(shapes.find(table, "{'version':" + first + "," + this.id + "}")).hasSize(1);
	}

	private static int version(@Nullable JsonNode record) {
		return Objects.requireNonNull(record).get("version").asInt();
	}

	@Test
	void letsOptimisticLockingNoticeASyncedWrite() {
		shapes.create("versioned_by_long", this.uid, "{'title':'a'}", 1);
		VersionedByLong read = Objects.requireNonNull(shapes.aggregates().findById(this.uid, VersionedByLong.class));
		shapes.update("versioned_by_long", this.uid, "{'title':'b'}", 2);
		assertThatExceptionOfType(OptimisticLockingFailureException.class)
			.isThrownBy(() -> shapes.aggregates().save(new VersionedByLong(this.uid, "mine", read.version())));
		VersionedByLong again = Objects.requireNonNull(shapes.aggregates().findById(this.uid, VersionedByLong.class));
		shapes.aggregates().save(new VersionedByLong(this.uid, "mine", again.version()));
		assertThat(shapes.repository(VersionedByLong.class).update(this.uid, Map.of("title", "c")).record().value())
			.isEqualTo(new VersionedByLong(this.uid, "c", 3L));
	}

	@Test
	void countsEachWriteOfATransaction() {
		var result = shapes.push(
				RunningShapes.mutation("versioned_by_int", io.offlinesync.Operation.CREATE, this.uid, "{'title':'a'}",
						null, 1),
				RunningShapes.mutation("versioned_by_int", io.offlinesync.Operation.UPDATE, this.uid, "{'title':'b'}",
						null, 2),
				RunningShapes.mutation("versioned_by_int", io.offlinesync.Operation.UPDATE, this.uid, "{'title':'c'}",
						null, 3));
		assertThat(RunningShapes.value(result.results().get(2)))
			.isEqualTo(json("{" + this.id + ",'title':'c','version':3}"));
	}

	@Test
	void answersWithWhatTheDatabaseMadeOfReadOnlyColumns() {
		assertThat(shapes.create("read_only", this.uid, "{'title':'abc','number':7,'serial':1}", 1))
			.isEqualTo(json("{" + this.id + ",'title':'abc','number':3,'serial':42}"));
		assertThat(shapes.update("read_only", this.uid, "{'title':'ab','number':3,'serial':1}", 2))
			.isEqualTo(json("{" + this.id + ",'title':'ab','number':2,'serial':42}"));
		assertThat(shapes.create("read_only", this.uid, "{'title':'a'}", 3))
			.isEqualTo(json("{" + this.id + ",'title':'a','number':1,'serial':42}"));
		assertThat(shapes.find("read_only", "{'number':1,'serial':42," + this.id + "}")).hasSize(1);
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update("read_only", this.uid, "{'number':9}", 4, "number"));
		assertThat(shapes.repository(ReadOnly.class).update(this.uid, Map.of("title", "four"), at(5)).record().value())
			.isEqualTo(new ReadOnly(this.uid, "four", 4, 42));
	}

	@Test
	void setsInsertOnlyColumnsOnce() {
		assertThat(shapes.create("insert_only", this.uid, "{'title':'a','origin':'x'}", 1))
			.isEqualTo(json("{" + this.id + ",'title':'a','origin':'x'}"));
		assertThat(shapes.update("insert_only", this.uid, "{'title':'b','origin':'y'}", 2))
			.isEqualTo(json("{" + this.id + ",'title':'b','origin':'x'}"));
		assertThat(shapes.create("insert_only", this.uid, "{'title':'c','origin':'y'}", 3))
			.isEqualTo(json("{" + this.id + ",'title':'c','origin':'x'}"));
		shapes.delete("insert_only", this.uid, 4);
		assertThat(shapes.update("insert_only", this.uid, "{'title':'d','origin':'z'}", 5, "title"))
			.isEqualTo(json("{" + this.id + ",'title':'d','origin':'z'}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "hidden", "hidden_by_class", "hidden_in_class", "included" })
	void keepsHiddenColumns(String table) {
		assertThat(shapes.create(table, this.uid, "{'title':'a'}", 1)).isEqualTo(json("{" + this.id + ",'title':'a'}"));
		assertThat(secret(table)).isNull();
		CaptureBypass.update(shapes.jdbc(), "update " + table + " set secret = 's' where uid = ?", this.uid);
		assertThat(shapes.update(table, this.uid, "{'title':'b'}", 2)).isEqualTo(json("{" + this.id + ",'title':'b'}"));
		assertThat(shapes.create(table, this.uid, "{" + this.id + ",'title':'c'}", 3))
			.isEqualTo(json("{" + this.id + ",'title':'c'}"));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update(table, this.uid, "{'secret':'x'}", 4, "secret"));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.create(table, this.uid, "{'secret':'x'}", 4));
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find(table, "{'secret':'s'}"));
		assertThat(secret(table)).isEqualTo("s");
		assertThat(shapes.reconcile(table, "{" + this.id + "}", 0).addClient()).extracting(RunningShapes::value)
			.containsExactly(json("{" + this.id + ",'title':'c'}"));
	}

	private @Nullable String secret(String table) {
		return shapes.column(table, "secret", this.uid, String.class);
	}

	@Test
	void letsApplicationCodeSetHiddenColumns() {
		SyncedRepository<Hidden> repository = shapes.repository(Hidden.class);
		repository.create(this.uid, new Hidden(this.uid, "a", "s1", "t1"), at(1));
		assertThat(secret("hidden")).isEqualTo("s1");
		repository.create(this.uid, new Hidden(this.uid, "b", "s2", "t1"), at(2));
		assertThat(secret("hidden")).isEqualTo("s2");
		assertThat(repository.update(this.uid, Map.of("title", "c"), at(3)).record().value())
			.isEqualTo(new Hidden(this.uid, "c", "s2", "t"));
	}

	@Test
	void knowsFieldsOfOneWay() {
		assertThat(shapes.create("one_way", this.uid, "{'title':'a','score':5,'password':'p'}", 1))
			.isEqualTo(json("{" + this.id + ",'title':'a','score':null}"));
		assertThat(shapes.column("one_way", "password", this.uid, String.class)).isEqualTo("p");
		CaptureBypass.update(shapes.jdbc(), "update one_way set score = 6 where uid = ?", this.uid);
		assertThat(shapes.update("one_way", this.uid, "{'title':'b','score':7}", 2))
			.isEqualTo(json("{" + this.id + ",'title':'b','score':6}"));
		assertThat(shapes.column("one_way", "password", this.uid, String.class)).isEqualTo("p");
		shapes.update("one_way", this.uid, "{'password':'q'}", 3);
		assertThat(shapes.column("one_way", "password", this.uid, String.class)).isEqualTo("q");
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update("one_way", this.uid, "{'score':1}", 4, "score"));
		assertThat(shapes.find("one_way", "{'score':6," + this.id + "}")).hasSize(1);
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find("one_way", "{'password':'q'}"));
	}

	@Test
	void refusesAnUpdateIfTheConstructorNeedsWhatClientsDoNotSee() {
		shapes.repository(Strict.class).create(this.uid, new Strict(this.uid, "a", "s", 1), at(1));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update("strict", this.uid, "{'title':'b'}", 2));
		assertThat(secret("strict")).isEqualTo("s");
	}

	@Test
	void takesFullCopiesWithComputedFields() {
		JsonNode created = shapes.create("extras", this.uid, "{'firstName':'Ann','lastName':'Lee'}", 1);
		assertThat(created).isEqualTo(
				json("{" + this.id + ",'firstName':'Ann','lastName':'Lee','fullName':'Ann Lee','selected':false}"));
		assertThat(shapes.update("extras", this.uid,
				"{" + this.id + ",'firstName':'Bo','lastName':'x','fullName':'Ann Lee','selected':true}", 2,
				"firstName"))
			.isEqualTo(
					json("{" + this.id + ",'firstName':'Bo','lastName':'Lee','fullName':'Bo Lee','selected':false}"));
		assertThat(
				shapes.create("extras", this.uid, "{'firstName':'C','lastName':'D','fullName':'x','selected':true}", 3))
			.isEqualTo(json("{" + this.id + ",'firstName':'C','lastName':'D','fullName':'C D','selected':false}"));
		refused(SyncErrorCode.INVALID_REQUEST,
				() -> shapes.update("extras", this.uid, "{'fullName':'x'}", 4, "fullName"));
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find("extras", "{'fullName':'x'}"));
	}

	@SyncedTable
	record VersionedByInt(@Id UUID uid, @Nullable String title, @Version int version) {

	}

	@SyncedTable
	record VersionedByInteger(@Id UUID uid, @Nullable String title, @Version @Nullable Integer version) {

	}

	@SyncedTable
	record VersionedByLong(@Id UUID uid, @Nullable String title, @Version @Nullable Long version) {

	}

	@SyncedTable
	static class HiddenInClass {

		@Id
		public @Nullable UUID uid;

		public @Nullable String title;

		@JsonIgnore
		private @Nullable String secret;

		public @Nullable String getSecret() {
			return this.secret;
		}

		public void setSecret(@Nullable String secret) {
			this.secret = secret;
		}

	}

	@SyncedTable
	record ReadOnly(@Id UUID uid, @Nullable String title, @ReadOnlyProperty @Nullable Integer number,
			@ReadOnlyProperty int serial) {

	}

	@SyncedTable
	record InsertOnly(@Id UUID uid, @Nullable String title, @InsertOnlyProperty @Nullable String origin) {

	}

	@SyncedTable
	record Hidden(@Id UUID uid, @Nullable String title, @JsonIgnore @Nullable String secret,
			@JsonIgnore @ReadOnlyProperty @Nullable String tenant) {

	}

	@SyncedTable
	@JsonIgnoreProperties("secret")
	record HiddenByClass(@Id UUID uid, @Nullable String title, @Nullable String secret) {

	}

	@SyncedTable
	@com.fasterxml.jackson.annotation.JsonIncludeProperties({ "uid", "title" })
	record Included(@Id UUID uid, @Nullable String title, @Nullable String secret) {

	}

	@SyncedTable
	record OneWay(@Id UUID uid, @Nullable String title,
			@JsonProperty(access = JsonProperty.Access.READ_ONLY) @Nullable Integer score,
			@JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Nullable String password) {

	}

	@SyncedTable
	record Strict(@Id UUID uid, @Nullable String title, @JsonIgnore String secret,
			@JsonProperty(access = JsonProperty.Access.READ_ONLY) Integer score) {

		Strict {
			Objects.requireNonNull(secret, "a secret is needed");
			Objects.requireNonNull(score, "a score is needed");
		}

	}

	@SyncedTable
	static class Extras {

		@Id
		public @Nullable UUID uid;

		public @Nullable String firstName;

		public @Nullable String lastName;

		@Transient
		public boolean selected;

		public String getFullName() {
			return this.firstName + " " + this.lastName;
		}

	}

}
