package io.offlinesync.stomp;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.stomp.odd.OddApplication;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The wire on a real database.
 */
class SyncOverStompIntegrationTests {

	private static final String T1 = "2026-01-01T10:00:00.001Z";

	private static final String T2 = "2026-01-01T10:00:00.002Z";

	private static final String T3 = "2026-01-01T10:00:00.003Z";

	@SuppressWarnings("NullAway.Init")
	private static TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext application;

	private final String uid = UUID.randomUUID().toString();

	@SuppressWarnings("NullAway.Init")
	private StompTestClient client;

	@BeforeAll
	static void start() {
		database = DomainApplication.database();
		application = DomainApplication.startWeb(database);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void connect() {
		this.client = connect(application);
	}

	@AfterEach
	void disconnect() {
		this.client.close();
	}

	private static StompTestClient connect(ConfigurableApplicationContext context) {
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		return StompTestClient.open(port).connect();
	}

	private JsonNode ask(String path, String body, Object... arguments) {
		return this.client.ask(path, body.formatted(arguments)).result();
	}

	private StompFrame create(String title, String at) {
		return this.client.ask("todo/create",
				"{\"uid\":\"%s\",\"data\":{\"title\":\"%s\",\"done\":false},\"createdAt\":\"%s\"}".formatted(this.uid,
						title, at));
	}

	@Test
	void saysWhatItSyncs() {
		JsonNode hello = ask("hello", "{}");
		assertThat(hello.get("protocol").intValue()).isOne();
		assertThat(hello.get("tables")).hasToString("[{\"name\":\"note\",\"id\":\"id\",\"idType\":\"text\"},"
				+ "{\"name\":\"todo\",\"id\":\"uid\",\"idType\":\"uuid\"},"
				+ "{\"name\":\"todo_list\",\"id\":\"uid\",\"idType\":\"uuid\"}]");
		assertThat(UUID.fromString(hello.get("generation").stringValue())).isNotNull();
		assertThat(Instant.parse(hello.get("serverTime").stringValue())).isBetween(Instant.now().minusSeconds(30),
				Instant.now().plusSeconds(30));
	}

	@Test
	void createsUpdatesFindsAndDeletes() {
		JsonNode created = create("Milk", T1).result();
		String value = "{\"uid\":\"%s\",\"listUid\":null,\"title\":\"Milk\",\"done\":false,\"priority\":null,\"dueAt\":null}"
			.formatted(this.uid);
		assertThat(created.get("record")).hasToString("{\"uid\":\"" + this.uid + "\",\"value\":" + value
				+ ",\"metadata\":{\"createdAt\":\"" + T1 + "\",\"updatedAt\":null,\"deletedAt\":null}}");
		assertThat(created.get("outcome").stringValue()).isEqualTo("applied");
		assertThat(created.get("xid").stringValue()).matches("\\d+");

		JsonNode updated = ask("todo/update",
				"{\"uid\":\"%s\",\"data\":{\"title\":\"Stale\",\"done\":true},\"changed\":[\"done\"],\"updatedAt\":\"%s\"}",
				this.uid, T2);
		assertThat(updated.at("/record/value/title").stringValue()).isEqualTo("Milk");
		assertThat(updated.at("/record/value/done").booleanValue()).isTrue();

		assertThat(ask("todo/find-unique", "{\"where\":{\"uid\":\"%s\"}}", this.uid)).isEqualTo(updated.get("record"));
		assertThat(ask("todo/find-many", "{\"where\":{\"uid\":\"%s\"}}", this.uid).get("records").get(0))
			.isEqualTo(updated.get("record"));

		JsonNode late = ask("todo/delete", "{\"uid\":\"%s\",\"deletedAt\":\"%s\"}", this.uid, T1);
		assertThat(late.get("outcome").stringValue()).isEqualTo("superseded");
		assertThat(late.get("record")).isEqualTo(updated.get("record"));

		JsonNode deleted = ask("todo/delete", "{\"uid\":\"%s\",\"deletedAt\":\"%s\"}", this.uid, T3);
		assertThat(deleted.get("outcome").stringValue()).isEqualTo("applied");
		assertThat(deleted.get("record"))
			.hasToString("{\"uid\":\"" + this.uid + "\",\"value\":null,\"metadata\":{\"createdAt\":\"" + T1
					+ "\",\"updatedAt\":\"" + T2 + "\",\"deletedAt\":\"" + T3 + "\"}}");
		assertThat(ask("todo/find-unique", "{\"where\":{\"uid\":\"%s\"}}", this.uid).isNull()).isTrue();
	}

	@Test
	void pushesTransactionsEachWhollyOrNotAtAll() {
		String list = UUID.randomUUID().toString();
		String todo = UUID.randomUUID().toString();
		JsonNode results = ask("push",
				"""
						{"transactions":[
						 {"id":"t1","mutations":[
						  {"table":"todo_list","op":"create","uid":"%1$s","data":{"name":"L"},"at":"%3$s"},
						  {"table":"todo","op":"create","uid":"%2$s","data":{"listUid":"%1$s","title":"T","done":false},"at":"%3$s"}]},
						 {"id":"t2","mutations":[
						  {"table":"todo","op":"update","uid":"%2$s","data":{"title":"U"},"at":"%4$s"},
						  {"table":"todo","op":"update","uid":"%2$s","data":{"title":""},"at":"%5$s"}]},
						 {"id":"t3","mutations":[{"table":"todo_list","op":"update","uid":"%1$s","data":{"name":"M"},"at":"%4$s"}]}]}""",
				list, todo, T1, T2, T3)
			.get("transactions");
		assertThat(results.get(0).get("outcome").stringValue()).isEqualTo("committed");
		assertThat(results.get(1).get("outcome").stringValue()).isEqualTo("rejected");
		assertThat(results.get(1).at("/error/code").stringValue()).isEqualTo("constraint-violated");
		assertThat(results.get(1).at("/error/details/constraint").stringValue()).isEqualTo("todo_title_check");
		assertThat(results.get(1).at("/error/mutation").intValue()).isOne();
		assertThat(results.get(1).at("/results/0/record/value/title").stringValue()).isEqualTo("T");
		assertThat(results.get(2).get("outcome").stringValue()).isEqualTo("committed");
		assertThat(database.jdbc().queryForObject("select title from todo where uid = ?::uuid", String.class, todo))
			.isEqualTo("T");
	}

	@Test
	void tellsOfAConstraintThatFailsAtTheCommit() {
		database.jdbc().execute("alter table todo alter constraint todo_list_fk deferrable initially deferred");
		try {
			JsonNode result = ask("push",
					"""
							{"transactions":[{"id":"t1","mutations":[
							 {"table":"todo","op":"create","uid":"%s","data":{"listUid":"%s","title":"T","done":false},"at":"%s"},
							 {"table":"note","op":"create","uid":"n-%1$s","data":{"title":"N"},"at":"%3$s"}]}]}""",
					this.uid, UUID.randomUUID(), T1)
				.at("/transactions/0");
			assertThat(result.get("outcome").stringValue()).isEqualTo("rejected");
			assertThat(result.at("/error/details/constraint").stringValue()).isEqualTo("todo_list_fk");
			assertThat(result.at("/error/mutation").isMissingNode() || result.at("/error/mutation").isNull()).isTrue();
			assertThat(database.jdbc()
				.queryForObject("select count(*) from note where id = ?", Long.class, "n-" + this.uid)).isZero();
		}
		finally {
			database.jdbc().execute("alter table todo alter constraint todo_list_fk deferrable initially immediate");
		}
	}

	@Test
	void givesTheFirstOutcomeAgain() {
		String push = """
				{"clientId":"c-%1$s","transactions":[{"id":"t1","mutations":[
				 {"table":"todo","op":"create","uid":"%1$s","data":{"title":"Mine","done":false},"at":"%2$s"}]}]}"""
			.formatted(this.uid, Instant.now().plus(1, ChronoUnit.HOURS));
		JsonNode first = ask("push", "%s", push).at("/transactions/0");
		String stamp = first.at("/results/0/record/metadata/createdAt").stringValue();
		assertThat(Instant.parse(stamp)).isBefore(Instant.now().plusSeconds(30));
		assertThat(ask("push", "%s", push).at("/transactions/0")).isEqualTo(first);
		String reused = push.replace("Mine", "Yours");
		assertThat(ask("push", "%s", reused).at("/transactions/0/error/code").stringValue())
			.isEqualTo("invalid-request");
	}

	@Test
	void reconciles() {
		String theirs = UUID.randomUUID().toString();
		String gone = UUID.randomUUID().toString();
		create("Milk", T2);
		ask("todo/create", "{\"uid\":\"%s\",\"data\":{\"title\":\"x\",\"done\":false},\"createdAt\":\"%s\"}", gone, T1);
		ask("todo/delete", "{\"uid\":\"%s\",\"deletedAt\":\"%s\"}", gone, T2);
		JsonNode answer = ask("todo/reconcile", """
				{"where":{"uid":{"in":["%1$s","%2$s","%3$s"]}},"metadata":{
				 "%1$s":{"createdAt":"%4$s","updatedAt":null,"deletedAt":null},
				 "%2$s":{"createdAt":"%4$s","updatedAt":null,"deletedAt":null},
				 "%3$s":{"createdAt":"%4$s","updatedAt":null,"deletedAt":null}}}""", this.uid, theirs, gone, T1);
		assertThat(answer.at("/updateClient/0/uid").stringValue()).isEqualTo(this.uid);
		assertThat(answer.at("/addDatabase/0/uid").stringValue()).isEqualTo(theirs);
		assertThat(answer.get("deleteClient")).hasToString("[{\"uid\":\"" + gone + "\",\"deletedAt\":\"" + T2 + "\"}]");
		assertThat(answer.get("addClient").isEmpty()).isTrue();
		assertThat(answer.get("leaveClient").isEmpty()).isTrue();
		assertThat(answer.get("updateDatabase").isEmpty()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "2026-03-01T12:00:00.123999999Z | 2026-03-01T12:00:00.123Z",
					"2026-03-01T12:00:00+02:00 | 2026-03-01T10:00:00.000Z",
					"1969-12-31T23:59:59.9999Z | 1969-12-31T23:59:59.999Z",
					"0001-01-01T00:00:00Z | 0001-01-01T00:00:00.000Z" })
	void takesStampsOfAnyPrecisionAndZone(String stamp, String stored) {
		JsonNode created = create("Milk", stamp).result();
		assertThat(created.at("/record/metadata/createdAt").stringValue()).isEqualTo(stored);
		assertThat(create("Again", stored).result().get("outcome").stringValue()).isEqualTo("superseded");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"nothing/create | {\"uid\":\"1\",\"data\":{},\"createdAt\":\"2026-01-01T00:00:00Z\"} | unknown-table",
			"__proto__/find-many | {\"where\":{}} | unknown-table",
			"pg_class/find-many | {\"where\":{}} | unknown-table",
			"offline_sync.sync_metadata/find-many | {\"where\":{}} | unknown-table",
			"todo/find-many | {\"where\":{\"__proto__\":1}} | invalid-where",
			"todo/find-many | {\"where\":{\"title; drop table todo\":1}} | invalid-where",
			"todo/find-many | {\"where\":{\"done\":\"true\"}} | invalid-where",
			"todo/find-many | {\"where\":{\"uid\":\"1-1-1-1-1\"}} | invalid-where",
			"todo/find-many | {\"where\":{},\"after\":\"x\"} | invalid-request",
			"todo/create | {\"uid\":\"X\",\"data\":{\"title\":\"a\"},\"createdAt\":\"2026-01-01T00:00:00Z\"} | invalid-request",
			"todo/create | {\"uid\":\"00000000-0000-4000-8000-00000000000A\",\"data\":{\"title\":\"a\",\"done\":true},\"createdAt\":\"2026-01-01T00:00:00Z\"} | invalid-request",
			"todo/create | {\"uid\":\"00000000-0000-4000-8000-00000000000a\",\"data\":{\"title\":\"a\",\"done\":true,\"more\":1},\"createdAt\":\"2026-01-01T00:00:00Z\"} | invalid-request",
			"todo/create | {\"uid\":\"00000000-0000-4000-8000-00000000000a\",\"data\":{\"title\":\"a\",\"done\":null},\"createdAt\":\"2026-01-01T00:00:00Z\"} | invalid-request",
			"todo/create | {\"uid\":\"00000000-0000-4000-8000-00000000000a\",\"data\":{\"title\":\"a\",\"priority\":\"high\"},\"createdAt\":\"2026-01-01T00:00:00Z\"} | invalid-request",
			"todo/create | {\"uid\":\"00000000-0000-4000-8000-00000000000a\",\"data\":{\"uid\":\"00000000-0000-4000-8000-00000000000b\",\"title\":\"a\"},\"createdAt\":\"2026-01-01T00:00:00Z\"} | invalid-request",
			"todo/create | {\"uid\":\"00000000-0000-4000-8000-00000000000a\",\"data\":{\"done\":false},\"createdAt\":\"2026-01-01T00:00:00Z\"} | constraint-violated",
			"todo/create | {\"uid\":\"00000000-0000-4000-8000-00000000000a\",\"data\":{\"title\":\"a\",\"done\":false},\"createdAt\":\"9999-01-01T00:00:00Z\"} | clock-ahead",
			"todo/create | {\"uid\":\"00000000-0000-4000-8000-00000000000a\",\"data\":{\"title\":\"a\\u0000\",\"done\":false},\"createdAt\":\"2026-01-01T00:00:00Z\"} | invalid-request",
			"todo_list/create | {\"uid\":\"00000000-0000-4000-8000-00000000000a\",\"data\":{\"name\":\"12345678901234567890123456789012345678901234567890123456789012345678901234567890+\"},\"createdAt\":\"2026-01-01T00:00:00Z\"} | constraint-violated",
			"todo/update | {\"uid\":\"00000000-0000-4000-8000-00000000000a\",\"data\":{\"title\":\"a\"},\"changed\":[\"uid\"],\"updatedAt\":\"2026-01-01T00:00:00Z\"} | invalid-request",
			"todo/update | {\"uid\":\"00000000-0000-4000-8000-00000000000a\",\"data\":{\"title\":\"a\"},\"changed\":[\"done\"],\"updatedAt\":\"2026-01-01T00:00:00Z\"} | invalid-request",
			"todo/reconcile | {\"where\":{},\"metadata\":{\"constructor\":{}}} | invalid-request",
			"push | {\"cursor\":\"abc\",\"transactions\":[]} | resync-required" })
	void saysWhatIsWrong(String path, String body, String code) {
		StompFrame reply = this.client.ask(path, body);
		assertThat(reply.errorCode()).isEqualTo(code);
		assertThat(reply.body()).doesNotContainIgnoringCase("select ")
			.doesNotContain("Exception")
			.doesNotContain("PSQL");
	}

