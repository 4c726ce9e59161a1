package io.offlinesync.jdbc.shapes;

import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncPolicy;
import io.offlinesync.SyncedRepository;
import io.offlinesync.SyncedTable;
import io.offlinesync.Where;
import io.offlinesync.jdbc.JdbcSyncService;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;

import static io.offlinesync.jdbc.shapes.RunningShapes.at;
import static io.offlinesync.jdbc.shapes.RunningShapes.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients may name some fields in conditions only.
 */
class FilterableFieldsIntegrationTests {

	private static RunningShapes shapes;

	private final UUID uid = UUID.randomUUID();

	private final String id = ",'key':'" + this.uid + "'}";

	@BeforeAll
	static void start() {
		shapes = ShapesApplication.with("""
				create table contact (uid uuid primary key, tenant text, full_name text, email text, salary int);
				create table crossed (uid uuid primary key, one text, two bytea);
				""").entities(Contact.class, Crossed.class).configured(Policies.class).start();
	}

	@AfterAll
	static void stop() {
		shapes.close();
	}

	private void create() {
		shapes.repository(Contact.class).create(this.uid, new Contact(this.uid, "t", "Ann", "ann@x", 7), at(1));
	}

	@Test
	void namesWhatIsListedAndTheId() {
		create();
		assertThat(shapes.find("contact", "{'name':'Ann'" + this.id)).containsExactly(this.uid.toString());
		assertThat(shapes.find("contact", "{'name':{'in':['Bo']}" + this.id)).isEmpty();
		assertThat(shapes.reconcile("contact", "{'name':'Ann'" + this.id, 1).addClient()).hasSize(1);
		assertThat(shapes.service().findUnique(null, "contact", Where.eq("key", this.uid))).isPresent();
		assertThat(shapes.context()
			.getBean(JdbcSyncService.class)
			.changeLog()
			.bind("contact", Where.eq("name", "Ann"))
			.terms()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "email", "salary", "tenant", "fullName", "nothing" })
	void saysTheSameOfEveryOther(String field) {
		create();
		String where = "{'" + field + "':null" + this.id;
		String message = "The where names a field that cannot be filtered by: '" + field + "'";
		cannotBeFilteredBy(message, () -> shapes.find("contact", where));
		cannotBeFilteredBy(message, () -> shapes.reconcile("contact", where, 1));
		cannotBeFilteredBy(message,
				() -> shapes.service().findUnique(null, "contact", Where.parse(where.replace('\'', '"'))));
		cannotBeFilteredBy(message,
				() -> shapes.context()
					.getBean(JdbcSyncService.class)
					.changeLog()
					.bind("contact", Where.eq(field, "x")));
	}

	private static void cannotBeFilteredBy(String message, ThrowingCallable work) {
		assertThatExceptionOfType(SyncException.class).isThrownBy(work)
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(SyncErrorCode.INVALID_WHERE));
	}

	@Test
	void doesNotLimitPolicies() {
		create();
		UUID other = UUID.randomUUID();
		shapes.repository(Contact.class).create(other, new Contact(other, "other", "Ann", "bo@x", 7), at(1));
		assertThat(shapes.find("contact", "{'key':{'in':['" + this.uid + "','" + other + "']}}"))
			.containsExactly(this.uid.toString());
	}

	@Test
	void doesNotLimitTheApplicationsOwnCodeToMoreThanWhatClientsSee() {
		create();
		SyncedRepository<Contact> repository = shapes.repository(Contact.class);
		assertThat(repository.findUnique(Where.eq("email", "ann@x").and(Where.eq("key", this.uid)))).isPresent();
		refused(SyncErrorCode.INVALID_WHERE, () -> repository.findMany(Where.eq("tenant", "t")));
	}

	@Test
	void takesNoColumnForThatOfAnotherOfItsName() {
		shapes.create("crossed", this.uid, "{'two':'a','one':null}", 1);
		assertThat(shapes.find("crossed", "{'two':'a','uid':'" + this.uid + "'}")).hasSize(1);
		refused(SyncErrorCode.INVALID_WHERE, () -> shapes.find("crossed", "{'one':'a'}"));
	}

	@SyncedTable(filterable = "name")
	record Contact(@Id @JsonProperty("key") UUID uid, @JsonIgnore @Nullable String tenant,
			@JsonProperty("name") @Nullable String fullName, @Nullable String email, int salary) {

	}

	/**
	 * Each has the other's name in JSON, and one of them cannot be compared.
	 */
	@SyncedTable
	record Crossed(@Id UUID uid, @JsonProperty("two") @Nullable String one,
			@JsonProperty("one") byte @Nullable [] two) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Policies {

		@Bean
		SyncPolicy<Contact> contacts() {
			return (user) -> Where.eq("tenant", "t").and(Where.eq("salary", 7));
		}

	}

}
