package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import io.offlinesync.test.StompFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text that means something to a database, to STOMP, to JSON or to JavaScript is only
 * text here, in whatever place it is put.
 */
class InjectionIntegrationTests extends RightsTests {

	private static final Set<String> REFUSED = Set.of("unknown-table", "invalid-where", "invalid-request");

	private static final List<String> HOSTILE = List.of("'; drop table page; --", "' or '1'='1", "\" or \"\"=\"",
			"text\" = '' or true --", "page where true --", "page\"", "\\", "\\'; --", "$1", "$$", "?", "??", ":uid",
			"{fn now()}", "{oj page}", "%", "_", "/*", "*/ or true --", "p\u0430ge", "te\u0445t", "pa\u200bge",
			"page\u00a0", "ｐage", "PAGE", "\u0000", "page\u0000", "page\r\n\r\n", "__proto__", "constructor",
			"prototype", "toString", "hasOwnProperty", "@class", "#{1+1}", "${1+1}", "${jndi:ldap://localhost/x}",
			"pg_sleep(10)", "xmin", "ctid", "tableoid", "public.page", "offline_sync.sync_change",
			"pg_catalog.pg_authid");

	private static final String[] TABLES = { "page", "folder", "member", "offline_sync.sync_metadata" };

	@SuppressWarnings("NullAway.Init")
	private List<String> before;

	@SuppressWarnings("NullAway.Init")
	private StompTestClient ann;

	@BeforeEach
	void follow() {
		this.ann = connect("ann");
		this.ann.frame("SUBSCRIBE", "id", "s", "destination", "/app/sync/changes", "scopes",
				"[{\"table\":\"page\",\"where\":{}}]");
		StompFrame page = this.ann.next();
		while (!page.json().get("complete").booleanValue()) {
			page = this.ann.next();
		}
		this.before = contents();
	}

	@AfterEach
	void assertThatNothingHappened() {
		assertThat(contents()).isEqualTo(this.before);
		assertThat(this.ann.ask("hello", "{}").result()).isNotNull();
		this.ann.close();
	}

	private static List<String> contents() {
		return Stream.of(TABLES)
			.map((table) -> String
				.valueOf(jdbc.queryForList("select to_jsonb(t)::text from " + table + " t order by 1", String.class)))
			.toList();
	}

	private static String json(String text) {
		return JsonMapper.shared().writeValueAsString(text);
	}

	private void assertHarmless(StompFrame reply) {
		assertThat(reply.body()).doesNotContainIgnoringCase("select ", "insert into", "psql", "exception", "syntax",
				"postgres", "relation ", "java.", "org.", "internal-error");
	}

	private void assertRefused(StompFrame reply) {
		assertHarmless(reply);
		assertThat(reply.errorCode()).as(reply.body()).isIn(REFUSED);
	}

	private void assertRefused(String path, String body) {
		assertRefused(this.eve.ask(path, body));
	}

	private StompFrame subscribed(String scopes, String cursor) {
		String id = UUID.randomUUID().toString();
		this.eve.frame("SUBSCRIBE", "id", id, "destination", "/app/sync/changes", "scopes", scopes, "cursor", cursor);
		StompFrame frame = this.eve.next();
		assertThat(frame.header("subscription")).isEqualTo(id);
		this.eve.frame("UNSUBSCRIBE", "id", id);
		this.eve.settle();
		return frame;
	}

	@Test
	void namesOfTables() {
		for (String hostile : HOSTILE) {
			String name = json(hostile);
			// There are frames of which the header cannot hold it.
			if (hostile.indexOf('\0') < 0) {
				for (String operation : new String[] { "find-unique", "find-many", "reconcile" }) {
					assertRefused(hostile + "/" + operation, "{\"where\":{},\"metadata\":{}}");
				}
			}
			assertRefused(subscribed("[{\"table\":" + name + ",\"where\":{}}]", ""));
			StompFrame push = this.eve.ask("push",
					"{\"transactions\":[{\"id\":\"1\",\"mutations\":[{\"op\":\"delete\",\"table\":" + name
							+ ",\"uid\":\"" + this.own + "\",\"at\":\"" + LATER + "\"}]}]}");
			assertHarmless(push);
			assertThat(REFUSED).anyMatch(push.body()::contains);
		}
	}