	@Test
	void refusesWhatIsOlderThanWhatWasForgotten() {
		database.jdbc().update("update offline_sync.sync_state set forgotten = ?::timestamptz", T2);
		try {
			assertThat(create("Old", T2).errorCode()).isEqualTo("expired");
			assertThat(create("New", T3).result().get("outcome").stringValue()).isEqualTo("applied");
		}
		finally {
			database.jdbc().update("update offline_sync.sync_state set forgotten = null");
		}
	}

	@Test
	void tellsToAskForLess() {
		database.jdbc()
			.update("insert into note (id, body) select 'big' || i, repeat('x', 300000) "
					+ "from generate_series(1, 5) i");
		String where = "\"where\":{\"id\":{\"gte\":\"big\",\"lt\":\"bih\"}}";
		assertThat(this.client.ask("note/reconcile", "{" + where + ",\"metadata\":{}}").errorCode())
			.isEqualTo("too-large");
		assertThat(this.client.ask("note/find-many", "{" + where + "}").errorCode()).isEqualTo("too-large");
		assertThat(ask("note/reconcile", "{" + where + ",\"metadata\":{},\"upTo\":\"big2\"}").get("addClient"))
			.hasSize(2);
		assertThat(ask("note/find-many", "{" + where + ",\"limit\":2}").get("records")).hasSize(2);
	}

