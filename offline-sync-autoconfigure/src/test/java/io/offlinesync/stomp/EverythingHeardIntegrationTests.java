package io.offlinesync.stomp;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

import io.offlinesync.test.StompFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever Eve does, nothing that arrives at her has Ann's texts or stamps in it.
 */
class EverythingHeardIntegrationTests extends RightsTests {

	private static final String TEXT = "Canary";

	private static final String DAY = "2001-02-03";

	private static final String STAMP = DAY + "T04:05:06.789Z";

	private static final Instant BEFORE = Instant.parse("2000-01-01T00:00:00Z");

	private static final Instant AFTER = Instant.parse("2020-01-01T00:00:00Z");

	private static final Function<UUID, String> HELD = ("{\"%s\":{\"createdAt\":\"" + BEFORE
			+ "\",\"updatedAt\":null,\"deletedAt\":null}}")::formatted;

	private static final Function<UUID, String> DELETED = ("{\"%s\":{\"createdAt\":\"" + BEFORE
			+ "\",\"updatedAt\":null,\"deletedAt\":\"" + AFTER + "\"}}")::formatted;

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final UUID gone = UUID.randomUUID();

	@BeforeEach
	void hide() {
		insert(this.gone, this.anns, TEXT);
		jdbc.update("delete from page where uid = ?", this.gone);
		jdbc.update("update page set text = ? where uid = ?", TEXT, this.page);
		jdbc.update("update offline_sync.sync_metadata set created_at = ?::timestamptz, updated_at = null"
				+ " where uid in (?, ?)", STAMP, this.page.toString(), this.gone.toString());
		jdbc.update("update offline_sync.sync_metadata set deleted_at = ?::timestamptz where uid = ?", STAMP,
				this.gone.toString());
		this.eve.overheardBy(this.heard::add);
	}

	@AfterEach
	void assertThatNothingWasHeard() {
		// For a moment it was hers.
		assertThat(this.heard).isNotEmpty()
			.map((frame) -> frame.replace("\"given\"},\"metadata\":{\"createdAt\":\"" + STAMP, ""))
			.noneMatch((frame) -> frame.contains(TEXT) || frame.contains(DAY) || frame.contains("\"ann\""));
		assertThat(jdbc.queryForList("select text from page where folder = ?", String.class, this.anns))
			.containsExactly(TEXT);
	}

	@Test
	void annHearsWhatEveDoesNot() {
		try (StompTestClient ann = connect("ann")) {
			assertThat(ann.ask("page/find-many", "{\"where\":{}}").body()).contains(TEXT, DAY);
			assertThat(ann.ask("page/reconcile", "{\"where\":{},\"metadata\":" + HELD.apply(this.gone) + "}").body())
				.contains(DAY);
		}
		this.eve.settle();
	}

	static Stream<String> conditions() {
		return Stream.of("{}", "{\"uid\":\"PAGE\"}", "{\"folder\":\"FOLDER\"}",
				"{\"folder\":{\"in\":[\"FOLDER\",\"OWN\"]}}", "{\"folder\":{\"ne\":\"OWN\"}}",
				"{\"folder\":{\"ne\":null}}", "{\"text\":\"" + TEXT + "\"}", "{\"text\":{\"gte\":\"C\",\"lt\":\"D\"}}",
				"{\"uid\":{\"in\":[\"PAGE\",\"GONE\"]}}",
				"{\"uid\":{\"gte\":\"00000000-0000-0000-0000-000000000000\"}}");
	}

	@ParameterizedTest
	@MethodSource("conditions")
	void readingByAnyCondition(String condition) {
		String where = condition.replace("PAGE", this.page.toString())
			.replace("GONE", this.gone.toString())
			.replace("FOLDER", this.anns.toString())
			.replace("OWN", this.eves.toString());
		this.eve.ask("page/find-unique", "{\"where\":" + where + "}");
		this.eve.ask("page/find-many", "{\"where\":" + where + ",\"limit\":1000}").result();
		for (String metadata : new String[] { "{}", HELD.apply(this.page), DELETED.apply(this.page),
				HELD.apply(this.gone), DELETED.apply(this.gone) }) {
			this.eve.ask("page/reconcile", "{\"where\":" + where + ",\"metadata\":" + metadata + "}").result();
		}
		this.eve.frame("SUBSCRIBE", "id", "s", "destination", "/app/sync/changes", "scopes",
				"[{\"table\":\"page\",\"where\":" + where + "},{\"table\":\"folder\",\"where\":{}},"
						+ "{\"table\":\"member\",\"where\":{}},{\"table\":\"page\",\"where\":{\"folder\":\"" + this.eves
						+ "\"}}]");
		moveInAndOut();
	}

