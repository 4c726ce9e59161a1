package io.offlinesync.stomp;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.offlinesync.Operation;
import io.offlinesync.RecordMetadata;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.Where;
import io.offlinesync.jdbc.JsonRecord;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.ReconcileRequest;
import io.offlinesync.test.StompFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.transaction.CannotCreateTransactionException;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class OperationsIntegrationTests {

	private static final String AT = "2026-01-01T00:00:00.000Z";

	@SuppressWarnings("NullAway.Init")
	private static TestServer server;

	@SuppressWarnings("NullAway.Init")
	private FakeSyncService service;

	@SuppressWarnings("NullAway.Init")
	private StompTestClient client;

	@BeforeAll
	static void start() {
		server = TestServer.start("offline-sync.stomp.max-message-size=16KB", "offline-sync.stomp.max-mutations=3",
				"offline-sync.stomp.max-terms=4", "offline-sync.stomp.max-json-depth=10",
				"offline-sync.stomp.statement-timeout=45s", "offline-sync.feed.reader-threads=3");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connect() {
		this.service = server.service();
		this.client = server.connect();
	}

	@AfterEach
	void disconnect() {
		this.client.close();
		this.service.todos.clear();
		this.service.failures.clear();
		this.service.mutations.clear();
	}

	@Test
	void hello() {
		assertThat(this.client.ask("hello", "{}").body()).isEqualTo(
				"{\"result\":{\"protocol\":1," + "\"serverTime\":\"2026-01-31T12:00:00.000Z\",\"generation\":\"g1\","
						+ "\"tables\":[{\"name\":\"todo\",\"id\":\"uid\",\"idType\":\"uuid\"},"
						+ "{\"name\":\"todo_list\",\"id\":\"id\",\"idType\":\"int8\"}],"
						+ "\"limits\":{\"maxMessageBytes\":16384,\"maxMutations\":3,\"maxScopes\":50,"
						+ "\"maxStreams\":16,\"maxSessionsPerUser\":50,\"maxTerms\":4,\"maxInValues\":1000,"
						+ "\"maxJsonDepth\":10,\"maxRequestsPerSecond\":1000000,\"maxSnapshots\":3,"
						+ "\"connectTimeoutMillis\":10000,\"statementTimeoutMillis\":45000}}}");
	}

	@Test
	void aReplyGoesToTheSubscriptionThatAskedForReplies() {
		this.client.send("/app/sync/hello", "{}", "correlation-id", "a:b\\c\nd");
		StompFrame reply = this.client.next();
		assertThat(reply.command()).isEqualTo("MESSAGE");
		assertThat(reply.headers()).containsEntry("destination", "/app/sync/replies")
			.containsEntry("subscription", "replies")
			.containsEntry("correlation-id", "a:b\\c\nd")
			.containsEntry("content-type", "application/json")
			.containsKeys("message-id", "content-length");
	}

	@Test
	void aReplyHasNoCorrelationIdIfTheRequestHadNone() {
		this.client.send("/app/sync/hello", "{}");
		assertThat(this.client.next().headers()).doesNotContainKey("correlation-id");
	}

	@Test
	void findUnique() {
		this.service.todos.put("1", record("1"));
		assertThat(this.client.ask("todo/find-unique", "{\"where\":{\"uid\":\"1\"}}").body())
			.isEqualTo("{\"result\":" + json("1") + "}");
		assertThat(this.client.ask("todo/find-unique", "{\"where\":{\"uid\":\"2\"}}").body())
			.isEqualTo("{\"result\":null}");
	}

	@Test
	void findMany() {
		Stream.of("1", "2", "3").forEach((uid) -> this.service.todos.put(uid, record(uid)));
		assertThat(this.client.ask("todo/find-many", "{\"where\":{},\"limit\":2}").body())
			.isEqualTo("{\"result\":{\"records\":[" + json("1") + "," + json("2") + "],\"next\":\"2\"}}");
		assertThat(this.client.ask("todo/find-many", "{\"where\":{},\"after\":\"2\"}").body())
			.isEqualTo("{\"result\":{\"records\":[" + json("3") + "],\"next\":null}}");
		assertThat(this.service.limit).isEqualTo(100);
		this.client.ask("todo/find-many", "{\"where\":{},\"limit\":99999999999}");
		assertThat(this.service.limit).isEqualTo(1000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "1.5", "\"10\"", "true" })
	void aLimitIsAPositiveInteger(String limit) {
		StompFrame reply = this.client.ask("todo/find-many", "{\"where\":{},\"limit\":" + limit + "}");
		assertThat(reply.errorMessage()).isEqualTo("limit: a positive integer is wanted");
	}

	@Test
	void create() {
		StompFrame reply = this.client.ask("todo/create",
				"{\"uid\":\"1\",\"data\":{\"title\":\"ä\"},\"createdAt\":\"2026-01-01T01:00:00.123456+01:00\"}");
		assertThat(reply.body()).isEqualTo("{\"result\":{\"outcome\":\"applied\",\"record\":{\"uid\":\"1\","
				+ "\"value\":{\"title\":\"ä\"},\"metadata\":{\"createdAt\":\"2026-01-01T00:00:00.123Z\","
				+ "\"updatedAt\":null,\"deletedAt\":null}},\"xid\":\"77\"}}");
		Mutation mutation = this.service.mutations.get(0);
		assertThat(mutation.operation()).isEqualTo(Operation.CREATE);
		assertThat(mutation.table()).isEqualTo("todo");
		assertThat(mutation.at()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123456Z"));
		assertThat(this.service.principal).isNull();
	}

	@Test
	void update() {
		this.client.ask("todo/update",
				"{\"uid\":\"1\",\"data\":{\"a\":1,\"b\":2},\"changed\":[\"a\"],\"updatedAt\":\"" + AT + "\"}");
		Mutation mutation = this.service.mutations.get(0);
		assertThat(mutation.operation()).isEqualTo(Operation.UPDATE);
		assertThat(mutation.changed()).isEqualTo(Set.of("a"));
		this.client.ask("todo/update", "{\"uid\":\"1\",\"data\":{\"a\":1},\"updatedAt\":\"" + AT + "\"}");
		assertThat(this.service.mutations.get(1).changed()).isNull();
	}

	@Test
	void delete() {
		StompFrame reply = this.client.ask("todo/delete", "{\"uid\":\"1\",\"deletedAt\":\"" + AT + "\"}");
		assertThat(reply.result().get("record").get("value").isNull()).isTrue();
		assertThat(this.service.mutations.get(0).operation()).isEqualTo(Operation.DELETE);
	}

	@Test
	void reconcile() {
		this.service.todos.put("1", record("1"));
		StompFrame reply = this.client.ask("todo/reconcile",
				"{\"where\":{\"a\":1},\"metadata\":{\"x\":{\"createdAt\":\"" + AT
						+ "\",\"updatedAt\":null},\"y\":{}},\"after\":\"a\",\"upTo\":\"z\"}");
		assertThat(reply.body()).isEqualTo("{\"result\":{\"addClient\":[" + json("1") + "],\"updateClient\":["
				+ json("1") + "],\"deleteClient\":[{\"uid\":\"gone\",\"deletedAt\":\"2026-01-31T12:00:00.000Z\"}],"
				+ "\"leaveClient\":[\"elsewhere\"],\"addDatabase\":[{\"uid\":\"mine\","
				+ "\"createdAt\":\"2026-01-31T12:00:00.000Z\",\"updatedAt\":null,\"deletedAt\":null}],"
				+ "\"updateDatabase\":[{\"uid\":\"newer\",\"createdAt\":null,"
				+ "\"updatedAt\":\"2026-01-31T12:00:00.000Z\",\"deletedAt\":null}]}}");
		assertThat(this.service.reconciled).isEqualTo(new ReconcileRequest("todo", Where.eq("a", 1),
				Map.of("x", new RecordMetadata(Instant.parse(AT), null, null), "y", RecordMetadata.NONE), "a", "z",
				16 * 1024));
	}

	@Test
	void reconcileRefusesAMistypedStamp() {
		StompFrame reply = this.client.ask("todo/reconcile",
				"{\"where\":{},\"metadata\":{\"x\":{\"updatedat\":\"" + AT + "\"}}}");
		assertThat(reply.errorMessage()).isEqualTo("metadata.x.updatedat: there is no such member here");
	}

	@Test
	void push() {
		StompFrame reply = this.client.ask("push", "{\"clientId\":\"c\",\"transactions\":["
				+ "{\"id\":\"t1\",\"mutations\":[{\"table\":\"todo\",\"op\":\"create\",\"uid\":\"1\",\"data\":{},\"at\":\""
				+ AT + "\"}]},{\"id\":\"t2\",\"mutations\":[]}]}");
		assertThat(reply.body()).isEqualTo("{\"result\":{\"transactions\":[{\"id\":\"t1\",\"outcome\":\"committed\","
				+ "\"xid\":\"78\",\"results\":[{\"outcome\":\"applied\",\"record\":{\"uid\":\"1\",\"value\":{},"
				+ "\"metadata\":{\"createdAt\":\"" + AT
				+ "\",\"updatedAt\":null,\"deletedAt\":null}},\"xid\":\"78\"}]},"
				+ "{\"id\":\"t2\",\"outcome\":\"committed\",\"xid\":\"78\",\"results\":[]}]}}");
	}

	@Test
	void pushKeepsToTheLimitOfMutations() {
		String mutation = "{\"table\":\"todo\",\"op\":\"delete\",\"uid\":\"1\",\"at\":\"" + AT + "\"}";
		String mutations = String.join(",", mutation, mutation, mutation, mutation);
		StompFrame reply = this.client.ask("push",
				"{\"transactions\":[{\"id\":\"t\",\"mutations\":[" + mutations + "]}]}");
		assertThat(reply.errorCode()).isEqualTo("too-large");
		assertThat(this.service.mutations).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(SyncErrorCode.class)
	void everyErrorOfTheStoreIsAnAnswer(SyncErrorCode code) {
		this.service.failures.put("todo", () -> new SyncException(code, "Do \"this\"", Map.of("key", 1), null));
		assertThat(this.client.ask("todo/find-unique", "{\"where\":{}}").body())
			.isEqualTo("{\"error\":{\"code\":\"" + code.code() + "\",\"message\":\"Do \\\"this\\\"\",\"retryable\":"
					+ (code == SyncErrorCode.UNAVAILABLE) + ",\"details\":{\"key\":1}}}");
		this.service.failures.clear();
		assertThat(this.client.ask("hello", "{}").result()).isNotNull();
	}

	static Stream<RuntimeException> databaseProblems() {
		return Stream.of(new DataAccessResourceFailureException("SECRET"), new QueryTimeoutException("SECRET"),
				new CannotCreateTransactionException("SECRET"));
	}

	@ParameterizedTest
	@MethodSource("databaseProblems")
	void aDatabaseThatCannotAnswerIsUnavailable(RuntimeException problem) {
		this.service.failures.put("todo", () -> problem);
		StompFrame reply = this.client.ask("todo/find-unique", "{\"where\":{}}");
		assertThat(reply.errorCode()).isEqualTo("unavailable");
		assertThat(reply.error().get("retryable").booleanValue()).isTrue();
		assertThat(reply.body()).doesNotContain("SECRET");
	}

	@Test
	void aBugIsReportedByReferenceOnly(CapturedOutput output) {
		this.service.failures.put("todo", () -> new IllegalStateException("select SECRET"));
		StompFrame reply = this.client.ask("todo/find-unique", "{\"where\":{}}");
		assertThat(reply.errorCode()).isEqualTo("internal-error");
		String reference = reply.error().get("details").get("reference").stringValue();
		assertThat(reply.errorMessage()).contains(reference);
		assertThat(reply.body()).doesNotContain("SECRET").doesNotContain("IllegalState");
		assertThat(output).contains(reference).contains("select SECRET").contains("FakeSyncService.findUnique");
	}

	@Test
	void anApplicationThatDeniesAccessForbids(CapturedOutput output) {
		this.service.failures.put("todo", () -> new AccessDeniedException("SECRET"));
		StompFrame reply = this.client.ask("todo/find-unique", "{\"where\":{}}");
		assertThat(reply.errorCode()).isEqualTo("forbidden");
		assertThat(reply.body() + output).doesNotContain("SECRET");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '!', value = {
			"todo/find-unique|{}|invalid-request|where: this is required",
			"todo/find-unique|{\"where\":[]}|invalid-request|where: an object is wanted",
			"todo/find-unique|{\"where\":{\"a\":{\"like\":1}}}|invalid-where|The where of 'a' has an unknown operator",
			"todo/find-many|{\"where\":{},\"limt\":1}|invalid-request|limt: there is no such member here",
			"todo/find-many|{\"where\":{},\"after\":1}|invalid-request|after: a string is wanted",
			"todo/create|{\"uid\":1,\"data\":{},\"createdAt\":\"x\"}|invalid-request|uid: a string is wanted",
			"todo/create|{\"uid\":\"1\",\"data\":{}}|invalid-request|createdAt: this is required",
			"todo/create|{\"uid\":\"1\",\"data\":{\"a\":\"\\u0000\"},\"createdAt\":\"x\"}|invalid-request|data.a:",
			"todo/update|{\"uid\":\"1\",\"data\":{},\"createdAt\":\"x\"}|invalid-request|createdAt: there is no",
			"todo/delete|{\"uid\":\"1\",\"deletedAt\":1}|invalid-request|deletedAt: a string is wanted",
			"todo/reconcile|{\"where\":{}}|invalid-request|metadata: this is required",
			"todo/reconcile|{\"where\":{},\"metadata\":{\"a\":1}}|invalid-request|metadata.a: an object is wanted",
			"push|[]|invalid-request|The body must be a JSON object", "hello|not json|invalid-request|The body is not",
			"hello||invalid-request|The body must be a JSON object",
			"other/find-unique|{\"where\":{}}|unknown-table|There is no such table" })
	void namesWhatIsWrong(String path, String body, String code, String message) {
		StompFrame reply = this.client.ask(path, (body != null) ? body : "");
		assertThat(reply.errorCode()).isEqualTo(code);
		assertThat(reply.errorMessage()).startsWith(message);
		assertThat(this.service.mutations).isEmpty();
	}

	@Test
	void anAnswerThatIsTooLargeSaysSo() {
		this.service.todos.put("1", new JsonRecord("1", '"' + "x".repeat(20_000) + '"', RecordMetadata.NONE));
		StompFrame reply = this.client.ask("todo/find-many", "{\"where\":{}}");
		assertThat(reply.errorCode()).isEqualTo("too-large");
		assertThat(reply.errorMessage()).contains("smaller limit");
		assertThat(this.client.ask("hello", "{}").result()).isNotNull();
	}

	@Test
	void deepJsonIsRefused() {
		StompFrame reply = this.client.ask("hello", "{\"a\":" + "[".repeat(7000) + "]".repeat(7000) + "}");
		assertThat(reply.errorCode()).isEqualTo("too-large");
	}

	static Stream<String> oddTables() {
		return Stream.of(".", "..", "a.b.c", "%74odo", "%2f", "__proto__", "tödö", "表", "😀", "to\ndo", "a:b", "a\\b",
				" todo", "todo ", "{table}", "*", "**", "?", "todo;a=b", "' or 1=1 --", "x".repeat(10_000));
	}

	@ParameterizedTest
	@MethodSource("oddTables")
	void oddNamesAreUnknownTables(String table) {
		StompFrame reply = this.client.ask(table + "/find-unique", "{\"where\":{}}");
		assertThat(reply.errorCode()).isEqualTo("unknown-table");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/app/sync/replies", "/app/sync/changes", "/app/sync", "/app/sync/", "/app/sync/hello/",
			"/app/sync//hello", "/app/sync/todo//find-unique", "/app/sync//todo/find-unique",
			"/app/sync/todo/find-unique/", "/app/sync/a/b/find-unique", "/app/sync//find-unique", "/app/sync/todo/drop",
			"/app/syncx/hello", "/topic/x", "/queue/x", "/user/x/app/sync/replies", "hello", "/hello", "" })
	void otherDestinationsAreRefusedAndReachNobody(String destination) {
		try (StompTestClient other = server.connect()) {
			int calls = this.service.calls.get();
			this.client.send(destination, "{\"where\":{}}", "correlation-id", "1");
			StompFrame reply = this.client.next();
			assertThat(reply.errorCode()).isEqualTo("invalid-request");
			assertThat(reply.header("correlation-id")).isEqualTo("1");
			assertThat(this.service.calls).hasValue(calls);
			assertThat(other.ask("hello", "{}").result()).isNotNull();
			assertThat(this.client.ask("hello", "{}").result()).isNotNull();
		}
	}

	private static JsonRecord record(String uid) {
		return new JsonRecord(uid, "{\"n\":\"" + uid + "\"}", RecordMetadata.NONE);
	}

	private static String json(String uid) {
		return "{\"uid\":\"%s\",\"value\":%s,\"metadata\":{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null}}"
			.formatted(uid, Objects.requireNonNull(record(uid).json()));
	}

}
