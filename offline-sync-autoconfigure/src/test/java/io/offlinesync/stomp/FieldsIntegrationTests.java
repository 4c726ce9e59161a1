package io.offlinesync.stomp;

import java.util.UUID;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.stomp.fields.FieldsApplication;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients learn nothing of fields that they cannot see, set what they may, and are told
 * what is wrong, by whatever way they ask.
 */
@ExtendWith(OutputCaptureExtension.class)
class FieldsIntegrationTests {

	private static final String AT = "2026-01-01T10:00:00.000Z";

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext application;

	@SuppressWarnings("NullAway.Init")
	private static JdbcTemplate jdbc;

	private final UUID uid = UUID.randomUUID();

	@SuppressWarnings("NullAway.Init")
	private StompTestClient ann;

	@BeforeAll
	static void start() {
		TestDatabase database = FieldsApplication.database();
		jdbc = database.jdbc();
		application = DomainApplication.startWeb(FieldsApplication.class, database);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void connect() {
		jdbc.update("truncate contact");
		int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		this.ann = StompTestClient.open(port).connect("token", "ann");
	}

	@AfterEach
	void disconnect() {
		this.ann.close();
	}

	private void insert(UUID id, String tenant) {
		jdbc.update("insert into contact values (?, ?, 'Bo', 'bo@example.org')", id, tenant);
	}

	private JsonNode push(String... mutations) {
		return this.ann
			.ask("push",
					"{\"transactions\":[{\"id\":\"t1\",\"mutations\":[%s]}]}".formatted(String.join(",", mutations)))
			.result()
			.get("transactions")
			.get(0);
	}

	private static String create(UUID id, String data) {
		return "{\"table\":\"contact\",\"op\":\"create\",\"uid\":\"%s\",\"data\":%s,\"at\":\"%s\"}".formatted(id, data,
				AT);
	}

	private Frame stream(String where) {
		this.ann.frame("SUBSCRIBE", "id", "s1", "destination", "/app/sync/changes", "ack", "client-individual",
				"scopes", "[{\"table\":\"contact\",\"where\":" + where + "}]");
		return this.ann.next();
	}

	@ParameterizedTest
	@ValueSource(strings = { "email", "serial", "tenant", "name", "nothing" })
	void cannotBeFilteredByOtherFields(String field) {
		String where = "{\"" + field + "\":null}";
		for (Frame answer : new Frame[] { this.ann.ask("contact/find-unique", "{\"where\":" + where + "}"),
				this.ann.ask("contact/find-many", "{\"where\":" + where + "}"),
				this.ann.ask("contact/reconcile", "{\"where\":" + where + ",\"metadata\":{}}"), stream(where) }) {
			assertThat(answer.errorCode()).isEqualTo("invalid-where");
			assertThat(answer.errorMessage())
				.isEqualTo("The where names a field that cannot be filtered by: '" + field + "'");
		}
	}

	@Test
	void canBeFilteredByThoseThatAreListed() {
		UUID others = UUID.randomUUID();
		insert(this.uid, "ann");
		insert(others, "eve");
		String where = "{\"fullName\":\"Bo\",\"uid\":{\"in\":[\"%s\",\"%s\"]}}".formatted(this.uid, others);
		String value = "{\"uid\":\"%s\",\"fullName\":\"Bo\",\"email\":\"bo@example.org\",\"serial\":42}"
			.formatted(this.uid);
		assertThat(this.ann.ask("contact/find-unique", "{\"where\":" + where + "}").result().get("value"))
			.hasToString(value);
		assertThat(this.ann.ask("contact/find-many", "{\"where\":" + where + "}").result().get("records"))
			.singleElement()
			.satisfies((record) -> assertThat(record.get("value")).hasToString(value));
		assertThat(this.ann.ask("contact/reconcile", "{\"where\":" + where + ",\"metadata\":{}}")
			.result()
			.get("addClient")).singleElement()
			.satisfies((record) -> assertThat(record.get("value")).hasToString(value));
		Frame page = stream(where);
		assertThat(page.json().get("changes")).singleElement()
			.satisfies((change) -> assertThat(change.get("value")).hasToString(value));
		assertThat(page.body()).doesNotContain("tenant");
	}

	@Test
	void takesBackWhatItHasSentAndNothingThatIsNotTheClients() {
		JsonNode created = push(create(this.uid,
				"{\"uid\":\"%s\",\"fullName\":\"Bo\",\"email\":null,\"serial\":7}".formatted(this.uid)));
		assertThat(created.at("/results/0/record/value"))
			.hasToString("{\"uid\":\"%s\",\"fullName\":\"Bo\",\"email\":null,\"serial\":42}".formatted(this.uid));
		JsonNode other = push(create(UUID.randomUUID(), "{\"uid\":\"%s\",\"fullName\":\"Bo\"}".formatted(this.uid)));
		assertThat(other.at("/error/code").stringValue()).isEqualTo("invalid-request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tenant", "name", "nothing" })
	void refusesFieldsThatClientsCannotKnow(String field) {
		JsonNode result = push(create(this.uid, "{\"fullName\":\"Bo\",\"" + field + "\":\"eve\"}"));
		assertThat(result.at("/outcome").stringValue()).isEqualTo("rejected");
		assertThat(result.at("/error/code").stringValue()).isEqualTo("invalid-request");
		assertThat(result.at("/error/message").stringValue())
			.startsWith("Unknown field in the data: '" + field + "'. Leave it out");
		assertThat(count()).isZero();
	}

	@Test
	void tellsWhichFieldsAreNotValidAndStoresNothing() {
		UUID valid = UUID.randomUUID();
		JsonNode result = push(create(valid, "{\"fullName\":\"Bo\"}"), create(this.uid, "{\"fullName\":\" \"}"));
		assertThat(result.at("/outcome").stringValue()).isEqualTo("rejected");
		assertThat(result.at("/error/code").stringValue()).isEqualTo("validation-failed");
		assertThat(result.at("/error/mutation").intValue()).isOne();
		assertThat(result.at("/error/details/fields"))
			.hasToString("[{\"field\":\"fullName\",\"message\":\"must not be blank\"}]");
		assertThat(count()).isZero();
	}

	private static long count() {
		return java.util.Objects.requireNonNull(jdbc.queryForObject("select count(*) from contact", Long.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "raise-it@example.org", FieldsApplication.TOO_MUCH })
	void neitherLogNorClientAreToldValuesOfWhatFailed(String email, CapturedOutput output) {
		JsonNode result = push(create(this.uid, "{\"fullName\":\"Bo\",\"email\":\"" + email + "\"}"));
		assertThat(result.at("/error/code").stringValue()).isEqualTo("internal-error");
		String reference = result.at("/error/details/reference").stringValue();
		assertThat(result.at("/error").toString()).doesNotContain(email)
			.doesNotContain("insert")
			.doesNotContain("Exception");
		assertThat(output).contains("Internal error " + reference)
			.contains("\tat io.offlinesync.jdbc.")
			.doesNotContain(email)
			.doesNotContain("Cannot take")
			.doesNotContain("insert into");
	}

}
