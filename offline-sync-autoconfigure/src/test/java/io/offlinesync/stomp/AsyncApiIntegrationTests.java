package io.offlinesync.stomp;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.stomp.fuzz.FuzzedApplication;
import io.offlinesync.stomp.rights.RightsApplication;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.DatabaseSession;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

/**
 * A conversation in which everything is said that the AsyncAPI document tells of, and
 * nothing else.
 */
class AsyncApiIntegrationTests extends RightsTests {

	private static final String STAMP = "2030-01-01T00:00:00.000Z";

	private static final String UNKNOWN = "00000000-0000-4000-8000-000000000001";

	private final ProtocolDocument document = ProtocolDocument.read();

	private final DocumentedConversation conversation = new DocumentedConversation(this.document);

	@Test
	void theServerSaysWhatTheDocumentTellsAndTheDocumentTellsWhatItSays() {
		try (DocumentedClient client = DocumentedClient.connect(port(application), this.conversation, "eve")) {
			finding(client);
			writing(client);
			pushing(client);
			reconciling(client);
			beingRefused(client);
			leaving(client);
		}
		following();
		beingTurnedAway();
		try (ConfigurableApplicationContext narrow = startNarrowNode()) {
			waiting(port(narrow));
			exceeding(port(narrow));
		}
		try (ConfigurableApplicationContext varied = DomainApplication.startWeb(FuzzedApplication.class,
				ServerState.database());
				DocumentedClient client = DocumentedClient.connect(port(varied), this.conversation, "eve")) {
			hearingOfAllTypesOfIds(client);
		}
		assertSoftly((all) -> {
			all.assertThat(this.conversation.problems()).as("not in the document").isEmpty();
			all.assertThat(this.conversation.unsaid()).as("never said").isEmpty();
			all.assertThat(this.conversation.unused()).as("never used").isEmpty();
			all.assertThat(this.document.json().at("/servers/application/x-close-codes").propertyNames())
				.as("close codes")
				.containsAll(this.conversation.closeCodes().stream().map(String::valueOf).toList());
		});
	}

	private static ConfigurableApplicationContext startNarrowNode() {
		return DomainApplication.startWeb(RightsApplication.class, database, "offline-sync.stomp.max-message-size=8KB",
				"offline-sync.stomp.max-requests-per-second=10", "offline-sync.stomp.statement-timeout=1s");
	}

	private static void hearingOfAllTypesOfIds(DocumentedClient client) {
		assertThat(client.ask("hello", "{}").result().get("tables"))
			.extracting((table) -> table.get("idType").stringValue())
			.contains("uuid", "text", "int8", "int4");
	}

	private void finding(DocumentedClient client) {
		JsonNode hello = client.ask("hello", "{}").result();
		assertThat(hello.get("tables")).hasSize(6);
		assertThat(client.askWrongly("hello", "[]").get("code").stringValue()).isEqualTo("invalid-request");
		assertThat(client.ask("page/find-unique", "{\"where\":{\"uid\":\"%s\"}}".formatted(this.own))
			.result()
			.at("/value/text")
			.stringValue()).isEqualTo("Eve's");
		assertThat(client.ask("page/find-unique", "{\"where\":{\"uid\":\"%s\"}}".formatted(UNKNOWN)).result().isNull())
			.isTrue();
		insert(UUID.randomUUID(), this.eves, "Another");
		JsonNode first = client.ask("page/find-many", "{\"where\":{},\"limit\":1}").result();
		assertThat(
				client.ask("page/find-many", "{\"where\":{},\"limit\":1000,\"after\":%s}".formatted(first.get("next")))
					.result()
					.get("records"))
			.hasSize(1);
		assertThat(client
			.ask("page/find-many",
					"{\"where\":{\"text\":{\"gt\":\"A\",\"gte\":\"A\",\"lt\":\"F\",\"lte\":\"F\",\"ne\":null},"
							+ "\"folder\":{\"in\":[\"%s\"]},\"uid\":{\"ne\":\"%s\"}},\"limit\":null,\"after\":null}"
								.formatted(this.eves, UNKNOWN))
			.result()
			.get("records")).hasSize(2);
		assertThat(client.ask("page/find-many", "{\"where\":{\"text\":null}}").result().get("records")).isEmpty();
	}

