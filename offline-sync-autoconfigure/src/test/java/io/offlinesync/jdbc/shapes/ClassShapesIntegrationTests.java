package io.offlinesync.jdbc.shapes;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncedRepository;
import io.offlinesync.SyncedTable;
import io.offlinesync.jdbc.JsonRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

import static io.offlinesync.jdbc.shapes.RunningShapes.at;
import static io.offlinesync.jdbc.shapes.RunningShapes.json;
import static io.offlinesync.jdbc.shapes.RunningShapes.refused;
import static org.assertj.core.api.Assertions.assertThat;

public class ClassShapesIntegrationTests {

	private static RunningShapes shapes;

	private final UUID uid = UUID.randomUUID();

	@BeforeAll
	static void start() {
		String columns = " (uid uuid primary key, title text, done boolean not null, priority int)";
		shapes = ShapesApplication
			.with("create table plain_record" + columns + ";create table mutable_class" + columns
					+ ";create table immutable_class" + columns + ";create table withers" + columns
					+ ";create table inherited" + columns + ";create schema shop;create table shop.qualified" + columns
					+ """
							;
							create table validated (uid uuid primary key, low int not null, high int not null);
							create table renamed (uid uuid primary key, "from" text, line_count int);
							create table snake (uid uuid primary key, first_name text, last_name text);
							create table is_done (uid uuid primary key, is_done boolean not null);
							create table "Mixed 'Case'" ("theId" uuid primary key, "Some Title?" text, "order" int);
							create table metadata_names (uid text primary key, table_name text, created_at timestamptz,
							  updated_at timestamptz, deleted_at timestamptz, field_times text, "time" text, "id" text);
							""")
			.entities(PlainRecord.class, MutableClass.class, ImmutableClass.class, Withers.class, Inherited.class,
					Qualified.class, Validated.class, Renamed.class, Snake.class, IsDone.class, MixedCase.class,
					MetadataNames.class)
			.start();
	}

