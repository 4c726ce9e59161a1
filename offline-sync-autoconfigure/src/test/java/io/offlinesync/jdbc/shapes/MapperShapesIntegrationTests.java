package io.offlinesync.jdbc.shapes;

import java.util.Map;
import java.util.UUID;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncedTable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Embedded.OnEmpty;

import static io.offlinesync.jdbc.shapes.RunningShapes.at;
import static io.offlinesync.jdbc.shapes.RunningShapes.json;
import static io.offlinesync.jdbc.shapes.RunningShapes.refused;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application's own settings of Jackson.
 */
class MapperShapesIntegrationTests {

	private final UUID uid = UUID.randomUUID();

	private final String id = "'uid':'" + this.uid + "'";

	private static RunningShapes start(String... properties) {
		return ShapesApplication.with(
				"create table item (uid uuid primary key, first_name text, item_count int, city_name text, done bool not null)")
			.entities(Item.class)
			.properties(properties)
			.start();
	}

	@Test
	void leavesOutNulls() {
		try (RunningShapes shapes = start("spring.jackson.default-property-inclusion=non_null")) {
			assertThat(shapes.create("item", this.uid, "{'firstName':'a','count':1}", 1))
				.isEqualTo(json("{" + this.id + ",'firstName':'a','count':1,'done':false,'label':'a!'}"));
			assertThat(shapes.update("item", this.uid, "{'firstName':null,'count':2}", 2, "firstName"))
				.isEqualTo(json("{" + this.id + ",'count':1,'done':false,'label':'null!'}"));
			assertThat(shapes.update("item", this.uid, "{'count':3,'city':{'name':'c'}}", 3))
				.isEqualTo(json("{" + this.id + ",'count':3,'city':{'name':'c'},'done':false,'label':'null!'}"));
			assertThat(shapes.find("item", "{'firstName':null,'count':3}")).hasSize(1);
		}
	}

	@Test
	void leavesOutDefaults() {
		try (RunningShapes shapes = start("spring.jackson.default-property-inclusion=non_default")) {
			shapes.create("item", this.uid, "{'firstName':'a','count':1,'done':true}", 1);
			assertThat(shapes.update("item", this.uid, "{'done':false,'count':2}", 2, "done"))
				.isEqualTo(json("{" + this.id + ",'firstName':'a','count':1,'label':'a!'}"));
		}
	}

	@Test
	void refusesWhatIsUnknownDeepInsideIfTheApplicationSaysSo() {
		try (RunningShapes shapes = start("spring.jackson.deserialization.fail-on-unknown-properties=true",
				"spring.jackson.deserialization.fail-on-ignored-properties=true")) {
			String full = "{" + this.id + ",'firstName':'a','count':1,'city':null,'done':false,'label':'a!'}";
			assertThat(shapes.create("item", this.uid, full, 1)).isEqualTo(json(full));
			assertThat(shapes.update("item", this.uid, full.replace("'count':1", "'count':2"), 2))
				.isEqualTo(json(full.replace("'count':1", "'count':2")));
			refused(SyncErrorCode.INVALID_REQUEST,
					() -> shapes.update("item", this.uid, "{'city':{'name':'c','x':1}}", 3));
		}
	}

	@Test
	void requiresWhatTheApplicationRequires() {
		try (RunningShapes shapes = start("spring.jackson.deserialization.fail-on-missing-creator-properties=true")) {
			refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.create("item", this.uid, "{'firstName':'a'}", 1));
			assertThat(shapes.create("item", this.uid, "{'firstName':'a','count':1,'city':null,'done':true}", 1))
				.isNotNull();
			assertThat(shapes.update("item", this.uid, "{'count':2}", 2))
				.isEqualTo(json("{" + this.id + ",'firstName':'a','count':2,'city':null,'done':true,'label':'a!'}"));
		}
	}

	@Test
	void namesFieldsByTheMappersStrategy() {
		try (RunningShapes shapes = start("spring.jackson.property-naming-strategy=SNAKE_CASE")) {
			shapes.create("item", this.uid, "{'first_name':'a','count':1}", 1);
			assertThat(shapes.update("item", this.uid, "{'first_name':'b'}", 2))
				.isEqualTo(json("{" + this.id + ",'first_name':'b','count':1,'city':null,'done':false,'label':'b!'}"));
			assertThat(shapes.find("item", "{'first_name':'b'}")).hasSize(1);
			refused(SyncErrorCode.INVALID_REQUEST, () -> shapes.update("item", this.uid, "{'firstName':'b'}", 2));
			assertThat(
					shapes.repository(Item.class).update(this.uid, Map.of("first_name", "c"), at(3)).record().value())
				.isEqualTo(new Item(this.uid, "c", 1, null, false));
		}
	}

	record City(@Nullable String name) {

	}

	@SyncedTable
	record Item(@Id UUID uid, @Nullable String firstName,
			@org.springframework.data.relational.core.mapping.Column("item_count") @Nullable Integer count,
			@Embedded(onEmpty = OnEmpty.USE_NULL, prefix = "city_") @Nullable City city, boolean done) {

		@com.fasterxml.jackson.annotation.JsonProperty
		String label() {
			return this.firstName + "!";
		}

	}

}