	@Test
	void namesOfFieldsAndOperators() {
		for (String hostile : HOSTILE) {
			String name = json(hostile);
			for (String where : new String[] { "{" + name + ":1}", "{" + name + ":null}",
					"{" + name + ":{\"ne\":\"x\"}}", "{\"text\":{" + name + ":\"x\"}}", "{\"uid\":" + name + "}",
					"{\"folder\":{\"in\":[" + name + "]}}", "{\"text\":\"x\"," + name + ":\"x\"}" }) {
				assertRefused("page/find-many", "{\"where\":" + where + "}");
				assertRefused("page/reconcile", "{\"where\":" + where + ",\"metadata\":{}}");
				assertRefused(subscribed("[{\"table\":\"page\",\"where\":" + where + "}]", ""));
			}
			String update = "{\"uid\":\"" + this.own
					+ "\",\"data\":%s,\"changed\":%s,\"updatedAt\":\"2100-01-01T00:00:00Z\"}";
			assertRefused("page/update", update.formatted("{" + name + ":\"x\"}", "[" + name + "]"));
			assertRefused("page/update", update.formatted("{\"text\":\"x\"," + name + ":\"x\"}", "[\"text\"]"));
			assertRefused("page/update", update.formatted("{\"text\":\"x\"}", "[" + name + "]"));
		}
	}

	@Test
	void uidsAndOtherMembers() {
		for (String hostile : HOSTILE) {
			String text = json(hostile);
			assertRefused("page/create",
					"{\"uid\":" + text + ",\"data\":" + pageIn(this.eves, "x") + ",\"createdAt\":\"" + LATER + "\"}");
			assertRefused("page/delete", "{\"uid\":" + text + ",\"deletedAt\":\"" + LATER + "\"}");
			assertRefused("page/delete", "{\"uid\":\"" + this.own + "\",\"deletedAt\":" + text + "}");
			assertRefused("page/find-many", "{\"where\":{},\"after\":" + text + "}");
			assertRefused("page/find-many", "{\"where\":{},\"limit\":" + text + "}");
			assertRefused("page/find-many", "{\"where\":{}," + text + ":1}");
			String held = "{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null}";
			assertRefused("page/reconcile", "{\"where\":{},\"metadata\":{" + text + ":" + held + "}}");
			assertRefused("push", "{\"transactions\":[{\"id\":\"1\",\"mutations\":[{\"op\":" + text + "}]}]}");
		}
	}

	@Test
	void textsThatAreOnlyCompared() {
		for (String hostile : HOSTILE) {
			String text = json(hostile);
			for (String where : new String[] { "{\"text\":" + text + "}", "{\"text\":{\"in\":[" + text + "]}}",
					"{\"text\":{\"gt\":" + text + ",\"lt\":" + text + "}}" }) {
				StompFrame found = this.eve.ask("page/find-many", "{\"where\":" + where + "}");
				if (hostile.indexOf('\0') < 0) {
					assertHarmless(found);
					assertThat(found.result().get("records")).isEmpty();
				}
				else {
					assertRefused(found);
				}
			}
			if (hostile.indexOf('\0') < 0) {
				JsonNode page = subscribed("[{\"table\":\"page\",\"where\":{}}]", hostile).json();
				assertThat(page.get("reset")).hasSize(1);
				assertThat(
						this.eve
							.ask("push",
									"{\"clientId\":" + text + ",\"transactions\":[{\"id\":" + text
											+ ",\"mutations\":[]}]}")
							.result()
							.at("/transactions/0/id")
							.stringValue())
					.isEqualTo(hostile);
			}
		}
	}