	private void writing(DocumentedClient client) {
		String create = "{\"uid\":\"%s\",\"data\":%s,\"createdAt\":\"%s\"}";
		UUID uid = UUID.randomUUID();
		assertThat(client.ask("page/create", create.formatted(uid, pageIn(this.eves, "New"), Instant.now()))
			.result()
			.get("outcome")
			.stringValue()).isEqualTo("applied");
		assertThat(client
			.ask("page/update",
					"{\"uid\":\"%s\",\"data\":%s,\"changed\":[\"text\"],\"updatedAt\":\"%s\"}".formatted(uid,
							pageIn(this.eves, "Old"), EARLY))
			.result()
			.get("outcome")
			.stringValue()).isEqualTo("superseded");
		assertThat(client.ask("page/delete", "{\"uid\":\"%s\",\"deletedAt\":\"%s\"}".formatted(uid, Instant.now()))
			.result()
			.at("/record/value")
			.isNull()).isTrue();
		assertThat(client.ask("page/create", create.formatted(UUID.randomUUID(), pageIn(this.eves, "x"), STAMP))
			.errorCode()).isEqualTo("clock-ahead");
		assertThat(client
			.ask("page/update",
					"{\"uid\":\"%s\",\"data\":{\"text\":\"%s\"},\"updatedAt\":\"%s\"}".formatted(this.own,
							"x".repeat(21), Instant.now()))
			.error()
			.at("/details/fields/0/field")
			.stringValue()).isEqualTo("text");
		assertThat(
				client.ask("page/delete", "{\"uid\":\"%s\",\"deletedAt\":\"%s\"}".formatted(this.page, Instant.now()))
					.errorCode())
			.isEqualTo("forbidden");
		jdbc.update("insert into key values (gen_random_uuid(), 'door', 'eve')");
		String room = "{\"door\":\"door\",\"content\":%s}";
		assertThat(client
			.ask("room/create", create.formatted(UUID.randomUUID(), room.formatted("\"gold\""), Instant.now()))
			.error()
			.at("/details/constraint")
			.stringValue()).isEqualTo("room_content_check");
		assertThat(client.ask("room/create", create.formatted(UUID.randomUUID(), room.formatted("null"), Instant.now()))
			.error()
			.get("details")).isEmpty();
	}

	private void pushing(DocumentedClient client) {
		UUID uid = UUID.randomUUID();
		String create = mutation("create", "page", uid, pageIn(this.eves, "Pushed"));
		String push = "{\"clientId\":\"c\",\"cursor\":null,\"transactions\":[%s]}".formatted(String.join(",",
				transaction("t1", create,
						"{\"op\":\"update\",\"table\":\"page\",\"uid\":\"%s\",\"data\":{\"text\":".formatted(uid)
								+ "\"Again\"},\"changed\":[\"text\"],\"at\":\"%s\"}".formatted(STAMP)),
				transaction("t2",
						"{\"op\":\"delete\",\"table\":\"page\",\"uid\":\"%s\",\"at\":\"%s\"}".formatted(uid, STAMP)),
				transaction("t3", create,
						mutation("create", "page", UUID.randomUUID(), pageIn(this.eves, "x".repeat(21)))),
				transaction("t4", mutation("delete", "nothing", uid, "")), transaction("t5")));
		JsonNode first = client.ask("push", push).result();
		assertThat(first.at("/transactions/2/error/mutation").intValue()).isOne();
		assertThat(outcomes(first)).isEqualTo("committed committed rejected rejected committed");
		JsonNode again = client.ask("push", push).result();
		assertThat(outcomes(again)).isEqualTo(outcomes(first));
		assertThat(again.at("/transactions/0/xid")).isEqualTo(first.at("/transactions/0/xid"));
		JsonNode reused = client
			.ask("push", "{\"clientId\":\"c\",\"transactions\":[%s]}".formatted(transaction("t1", create)))
			.result();
		assertThat(reused.at("/transactions/0/xid").isNull()).isTrue();
		assertThat(client.ask("push", "{\"clientId\":\"c\",\"cursor\":\"x\",\"transactions\":[]}").errorCode())
			.isEqualTo("resync-required");
		assertThat(client.askWrongly("push", "{\"transactions\":[{\"id\":\"\",\"mutations\":[%s]}]}".formatted(create))
			.get("code")
			.stringValue()).isEqualTo("invalid-request");
	}

