package io.offlinesync.jdbc.shapes;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.offlinesync.ConflictStrategy;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncedTable;
import io.offlinesync.testsupport.CaptureBypass;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Embedded.OnEmpty;

import static io.offlinesync.jdbc.shapes.RunningShapes.at;
import static io.offlinesync.jdbc.shapes.RunningShapes.json;
import static io.offlinesync.jdbc.shapes.RunningShapes.refused;
import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedShapesIntegrationTests {

	private static final String NOWHERE = "{'street':null,'point':null,'zone':null}";

	private static RunningShapes shapes;

	private final UUID uid = UUID.randomUUID();

	private final String id = "'uid':'" + this.uid + "'";

	@BeforeAll
	static void start() {
		String columns = """
				 (uid uuid primary key, name text, home_street text, home_at_lat float8, home_at_lon float8,
				  home_zone text default 'z', work_street text, work_at_lat float8, work_at_lon float8, work_zone text);
				""";
		shapes = ShapesApplication.with("create table person" + columns + "create table merged_person" + columns)
			.entities(Person.class, MergedPerson.class)
			.start();
	}

	@AfterAll
	static void stop() {
		shapes.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "person", "merged_person" })
	void storesEmbeddedValuesInTheirColumns(String table) {
		String home = "'home':{'street':'s','point':{'lat':1.5,'lon':2.5},'zone':'z'}";
		String created = "{" + this.id + ",'name':'a'," + home + ",'work':" + NOWHERE + "}";
		assertThat(shapes.create(table, this.uid, "{'name':'a'," + home.replace("'z'", "'mine'") + "}", 1))
			.isEqualTo(json(created));
		assertThat(shapes.column(table, "home_at_lon", this.uid, Double.class)).isEqualTo(2.5);
		assertThat(shapes.update(table, this.uid, "{'name':'b','home':null,'work':{'street':'w'}}", 2, "work"))
			.isEqualTo(json(created.replace("'work':{'street':null", "'work':{'street':'w'")));
		assertThat(shapes.update(table, this.uid, "{'home':{'street':'t'}}", 3))
			.isEqualTo(json("{" + this.id + ",'name':'a','home':{'street':'t','point':null,'zone':'z'},'work':"
					+ NOWHERE.replace("'street':null", "'street':'w'") + "}"));
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find(table, "{'home':null}"));
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find(table, "{'street':'t'}"));
		refused(SyncErrorCode.INVALID_REQUEST,
				() -> shapes.update(table, this.uid, "{'home':{'point':{'lat':'x'}}}", 4));
		refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update(table, this.uid, "{'home':'x'}", 4));
		shapes.delete(table, this.uid, 5);
		assertThat(shapes.update(table, this.uid, created, 6)).isEqualTo(json(created));
		assertThat(shapes.create(table, this.uid, created, 7)).isEqualTo(json(created));
		assertThat(shapes.reconcile(table, "{" + this.id + "}", 0).addClient()).extracting(RunningShapes::value)
			.containsExactly(json(created));
	}

	@Test
	void readsANullableEmbeddedValueWithoutColumnsAsNull() {
		CaptureBypass.update(shapes.jdbc(), "insert into person (uid, home_zone) values (?, null)", this.uid);
		assertThat(Objects.requireNonNull(shapes.update("person", this.uid, "{'name':'a'}", 1)))
			.isEqualTo(json("{" + this.id + ",'name':'a','home':null,'work':" + NOWHERE + "}"));
		assertThat(shapes.update("person", this.uid, "{'home':{'point':{'lat':1}}}", 2)).isEqualTo(json(
				"{" + this.id + ",'name':'a','home':{'street':null,'point':{'lat':1.0,'lon':null},'zone':null},'work':"
						+ NOWHERE + "}"));
	}

	@Test
	void mergesAnEmbeddedValueAsOneField() {
		shapes.create("merged_person", this.uid, "{'name':'a','home':{'street':'s'},'work':{'street':'w'}}", 1);
		shapes.update("merged_person", this.uid, "{'home':{'street':'late'}}", 5);
		shapes.update("merged_person", this.uid, "{'name':'b','home':{'street':'early'},'work':{'street':'x'}}", 3);
		assertThat(shapes.column("merged_person", "name || home_street || work_street", this.uid, String.class))
			.isEqualTo("blatex");
		Map<String, Object> times = shapes.jdbc()
			.queryForMap("select field_times ->> 'home_street' as home, field_times ->> 'home_at_lat' as lat,"
					+ " field_times ->> 'work_street' as work, field_times ->> 'name' as name"
					+ " from offline_sync.sync_metadata where uid = ?", this.uid.toString());
		assertThat(times).containsEntry("home", Long.toString(at(5).toEpochMilli()))
			.containsEntry("lat", Long.toString(at(5).toEpochMilli()))
			.containsEntry("work", Long.toString(at(3).toEpochMilli()))
			.containsEntry("name", Long.toString(at(3).toEpochMilli()));
	}

	record Place(@Nullable String street, @Embedded(onEmpty = OnEmpty.USE_NULL, prefix = "at_") @Nullable Point point,
			@ReadOnlyProperty @Nullable String zone) {

	}

	record Point(@Nullable Double lat, @Nullable Double lon) {

	}

	@SyncedTable
	record Person(@Id UUID uid, @Nullable String name,
			@Embedded(onEmpty = OnEmpty.USE_NULL, prefix = "home_") @Nullable Place home,
			@Embedded(onEmpty = OnEmpty.USE_EMPTY, prefix = "work_") @Nullable Place work) {

	}

	@SyncedTable(conflict = ConflictStrategy.MERGE_FIELDS)
	record MergedPerson(@Id UUID uid, @Nullable String name,
			@Embedded(onEmpty = OnEmpty.USE_NULL, prefix = "home_") @Nullable Place home,
			@Embedded(onEmpty = OnEmpty.USE_EMPTY, prefix = "work_") @Nullable Place work) {

	}

}
