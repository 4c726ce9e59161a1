package io.offlinesync.stomp;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.stomp.fields.FieldsApplication;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamScope;
import io.offlinesync.test.SyncTestClient;
import io.offlinesync.test.SyncTestError;
import io.offlinesync.test.SyncTestException;
import io.offlinesync.test.SyncTestStream;
import io.offlinesync.test.SyncTestTransaction;
import io.offlinesync.test.SyncTestTransactionResult;
import io.offlinesync.testsupport.TestDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients learn nothing of fields that they cannot see, set what they may, and are told
 * what is wrong, by whatever way they ask.
 */
@ExtendWith(OutputCaptureExtension.class)
class FieldsIntegrationTests {

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext application;

	@SuppressWarnings("NullAway.Init")
	private static JdbcTemplate jdbc;

	private final UUID uid = UUID.randomUUID();

	@SuppressWarnings("NullAway.Init")
	private SyncTestClient ann;

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
		this.ann = SyncTestClient.connect(
				"http://localhost:" + application.getEnvironment().getRequiredProperty("local.server.port"),
				(options) -> options.connectHeader("token", "ann"));
	}

	@AfterEach
	void disconnect() {
		this.ann.close();
	}

	private void insert(UUID id, String tenant) {
		jdbc.update("insert into contact values (?, ?, 'Bo', 'bo@example.org')", id, tenant);
	}

	private SyncTestTransaction transaction() {
		return this.ann.transaction();
	}

	@ParameterizedTest
	@ValueSource(strings = { "email", "serial", "tenant", "name", "nothing" })
	void cannotBeFilteredByOtherFields(String field) {
		String where = "{\"" + field + "\":null}";
		List<ThrowingCallable> questions = List.of(() -> this.ann.findUnique("contact", where),
				() -> this.ann.findMany("contact", where), () -> this.ann.reconcile("contact", where, List.of()),
				() -> this.ann.follow(StreamScope.of("contact", where)).awaitComplete());
		String message = "The where names a field that cannot be filtered by: '" + field + "'";
		assertThat(questions)
			.allSatisfy((question) -> assertThatExceptionOfType(SyncTestException.class).isThrownBy(question)
				.satisfies((refused) -> {
					assertThat(refused.code()).isEqualTo("invalid-where");
					assertThat(refused.error().message()).isEqualTo(message);
				}));
	}

	@Test
	void canBeFilteredByThoseThatAreListed() {
		UUID others = UUID.randomUUID();
		insert(this.uid, "ann");
		insert(others, "eve");
		String where = "{\"fullName\":\"Bo\",\"uid\":{\"in\":[\"%s\",\"%s\"]}}".formatted(this.uid, others);
		String value = "{\"uid\":\"%s\",\"fullName\":\"Bo\",\"email\":\"bo@example.org\",\"serial\":42}"
			.formatted(this.uid);
		assertThat(this.ann.findUnique("contact", where).orElseThrow().value()).hasToString(value);
		assertThat(this.ann.findMany("contact", where)).singleElement()
			.satisfies((record) -> assertThat(record.value()).hasToString(value));
		assertThat(this.ann.reconcile("contact", where, List.of()).addClient()).singleElement()
			.satisfies((record) -> assertThat(record.value()).hasToString(value));
		SyncTestStream stream = this.ann.follow(StreamScope.of("contact", where)).awaitComplete();
		List<StreamChange> changes = stream.takeChanges();
		assertThat(changes).singleElement().satisfies((change) -> assertThat(change.value()).hasToString(value));
		assertThat(changes + " " + stream.cursor()).doesNotContain("tenant");
	}

	@Test
	void takesBackWhatItHasSentAndNothingThatIsNotTheClients() {
		SyncTestTransactionResult created = this.ann.push(transaction().create("contact", this.uid,
				"{\"uid\":\"%s\",\"fullName\":\"Bo\",\"email\":null,\"serial\":7}".formatted(this.uid)));
		assertThat(created.results().get(0).record().value())
			.hasToString("{\"uid\":\"%s\",\"fullName\":\"Bo\",\"email\":null,\"serial\":42}".formatted(this.uid));
		SyncTestTransactionResult other = this.ann
			.push(transaction().create("contact", Map.of("uid", this.uid, "fullName", "Bo")));
		assertThat(error(other).code()).isEqualTo("invalid-request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tenant", "name", "nothing" })
	void refusesFieldsThatClientsCannotKnow(String field) {
		SyncTestTransactionResult result = this.ann
			.push(transaction().create("contact", this.uid, Map.of("fullName", "Bo", field, "eve")));
		assertThat(result.outcome()).isEqualTo("rejected");
		assertThat(error(result).code()).isEqualTo("invalid-request");
		assertThat(error(result).message()).startsWith("Unknown field in the data: '" + field + "'. Leave it out");
		assertThat(count()).isZero();
	}

	@Test
	void tellsWhichFieldsAreNotValidAndStoresNothing() {
		SyncTestTransactionResult result = this.ann.push(transaction().create("contact", Map.of("fullName", "Bo"))
			.create("contact", this.uid, Map.of("fullName", " ")));
		assertThat(result.outcome()).isEqualTo("rejected");
		assertThat(error(result).code()).isEqualTo("validation-failed");
		assertThat(result.mutation()).isOne();
		assertThat(error(result).details().get("fields"))
			.hasToString("[{\"field\":\"fullName\",\"message\":\"must not be blank\"}]");
		assertThat(count()).isZero();
	}

	private static SyncTestError error(SyncTestTransactionResult result) {
		return Objects.requireNonNull(result.error());
	}

	private static long count() {
		return Objects.requireNonNull(jdbc.queryForObject("select count(*) from contact", Long.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "raise-it@example.org", FieldsApplication.TOO_MUCH })
	void neitherLogNorClientAreToldValuesOfWhatFailed(String email, CapturedOutput output) {
		SyncTestTransactionResult result = this.ann
			.push(transaction().create("contact", this.uid, Map.of("fullName", "Bo", "email", email)));
		assertThat(error(result).code()).isEqualTo("internal-error");
		String reference = error(result).details().get("reference").stringValue();
		assertThat(error(result).toString()).doesNotContain(email).doesNotContain("insert").doesNotContain("Exception");
		assertThat(output).contains("Internal error " + reference)
			.contains("\tat io.offlinesync.jdbc.")
			.doesNotContain(email)
			.doesNotContain("Cannot take")
			.doesNotContain("insert into");
	}

}