	private static String transaction(String id, String... mutations) {
		return "{\"id\":\"%s\",\"mutations\":[%s]}".formatted(id, String.join(",", mutations));
	}

	private static String outcomes(JsonNode result) {
		return result.get("transactions")
			.valueStream()
			.map((transaction) -> transaction.get("outcome").stringValue())
			.collect(Collectors.joining(" "));
	}

	private void reconciling(DocumentedClient client) {
		UUID newer = UUID.randomUUID();
		UUID older = UUID.randomUUID();
		insert(newer, this.eves, "Newer");
		insert(older, this.eves, "Older");
		String held = "\"%s\":{\"createdAt\":\"" + EARLY + "\",\"updatedAt\":%s,\"deletedAt\":%s}";
		JsonNode answer = client
			.ask("page/reconcile",
					"{\"where\":{},\"metadata\":{%s,%s,%s,%s,%s,%s},\"after\":\"\",\"upTo\":\"z\"}".formatted(
							held.formatted(newer, "null", "null"), held.formatted(older, "\"" + STAMP + "\"", "null"),
							held.formatted(this.page, "null", "null"),
							held.formatted(UUID.randomUUID(), "null", "\"" + LATER + "\""),
							"\"%s\":{\"createdAt\":\"%s\"}".formatted(UUID.randomUUID(), LATER),
							"\"%s\":{\"createdAt\":null,\"updatedAt\":\"%s\"}".formatted(UUID.randomUUID(), LATER)))
			.result();
		assertThat(answer).allSatisfy((list) -> assertThat(list).isNotEmpty());
		assertThat(client.askWrongly("page/reconcile", "{\"where\":{}}").get("message").stringValue())
			.isEqualTo("metadata: this is required");
	}

	private void beingRefused(DocumentedClient client) {
		String at = Instant.now().toString();
		assertThat(client.ask("nothing/find-unique", "{\"where\":{}}").errorCode()).isEqualTo("unknown-table");
		assertThat(client.ask("page/find-many", "{\"where\":{\"nothing\":1}}").errorCode()).isEqualTo("invalid-where");
		assertThat(client.askWrongly("page/find-many", "{\"where\":{\"text\":{\"like\":\"E\"}}}")
			.get("code")
			.stringValue()).isEqualTo("invalid-where");
		assertThat(client.ask("page/reconcile", "{\"where\":{\"nothing\":1},\"metadata\":{}}").errorCode())
			.isEqualTo("invalid-where");
		assertThat(client.askWrongly("page/delete", "{\"uid\":1,\"deletedAt\":\"%s\"}".formatted(at))
			.get("code")
			.stringValue()).isEqualTo("invalid-request");
		String terms = IntStream.rangeClosed(0, 100)
			.mapToObj((i) -> "\"a" + i + "\":1")
			.collect(Collectors.joining(","));
		assertThat(client.ask("page/find-many", "{\"where\":{%s}}".formatted(terms)).errorCode())
			.isEqualTo("too-large");
		jdbc.update("update offline_sync.sync_state set forgotten = ?::timestamptz", LATER);
		assertThat(client
			.ask("page/create",
					"{\"uid\":\"%s\",\"data\":%s,\"createdAt\":\"%s\"}".formatted(UUID.randomUUID(),
							pageIn(this.eves, "x"), EARLY))
			.errorCode()).isEqualTo("expired");
		jdbc.update("update offline_sync.sync_state set forgotten = null");
		jdbc.execute("alter table invoice rename to misplaced");
		assertThat(client.ask("invoice/find-many", "{\"where\":{}}").errorCode()).isEqualTo("internal-error");
		jdbc.execute("alter table misplaced rename to invoice");
	}