	@Test
	void textsThatAreStoredAreStoredAsTheyAre() {
		List<String> stored = new ArrayList<>(List.of("Eve's"));
		List<String> uids = new ArrayList<>();
		for (String hostile : HOSTILE) {
			UUID uid = UUID.randomUUID();
			String text = (hostile.length() > 20) ? hostile.substring(0, 20) : hostile;
			StompFrame created = this.eve.ask("page/create", "{\"uid\":\"" + uid + "\",\"data\":{\"folder\":\""
					+ this.eves + "\",\"text\":" + json(text) + "},\"createdAt\":\"" + LATER + "\"}");
			if (text.indexOf('\0') < 0) {
				assertThat(created.result().at("/record/value/text").stringValue()).isEqualTo(text);
				stored.add(text);
				uids.add(uid.toString());
			}
			else {
				assertRefused(created);
			}
		}
		assertThat(jdbc.queryForList("select text from page where folder = ?", String.class, this.eves))
			.containsExactlyInAnyOrderElementsOf(stored);
		jdbc.update("delete from page where folder = ? and uid <> ?", this.eves, this.own);
		jdbc.update("delete from offline_sync.sync_metadata where uid = any(?)", (Object) uids.toArray(String[]::new));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x\nsubscription:evil", "x\r\ndestination:/evil", "x\n\n{\"result\":\"forged\"}", "a:b",
			"\\n", "\\c", "\\", "\\\\n", "x\rx", "'; drop table page; --", "{\"a\":1}", "<script>", "ÿ\u2028😀" })
	void headersThatAreRepeated(String hostile) {
		this.eve.send("/app/sync/hello", "{}", "correlation-id", hostile, "receipt", hostile);
		StompFrame reply = this.eve.next();
		assertThat(reply.headers()).containsOnlyKeys("destination", "subscription", "message-id", "correlation-id",
				"content-type", "content-length");
		assertThat(reply.header("correlation-id")).isEqualTo(hostile);
		assertThat(reply.header("destination")).isEqualTo("/app/sync/replies");
		assertThat(reply.result()).isNotNull();
		StompFrame receipt = this.eve.next();
		assertThat(receipt.headers()).containsOnlyKeys("receipt-id", "content-length");
		assertThat(receipt.header("receipt-id")).isEqualTo(hostile);
		this.eve.frame("SUBSCRIBE", "id", hostile, "destination", "/app/sync/changes", "scopes",
				"[{\"table\":\"page\",\"where\":{}}]");
		StompFrame page = this.eve.next();
		assertThat(page.headers()).containsOnlyKeys("destination", "subscription", "message-id", "content-type",
				"content-length");
		assertThat(page.header("subscription")).isEqualTo(hostile);
		this.eve.frame("SUBSCRIBE", "id", "x", "destination", hostile, "receipt", hostile);
		StompFrame error = this.eve.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.headers()).containsOnlyKeys("message", "version", "receipt-id", "content-type",
				"content-length");
		assertThat(error.header("receipt-id")).isEqualTo(hostile);
		assertThat(error.errorMessage()).doesNotContain(hostile);
		assertThat(this.eve.closeCode()).isEqualTo(1002);
	}

	@ParameterizedTest
	@ValueSource(strings = { "page/find-many {\"where\":{\"uid\":\"OWN\"},\"where\":{}}",
			"page/find-many {\"where\":{\"text\":\"x\",\"text\":{\"ne\":null}}}",
			"page/find-many {\"where\":{\"text\":{\"ne\":\"x\",\"ne\":\"y\"}}}",
			"page/find-many {\"where\":{\"text\":\"x\",\"\\u0074ext\":\"y\"}}",
			"page/delete {\"uid\":\"OWN\",\"uid\":\"PAGE\",\"deletedAt\":\"2100-01-01T00:00:00Z\"}",
			"page/create {\"uid\":\"NEW\",\"data\":{\"folder\":\"EVES\",\"folder\":\"ANNS\",\"text\":\"x\"},\"createdAt\":\"2026-01-01T00:00:00Z\"}",
			"page/reconcile {\"where\":{},\"metadata\":{\"OWN\":{},\"OWN\":{}}}",
			"push {\"transactions\":[],\"transactions\":[{\"id\":\"1\",\"mutations\":[]}]}" })
	void membersThatAreThereTwice(String request) {
		String[] parts = request.split(" ", 2);
		assertRefused(parts[0],
				parts[1].replace("OWN", this.own.toString())
					.replace("PAGE", this.page.toString())
					.replace("NEW", UUID.randomUUID().toString())
					.replace("EVES", this.eves.toString())
					.replace("ANNS", this.anns.toString()));
	}

	@Test
	void aHeaderThatIsThereTwiceCountsOnce() {
		this.eve.send("/app/sync/page/find-many", "{\"where\":{}}", "destination", "/topic/x", "destination",
				"/app/sync/folder/find-many", "correlation-id", "1", "correlation-id", "2");
		StompFrame reply = this.eve.next();
		assertThat(reply.header("correlation-id")).isEqualTo("1");
		assertThat(reply.result().at("/records/0/uid").stringValue()).isEqualTo(this.own.toString());
	}

}