	@Test
	void tellsABugByItsReferenceOnly() {
		database.jdbc().execute("alter table note rename to note_away");
		try {
			StompFrame reply = this.client.ask("note/find-many", "{\"where\":{}}");
			assertThat(reply.errorCode()).isEqualTo("internal-error");
			assertThat(reply.body()).contains("reference").doesNotContain("note");
		}
		finally {
			database.jdbc().execute("alter table note_away rename to note");
		}
	}

	@Test
	void neverMixesTheRepliesOfSessions() {
		List<CompletableFuture<Void>> sessions = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			String author = "author" + i;
			sessions.add(CompletableFuture.runAsync(() -> {
				try (StompTestClient session = connect(application)) {
					for (int n = 0; n < 100; n++) {
						String id = author + "-" + n;
						JsonNode result = session
							.ask("note/create",
									"{\"uid\":\"%s\",\"data\":{\"title\":\"%s\"},\"createdAt\":\"%s\"}".formatted(id,
											author, T1))
							.result();
						assertThat(result.at("/record/uid").stringValue()).isEqualTo(id);
						assertThat(result.at("/record/value/title").stringValue()).isEqualTo(author);
					}
				}
			}));
		}
		CompletableFuture.allOf(sessions.toArray(CompletableFuture[]::new)).join();
	}

	@Test
	void takesTheOddestNames() {
		TestDatabase odd = TestDatabase.create();
		odd.jdbc().execute(OddApplication.SCHEMA);
		try (ConfigurableApplicationContext context = DomainApplication.startWeb(OddApplication.class, odd);
				StompTestClient session = connect(context)) {
			for (String id : List.of("__proto__", "constructor", "hasOwnProperty", "", " ", "'; drop table x; --",
					"\\u{1F4A5}", "💥", "a/b", "%00")) {
				String quoted = id.replace("\\", "\\\\");
				String field = "toString\\\"; drop table x; --";
				JsonNode created = session
					.ask("__proto__/create",
							"{\"uid\":\"%s\",\"data\":{\"__proto__\":\"p\",\"%s\":1},\"createdAt\":\"%s\"}"
								.formatted(quoted, field, T1))
					.result();
				assertThat(created.at("/record/uid").stringValue()).isEqualTo(id);
				assertThat(created.at("/record/value").get("__proto__").stringValue()).isEqualTo("p");
				assertThat(session
					.ask("__proto__/find-unique",
							"{\"where\":{\"constructor\":\"%s\",\"%s\":{\"gte\":1}}}".formatted(quoted, field))
					.result()
					.get("uid")
					.stringValue()).isEqualTo(id);
				assertThat(session
					.ask("__proto__/reconcile",
							"{\"where\":{\"constructor\":\"%1$s\"},\"metadata\":{\"%1$s\":{\"deletedAt\":\"%2$s\"}}}"
								.formatted(quoted, T2))
					.result()
					.at("/deleteClient/0/uid")
					.stringValue()).isEqualTo(id);
			}
			JsonNode created = session
				.ask("Ünï.çødé %% {x}/create",
						"{\"uid\":\"-9223372036854775808\",\"data\":{\"💥\":\"x\"},\"createdAt\":\"" + T1 + "\"}")
				.result();
			assertThat(created.at("/record/value")).hasToString("{\"id\":-9223372036854775808,\"💥\":\"x\"}");
		}
	}

}