	private void leaving(DocumentedClient client) {
		client.send("hello", "{}", "receipt", "asked");
		client.next("MESSAGE");
		client.next("RECEIPT");
		client.say("ACK", "id", "no page", "receipt", "acknowledged");
		client.next("RECEIPT");
		client.say("UNSUBSCRIBE", "id", "no stream", "receipt", "unsubscribed");
		client.next("RECEIPT");
		client.say("DISCONNECT", "receipt", "bye");
		client.next("RECEIPT");
		assertThat(client.closed()).isEqualTo(1000);
	}

	private void following() {
		IntStream.range(0, 100).forEach((i) -> insert(UUID.randomUUID(), this.eves, "Page " + i));
		String scopes = "[{\"table\":\"page\",\"where\":{}}]";
		String cursor;
		try (DocumentedClient client = DocumentedClient.connect(port(application), this.conversation, "eve")) {
			subscribe(client, scopes, "ack", "client-individual");
			JsonNode first = client.page((page) -> true);
			assertThat(first.get("complete").booleanValue()).isFalse();
			assertThat(first.get("snapshot")).hasSize(1);
			assertThat(first.get("reset")).hasSize(1);
			client.page((page) -> page.get("complete").booleanValue());
			jdbc.update("update page set text = 'Put' where uid = ?", this.own);
			client.page((page) -> page.at("/changes/0/value").isObject());
			jdbc.update("update page set folder = ? where uid = ?", this.anns, this.own);
			client.page((page) -> page.at("/changes/0/left").asBoolean(false));
			jdbc.update("update page set folder = ?, text = 'Back' where uid = ?", this.eves, this.own);
			jdbc.update("delete from page where uid = ?", this.own);
			client.page((page) -> page.at("/changes/0/metadata/deletedAt").isString());
			jdbc.update("delete from page where text = 'Page 1'");
			client.page((page) -> page.at("/changes/0/metadata/updatedAt").isNull()
					&& page.at("/changes/0/metadata/deletedAt").isString());
			UUID updated = createByUpdate();
			client.page((page) -> page.at("/changes/0/uid").asString("").equals(updated.toString()));
			jdbc.update("delete from page where uid = ?", updated);
			client.page((page) -> page.at("/changes/0/metadata/deletedAt").isString());
			jdbc.execute("truncate page");
			JsonNode reset = client.page((page) -> page.has("reset"));
			JsonNode last = reset.get("complete").booleanValue() ? reset
					: client.page((page) -> page.get("complete").booleanValue());
			cursor = last.get("cursor").stringValue();
			client.say("UNSUBSCRIBE", "id", "s");
		}
		try (DocumentedClient client = DocumentedClient.connect(port(application), this.conversation, "eve")) {
			subscribe(client, scopes, "cursor", cursor, "ack", "auto");
			assertThat(client.page((page) -> true).has("reset")).isFalse();
			client.say("UNSUBSCRIBE", "id", "s");
			subscribe(client, scopes, "ack", "client");
			StompFrame page = client.next("MESSAGE");
			assertThat(page.json().get("reset")).hasSize(1);
			client.say("NACK", "id", String.valueOf(page.header("ack")));
			assertThat(client.next("MESSAGE").errorCode()).isEqualTo("invalid-request");
			subscribe(client, "[{\"table\":\"nothing\",\"where\":{}}]", "receipt", "subscribed");
			List<StompFrame> answers = List.of(client.next(), client.next());
			assertThat(answers).extracting(StompFrame::command).containsExactlyInAnyOrder("RECEIPT", "MESSAGE");
			assertThat(answers).filteredOn((answer) -> answer.command().equals("MESSAGE"))
				.extracting(StompFrame::errorCode)
				.containsExactly("unknown-table");
			client.sayWrongly("SUBSCRIBE", "id", "s", "destination", "/app/sync/changes", "scopes", "[]");
			assertThat(client.next("MESSAGE").errorCode()).isEqualTo("invalid-request");
		}
	}