	/** Until Eve hears of something that comes after it. */
	private void moveInAndOut() {
		UUID last = UUID.randomUUID();
		jdbc.update("update page set text = ? where uid = ?", TEXT + " again", this.page);
		jdbc.update("update page set folder = ?, text = 'given' where uid = ?", this.eves, this.page);
		jdbc.update("update page set folder = ?, text = ? where uid = ?", this.anns, TEXT, this.page);
		jdbc.update("update page set text = ? where uid = ?", TEXT + " and again", this.page);
		jdbc.update("update page set text = ? where uid = ?", TEXT, this.page);
		insert(last, this.eves, "last");
		StompFrame frame = this.eve.next();
		while (!frame.body().contains(last.toString())) {
			frame = this.eve.next();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "create", "update", "delete" })
	void writingOverWhatIsThere(String operation) {
		for (Instant at : new Instant[] { BEFORE, AFTER, Instant.now() }) {
			writeOver(operation, at, this.anns);
			writeOver(operation, at, this.eves);
		}
	}

	private void writeOver(String operation, Instant at, UUID into) {
		String data = operation.equals("delete") ? "" : "\"data\":" + pageIn(into, "hers") + ",";
		String stamp = operation + "dAt";
		for (UUID uid : new UUID[] { this.page, this.gone }) {
			assertThat(this.eve
				.ask("page/" + operation, "{\"uid\":\"%s\",%s\"%s\":\"%s\"}".formatted(uid, data, stamp, at))
				.errorCode()).isEqualTo("forbidden");
			String mutation = "{\"op\":\"%s\",\"table\":\"page\",\"uid\":\"%s\",%s\"at\":\"%s\"}".formatted(operation,
					uid, data, at);
			assertForbiddenToEve(push(mutation).toString());
			assertForbiddenToEve(push(mutation("update", "page", this.own, pageIn(this.eves, "fine")), mutation,
					mutation("delete", "page", this.own, ""))
				.toString());
			String body = "{\"clientId\":\"c\",\"transactions\":[{\"id\":\"" + UUID.randomUUID() + "\",\"mutations\":["
					+ mutation + "]}]}";
			for (int repetition = 0; repetition < 2; repetition++) {
				assertForbiddenToEve(this.eve.ask("push", body).result().at("/transactions/0").toString());
			}
		}
	}

	private static void assertForbiddenToEve(String transaction) {
		assertThat(transaction).contains("\"outcome\":\"rejected\"", "\"code\":\"forbidden\"");
	}

	/**
	 * Nobody can tell what others have from what nobody has.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "find-unique {\"where\":{\"uid\":\"%s\"}}", "find-many {\"where\":{\"uid\":\"%s\"}}",
			"find-many {\"where\":{\"uid\":{\"in\":[\"%s\"]}}}", "find-many {\"where\":{\"folder\":\"%s\"}}",
			"find-many {\"where\":{\"uid\":{\"ne\":\"%s\"}}}", "reconcile {\"where\":{\"uid\":\"%s\"},\"metadata\":{}}",
			"reconcile {\"where\":{\"folder\":\"%s\"},\"metadata\":{}}" })
	void whatIsForeignIsAsIfItWereNot(String question) {
		String[] parts = question.split(" ", 2);
		assertThat(Stream.of(this.page, this.gone, this.anns, UUID.randomUUID())
			.map((uid) -> this.eve.ask("page/" + parts[0], parts[1].formatted(uid)).body())
			.distinct()).hasSize(1);
	}

	/**
	 * That an id is taken may be found out, but not whether by something that lives.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "create createdAt", "update updatedAt", "delete deletedAt" })
	void theDeletedOfOthersCannotBeToldFromTheLiving(String request) {
		String[] parts = request.split(" ");
		for (Instant at : new Instant[] { BEFORE, AFTER, Instant.now() }) {
			assertThat(
					Stream.of(this.page, this.gone)
						.map((uid) -> this.eve
							.ask("page/" + parts[0],
									"{\"uid\":\"%s\",%s\"%s\":\"%s\"}".formatted(uid,
											parts[0].equals("delete") ? ""
													: "\"data\":" + pageIn(this.eves, "hers") + ",",
											parts[1], at))
							.body())
						.distinct())
				.hasSize(1);
		}
		for (Function<UUID, String> metadata : List.of(HELD, DELETED)) {
			assertThat(
					Stream.of(this.page, this.gone)
						.map((uid) -> this.eve
							.ask("page/reconcile",
									"{\"where\":{\"folder\":\"" + this.anns + "\"},\"metadata\":" + metadata.apply(uid)
											+ "}")
							.body()
							.replace(uid.toString(), "UID"))
						.distinct())
				.hasSize(1);
		}
	}

}
