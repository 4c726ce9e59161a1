package io.offlinesync.jdbc.shapes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.offlinesync.SyncedTable;
import io.offlinesync.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Transient;
import org.springframework.data.annotation.Version;
import org.springframework.data.jdbc.core.mapping.AggregateReference;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Embedded.OnEmpty;
import org.springframework.data.relational.core.mapping.Table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each of these applications does not start, and says what to do.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusedShapesIntegrationTests {

	private static TestDatabase database;

	@BeforeAll
	static void create() {
		database = TestDatabase.create();
		database.jdbc()
			.execute(
					"""
							create table item (uid uuid primary key, name text, is_done bool, version text, tags text, a text, b text);
							create table text_id (uid text primary key);
							create table not_unique (uid uuid, name text, unique (uid, name));
							create unique index on not_unique (uid) where name is not null;
							create view item_view as select * from item;
							create materialized view item_copy as select * from item;
							create schema other;
							create table other.item (uid uuid primary key, name text);
							create collation loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
							create table loose_id (uid text collate loose primary key);
							""");
	}

	static List<Arguments> refused() {
		return List.of(
				arguments(NoId.class, "RefusedShapesIntegrationTests$NoId has no id",
						"Annotate the property that identifies a record with @Id."),
				arguments(WrappedId.class, "The id 'uid' of",
						"Use an id of type UUID (preferred), String, Long or Integer."),
				arguments(CompositeId.class, "The id 'uid' of",
						"Use an id of type UUID (preferred), String, Long or Integer."),
				arguments(ShortId.class, "is a java.lang.Short",
						"Use an id of type UUID (preferred), String, Long or Integer."),
				arguments(HiddenId.class, "is not part of its JSON", "Make it visible to Jackson: clients need it."),
				arguments(OtherColumn.class, "is stored in a column of type text",
						"Use a column of type uuid, or change the id's type."),
				arguments(NotUnique.class, "The id's column 'uid' of \"not_unique\" (", "Make it the primary key"),
				arguments(LooseId.class, "compares different texts as equal", "deterministic collation"),
				arguments(MissingTable.class, "The table \"missing_table\" of",
						"Create it in a migration of your application"),
				arguments(MissingColumns.class, "lacks columns of", "Add them in a migration of your application"),
				arguments(MissingColumns.class, "not_there, at_nowhere", "or correct the entity"),
				arguments(View.class, "\"item_view\" of", "Sync the tables that it reads from"),
				arguments(Copy.class, "is no table", "Sync the tables that it reads from"),
				arguments(OneToOne.class, "'part' of",
						"Sync the other entity as a table of its own and keep its id here"),
				arguments(OneToMany.class, "'parts' of", "register converters that store the property in one column"),
				arguments(ManyInMap.class, "'parts' of", "or mark it @Embedded or @Transient"),
				arguments(PlainMap.class, "'parts' of", "register converters that store the property in one column"),
				arguments(Reference.class, "'other' of", "keep its id here"),
				arguments(Unwrapped.class, "'part' of", "no @JsonUnwrapped"),
				arguments(Torn.class, "has no single name in JSON",
						"Give it the same @JsonProperty for reading and writing"),
				arguments(Unknown.class, "'name' of", "or keep it from clients with @JsonIgnore."),
				arguments(IsDone.class, "'isDone' of", "(for 'isDone' that is getIsDone())"),
				arguments(OddVersion.class, "The version 'version' of", "Use a version of type int, long or short."),
				arguments(Value.class, "is not written as a plain JSON object", "Leave its JSON to Jackson"),
				arguments(Polymorphic.class, "is not written as a plain JSON object", "@JsonTypeInfo"),
				arguments(NoCreator.class, "Jackson cannot read", "Give it a constructor that Jackson can call"),
				arguments(HiddenFilter.class, "'a' is among the filterable fields of",
						"whose column can be compared: name, uid."),
				arguments(NoSuchFilter.class, "'nothing' is among the filterable fields of",
						"whose column can be compared: name, uid."),
				arguments(PropertyFilter.class, "'name' is among the filterable fields of",
						"whose column can be compared: title, uid."),
				arguments(Disguised.class, "'a' of",
						"Rename the property, or give the other one another @JsonProperty"),
				arguments(Disguised.class, "is hidden from clients, and 'name' has its name in JSON",
						"policies name what clients do not see by the property's name"),
				arguments(DisguisedId.class, "is hidden from clients, and 'uid' has its name in JSON",
						"Rename the property"),
				arguments(DisguisedOneWay.class, "'a' of", "Rename the property"));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void saysWhatToDo(Class<?> entity, String description, String action, CapturedOutput output) {
		fails(output, description, action, entity);
		assertThat(output).contains(entity.getName());
	}

	@Test
	void refusesTwoEntitiesOfOneTableName(CapturedOutput output) {
		fails(output, "are both stored in a table named 'item'",
				"Sync one entity for each table name, even in different schemas.", First.class, Second.class);
	}

	@Test
	void refusesNothingWithoutSyncedEntities() {
		try (RunningShapes none = ShapesApplication.on(database).start()) {
			assertThat(none.service().tables()).isEmpty();
		}
	}

	private static void fails(CapturedOutput output, String description, String action, Class<?>... entities) {
		assertThatException().isThrownBy(() -> ShapesApplication.on(database).entities(entities).context());
		String report = output.getAll();
		assertThat(report).contains("APPLICATION FAILED TO START").contains("Description:").contains("Action:");
		int actionAt = report.lastIndexOf("Action:");
		assertThat(report.substring(report.lastIndexOf("Description:"), actionAt)).contains(description);
		assertThat(report.substring(actionAt)).contains(action);
	}

	record Part(@Nullable String name) {

	}

	record Key(UUID a, UUID b) {

	}

	@SyncedTable
	@Table("item")
	record NoId(UUID uid, @Nullable String name) {

	}

	record Wrapper(UUID value) {

	}

	@SyncedTable
	@Table("item")
	record WrappedId(@Id Wrapper uid, @Nullable String name) {

	}

	@SyncedTable
	@Table("item")
	record CompositeId(@Id @Embedded(onEmpty = OnEmpty.USE_NULL) Key uid, @Nullable String name) {

	}

	@SyncedTable
	@Table("item")
	record ShortId(@Id Short uid, @Nullable String name) {

	}

	@SyncedTable
	@Table("item")
	record HiddenId(@Id @com.fasterxml.jackson.annotation.JsonIgnore UUID uid, @Nullable String name) {

	}

	@SyncedTable
	@Table("text_id")
	record OtherColumn(@Id UUID uid) {

	}

	@SyncedTable
	record NotUnique(@Id UUID uid, @Nullable String name) {

	}

	@SyncedTable
	record LooseId(@Id String uid) {

	}

	@SyncedTable
	record MissingTable(@Id UUID uid, @Nullable String name) {

	}

	@SyncedTable
	@Table("item")
	record MissingColumns(@Id UUID uid, @Nullable String notThere,
			@Embedded(onEmpty = OnEmpty.USE_NULL, prefix = "at_") @Nullable Nowhere nowhere) {

	}

	record Nowhere(@Nullable String nowhere) {

	}

	@SyncedTable
	@Table("item_view")
	record View(@Id UUID uid, @Nullable String name) {

	}

	@SyncedTable
	@Table("item_copy")
	record Copy(@Id UUID uid, @Nullable String name) {

	}

	@SyncedTable
	@Table("item")
	record OneToOne(@Id UUID uid, @Nullable Part part) {

	}

	@SyncedTable
	@Table("item")
	record OneToMany(@Id UUID uid, Set<Part> parts) {

	}

	@SyncedTable
	@Table("item")
	record ManyInMap(@Id UUID uid, Map<String, Part> parts) {

	}

	@SyncedTable
	@Table("item")
	record PlainMap(@Id UUID uid, Map<String, String> parts) {

	}

	@SyncedTable
	@Table("item")
	record Reference(@Id UUID uid, AggregateReference<NotUnique, UUID> other) {

	}

	record Pair(@Nullable String a, @Nullable String b) {

	}

	@SyncedTable
	@Table("item")
	record Unwrapped(@Id UUID uid, @JsonUnwrapped @Embedded(onEmpty = OnEmpty.USE_NULL) @Nullable Pair part) {

	}

	@SyncedTable
	@Table("item")
	static class Torn {

		@Id
		public @Nullable UUID uid;

		private @Nullable String name;

		@JsonProperty("written")
		public @Nullable String getName() {
			return this.name;
		}

		@JsonProperty("read")
		public void setName(@Nullable String name) {
			this.name = name;
		}

	}

	@SyncedTable
	@Table("item")
	static class Unknown {

		@Id
		public @Nullable UUID uid;

		@SuppressWarnings("unused")
		private @Nullable String name;

	}

	@SyncedTable
	@Table("item")
	static class IsDone {

		@Id
		public @Nullable UUID uid;

		private boolean isDone;

		public boolean isDone() {
			return this.isDone;
		}

		public void setDone(boolean done) {
			this.isDone = done;
		}

	}

	@SyncedTable
	@Table("item")
	record OddVersion(@Id UUID uid, @Version @Nullable String version) {

	}

	@SyncedTable
	@Table("item")
	record Value(@Id UUID uid, @Nullable String name) {

		@JsonValue
		String value() {
			return this.uid + "/" + this.name;
		}

	}

	@SyncedTable
	@Table("item")
	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	record Polymorphic(@Id UUID uid, @Nullable String name) {

	}

	@SyncedTable
	@Table("item")
	static final class NoCreator {

		@Id
		private final UUID uid;

		private final @Nullable String name;

		@Transient
		private final boolean fresh;

		private NoCreator(UUID uid, @Nullable String name) {
			this.uid = uid;
			this.name = name;
			this.fresh = false;
		}

		public UUID getUid() {
			return this.uid;
		}

		public @Nullable String getName() {
			return this.name;
		}

		boolean fresh() {
			return this.fresh;
		}

	}

	@SyncedTable(filterable = { "name", "a" })
	@Table("item")
	record HiddenFilter(@Id UUID uid, @Nullable String name, @JsonIgnore @Nullable String a) {

	}

	@SyncedTable(filterable = "nothing")
	@Table("item")
	record NoSuchFilter(@Id UUID uid, @Nullable String name) {

	}

	@SyncedTable(filterable = "name")
	@Table("item")
	record PropertyFilter(@Id UUID uid, @JsonProperty("title") @Nullable String name) {

	}

	/**
	 * Jackson knows nothing of the hidden property.
	 */
	@SyncedTable
	@Table("item")
	static class Disguised {

		@Id
		public @Nullable UUID uid;

		@JsonProperty("a")
		public @Nullable String name;

		@JsonIgnore
		private @Nullable String a;

		@JsonIgnore
		public @Nullable String getA() {
			return this.a;
		}

	}

	@SyncedTable
	@Table("item")
	static class DisguisedId {

		@Id
		@JsonProperty("a")
		public @Nullable UUID uid;

		@JsonIgnore
		public @Nullable String a;

	}

	@SyncedTable
	@Table("item")
	record DisguisedOneWay(@Id UUID uid, @JsonProperty("a") @Nullable String name,
			@JsonProperty(value = "b", access = JsonProperty.Access.WRITE_ONLY) @Nullable String a) {

	}

	@SyncedTable
	@Table("item")
	record First(@Id UUID uid, @Nullable String name) {

	}

	@SyncedTable
	@Table(schema = "other", value = "item")
	record Second(@Id UUID uid, @Nullable String name) {

	}

}