	/** A record that nobody created has only a stamp of its update. */
	private UUID createByUpdate() {
		UUID uid = UUID.randomUUID();
		try (DocumentedClient client = DocumentedClient.connect(port(application), this.conversation, "eve")) {
			client
				.ask("page/update",
						"{\"uid\":\"%s\",\"data\":%s,\"updatedAt\":\"%s\"}".formatted(uid, pageIn(this.eves, "Updated"),
								Instant.now()))
				.result();
		}
		return uid;
	}

	private static void subscribe(DocumentedClient client, String scopes, String... headers) {
		String[] all = Arrays.copyOf(new String[] { "id", "s", "destination", "/app/sync/changes", "scopes", scopes },
				6 + headers.length);
		System.arraycopy(headers, 0, all, 6, headers.length);
		client.say("SUBSCRIBE", all);
	}

	private void beingTurnedAway() {
		try (DocumentedClient client = DocumentedClient.open(port(application), this.conversation)) {
			client.say("CONNECT", "accept-version", "1.1,1.2", "token", "wrong");
			assertThat(client.end().get("code").stringValue()).isEqualTo("forbidden");
		}
		try (DocumentedClient client = DocumentedClient.open(port(application), this.conversation)) {
			client.sayWrongly("CONNECT", "accept-version", "1.1", "token", "eve");
			assertThat(client.end().get("code").stringValue()).isEqualTo("invalid-request");
		}
		try (DocumentedClient client = DocumentedClient.connect(port(application), this.conversation, "eve")) {
			client.sayWrongly("BEGIN", "transaction", "1", "receipt", "begun");
			assertThat(client.end().get("code").stringValue()).isEqualTo("invalid-request");
		}
		assertThat(this.conversation.closeCodes()).contains(1002, 4401);
	}

	private void waiting(int port) {
		try (DatabaseSession locker = new DatabaseSession(database);
				DocumentedClient client = DocumentedClient.connect(port, this.conversation, "eve")) {
			locker.jdbc().execute("lock table page in access exclusive mode");
			String delete = mutation("delete", "page", UUID.randomUUID(), "");
			assertThat(
					outcomes(client
						.ask("push",
								"{\"transactions\":[%s,%s]}".formatted(transaction("t1", delete),
										transaction("t2", delete)))
						.result()))
				.isEqualTo("not-attempted not-attempted");
			assertThat(client.ask("page/find-many", "{\"where\":{}}").error().get("details")).isEmpty();
		}
	}

	private void exceeding(int port) {
		try (DocumentedClient client = DocumentedClient.connect(port, this.conversation, "eve")) {
			client.send("page/find-unique", "{\"where\":{\"text\":\"%s\"}}".formatted("x".repeat(8 * 1024)));
			assertThat(client.end().get("code").stringValue()).isEqualTo("too-large");
		}
		Set<String> details = new TreeSet<>();
		try (DocumentedClient client = DocumentedClient.connect(port, this.conversation, "eve")) {
			client.flood("hello", "{}", 200);
			StompFrame frame = client.next();
			while (frame.command().equals("MESSAGE")) {
				details.addAll(frame.json().at("/error/details").propertyNames());
				frame = client.next();
			}
			assertThat(frame.errorCode()).isEqualTo("too-large");
			client.closed();
		}
		assertThat(details).containsExactly("retryAfterMillis");
		assertThat(this.conversation.closeCodes()).contains(1008, 1009);
	}

}