	@AfterAll
	static void stop() {
		shapes.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain_record", "mutable_class", "immutable_class", "withers", "inherited", "qualified" })
	void livesThroughItsLife(String table) {
		String id = "'uid':'" + this.uid + "'";
		assertThat(shapes.create(table, this.uid, "{" + id + ",'title':'a','done':true,'priority':1}", 1))
			.isEqualTo(json("{" + id + ",'title':'a','done':true,'priority':1}"));
		assertThat(shapes.update(table, this.uid, "{" + id + ",'title':'b','done':false,'priority':2}", 2, "title"))
			.isEqualTo(json("{" + id + ",'title':'b','done':true,'priority':1}"));
		assertThat(shapes.update(table, this.uid, "{" + id + ",'title':null,'done':true,'priority':3}", 3))
			.isEqualTo(json("{" + id + ",'title':null,'done':true,'priority':3}"));
		assertThat(shapes.create(table, this.uid, "{" + id + ",'title':'c'}", 4))
			.isEqualTo(json("{" + id + ",'title':'c','done':false,'priority':null}"));
		assertThat(shapes.find(table, "{'title':'c','done':false," + id + "}")).containsExactly(this.uid.toString());
		assertThat(shapes.reconcile(table, "{" + id + "}", 3, this.uid).updateClient()).extracting(RunningShapes::value)
			.containsExactly(json("{" + id + ",'title':'c','done':false,'priority':null}"));
		assertThat(shapes.delete(table, this.uid, 5)).isNull();
		assertThat(shapes.update(table, this.uid, "{" + id + ",'title':'d','priority':4}", 6, "priority"))
			.isEqualTo(json("{" + id + ",'title':'d','done':false,'priority':4}"));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update(table, this.uid, "{'done':null}", 7));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update(table, this.uid, "{'priority':'x'}", 7));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update(table, this.uid, "{'nothing':1}", 7));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update(table, this.uid, "{'title':'x'}", 7, "priority"));
	}

	@Test
	void leavesTheEntitiesOfApplicationCodeAlone() {
		SyncedRepository<MutableClass> repository = shapes.repository(MutableClass.class);
		MutableClass mine = new MutableClass();
		mine.setTitle("a");
		MutableClass created = Objects.requireNonNull(repository.create(this.uid, mine, at(1)).record().value());
		assertThat(mine.getUid()).isNull();
		assertThat(created).isNotSameAs(mine);
		MutableClass updated = Objects
			.requireNonNull(repository.update(this.uid, java.util.Map.of("title", "b"), at(2)).record().value());
		assertThat(created.getTitle()).isEqualTo("a");
		assertThat(updated.getTitle()).isEqualTo("b");
	}

	@Test
	void validatesTheWholeRecord() {
		assertThat(shapes.create("validated", this.uid, "{'low':1,'high':2}", 1)).isNotNull();
		assertThat(shapes.update("validated", this.uid, "{'low':9,'high':10}", 2, "high"))
			.isEqualTo(json("{'uid':'" + this.uid + "','low':1,'high':10}"));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update("validated", this.uid, "{'low':11}", 3));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.create("validated", this.uid, "{'low':2,'high':1}", 3));
		assertThat(shapes.find("validated", "{'low':1,'high':10}")).containsExactly(this.uid.toString());
	}

	@Test
	void namesFieldsAsJacksonDoes() {
		assertThat(shapes.create("renamed", this.uid, "{'key':'" + this.uid + "','source':'a','n-lines':1}", 1))
			.isEqualTo(json("{'key':'" + this.uid + "','source':'a','n-lines':1}"));
		assertThat(shapes.update("renamed", this.uid, "{'n-lines':2}", 2))
			.isEqualTo(json("{'key':'" + this.uid + "','source':'a','n-lines':2}"));
		assertThat(shapes.find("renamed", "{'source':'a','n-lines':{'gt':1},'key':'" + this.uid + "'}")).hasSize(1);
		assertThat(shapes.column("renamed", "\"from\"", this.uid, String.class)).isEqualTo("a");
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find("renamed", "{'from':'a'}"));
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find("renamed", "{'lineCount':1}"));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update("renamed", this.uid, "{'lineCount':1}", 3));
		assertThat(shapes.service().tables()).filteredOn((table) -> table.name().equals("renamed"))
			.extracting((table) -> table.id())
			.containsExactly("key");
	}

	@Test
	void followsANamingStrategy() {
		shapes.create("snake", this.uid, "{'first_name':'Ann','last_name':'Lee'}", 1);
		assertThat(shapes.update("snake", this.uid, "{'first_name':'Bo','last_name':'x'}", 2, "first_name"))
			.isEqualTo(json("{'uid':'" + this.uid + "','first_name':'Bo','last_name':'Lee'}"));
		assertThat(shapes.find("snake", "{'first_name':'Bo','uid':'" + this.uid + "'}")).hasSize(1);
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update("snake", this.uid, "{'firstName':'x'}", 3));
	}

	@Test
	void takesARecordsIsDone() {
		assertThat(shapes.create("is_done", this.uid, "{'isDone':true}", 1))
			.isEqualTo(json("{'uid':'" + this.uid + "','isDone':true}"));
		assertThat(shapes.update("is_done", this.uid, "{'isDone':false}", 2))
			.isEqualTo(json("{'uid':'" + this.uid + "','isDone':false}"));
	}

	@Test
	void quotesNames() {
		String table = "Mixed 'Case'";
		shapes.create(table, this.uid, "{'title':'a','order':1}", 1);
		assertThat(shapes.update(table, this.uid, "{'title':'b'}", 2))
			.isEqualTo(json("{'id':'" + this.uid + "','title':'b','order':1}"));
		assertThat(shapes.find(table, "{'title':'b','order':{'in':[1,2]},'id':'" + this.uid + "'}")).hasSize(1);
		assertThat(shapes.reconcile(table, "{'title':'b'}", 1, this.uid).updateClient()).extracting(JsonRecord::uid)
			.containsExactly(this.uid.toString());
		assertThat(shapes.delete(table, this.uid, 3)).isNull();
	}

	@Test
	void mixesNoColumnUpWithItsOwnMetadata() {
		String data = "{'uid':'m','tableName':'a','createdAt':'2001-01-01T00:00:00Z','updatedAt':null,"
				+ "'deletedAt':'2003-01-01T00:00:00Z','fieldTimes':'x','time':'t','id':'i'}";
		assertThat(shapes.create("metadata_names", "m", data, 1)).isEqualTo(json(data));
		assertThat(shapes.update("metadata_names", "m", "{'updatedAt':'2002-01-01T00:00:00Z'}", 2))
			.isEqualTo(json(data.replace("null", "'2002-01-01T00:00:00Z'")));
		assertThat(shapes.find("metadata_names",
				"{'deletedAt':'2003-01-01T00:00:00Z','tableName':'a','time':'t','id':'i','uid':'m'}"))
			.containsExactly("m");
		assertThat(shapes.reconcile("metadata_names", "{'time':'t'}", 1, "m").updateClient())
			.extracting((record) -> record.metadata().updatedAt())
			.containsExactly(at(2));
	}

	@SyncedTable
	record PlainRecord(@Id UUID uid, @Nullable String title, boolean done, @Nullable Integer priority) {

	}

	@SyncedTable
	static class MutableClass {

		@Id
		private @Nullable UUID uid;

		private @Nullable String title;

		private boolean done;

		private @Nullable Integer priority;

		public @Nullable UUID getUid() {
			return this.uid;
		}

		public void setUid(@Nullable UUID uid) {
			this.uid = uid;
		}

		public @Nullable String getTitle() {
			return this.title;
		}

		public void setTitle(@Nullable String title) {
			this.title = title;
		}

		public boolean isDone() {
			return this.done;
		}

		public void setDone(boolean done) {
			this.done = done;
		}

		public @Nullable Integer getPriority() {
			return this.priority;
		}

		public void setPriority(@Nullable Integer priority) {
			this.priority = priority;
		}

	}

	@SyncedTable
	public static final class ImmutableClass {

		@Id
		private final UUID uid;

		private final @Nullable String title;

		private final boolean done;

		private final @Nullable Integer priority;

		public ImmutableClass(UUID uid, @Nullable String title, boolean done, @Nullable Integer priority) {
			this.uid = uid;
			this.title = title;
			this.done = done;
			this.priority = priority;
		}

		public UUID getUid() {
			return this.uid;
		}

		public @Nullable String getTitle() {
			return this.title;
		}

		public boolean isDone() {
			return this.done;
		}

		public @Nullable Integer getPriority() {
			return this.priority;
		}

	}

	@SyncedTable
	static final class Withers {

		@Id
		private final UUID uid;

		@JsonProperty
		private final @Nullable String title;

		@JsonProperty
		private final boolean done;

		private @Nullable Integer priority;

		@com.fasterxml.jackson.annotation.JsonCreator
		Withers(@JsonProperty("uid") UUID uid, @JsonProperty("title") @Nullable String title,
				@JsonProperty("done") boolean done) {
			this.uid = uid;
			this.title = title;
			this.done = done;
		}

		public UUID getUid() {
			return this.uid;
		}

		public @Nullable Integer getPriority() {
			return this.priority;
		}

		@JsonProperty
		void setPriority(@Nullable Integer priority) {
			this.priority = priority;
		}

		Withers withTitle(@Nullable String title) {
			return copy(title, this.priority);
		}

		Withers withPriority(@Nullable Integer priority) {
			return copy(this.title, priority);
		}

		private Withers copy(@Nullable String title, @Nullable Integer priority) {
			Withers copy = new Withers(this.uid, title, this.done);
			copy.priority = priority;
			return copy;
		}

	}

	abstract static class Base {

		@Id
		private @Nullable UUID uid;

		private @Nullable String title;

		public @Nullable UUID getUid() {
			return this.uid;
		}

		public void setUid(@Nullable UUID uid) {
			this.uid = uid;
		}

		public @Nullable String getTitle() {
			return this.title;
		}

		public void setTitle(@Nullable String title) {
			this.title = title;
		}

	}

	@SyncedTable
	static class Inherited extends Base {

		// Public fields are accessors enough.
		public boolean done;

		public @Nullable Integer priority;

	}

	@SyncedTable
	@Table(schema = "shop", name = "qualified")
	record Qualified(@Id UUID uid, @Nullable String title, boolean done, @Nullable Integer priority) {

	}

	@SyncedTable
	record Validated(@Id UUID uid, int low, int high) {

		Validated {
			if (low > high) {
				throw new IllegalArgumentException("low is above high");
			}
		}

	}

	@SyncedTable
	record Renamed(@Id @JsonProperty("key") UUID uid, @Column("from") @JsonProperty("source") @Nullable String from,
			@JsonProperty("n-lines") @Nullable Integer lineCount) {

	}

	@SyncedTable
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	record Snake(@Id UUID uid, @Nullable String firstName, @Nullable String lastName) {

	}

	@SyncedTable
	record IsDone(@Id UUID uid, boolean isDone) {

	}

	@SyncedTable
	@Table("Mixed 'Case'")
	record MixedCase(@Id @Column("theId") UUID id, @Column("Some Title?") @Nullable String title,
			@Column("order") @Nullable Integer order) {

	}

	@SyncedTable(conflict = io.offlinesync.ConflictStrategy.MERGE_FIELDS)
	record MetadataNames(@Id String uid, @Nullable String tableName, @Nullable Instant createdAt,
			@Nullable Instant updatedAt, @Nullable Instant deletedAt, @Nullable String fieldTimes,
			@Nullable String time, @Nullable String id) {

	}

}
