package io.offlinesync.stomp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import io.offlinesync.SyncRights;
import io.offlinesync.stomp.rights.Memberships;
import io.offlinesync.test.StompFrame;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cursors are not signed. What a client makes of them is its own loss, and no gain.
 */
class ForgedCursorsIntegrationTests extends RightsTests {

	private static final long FUTURE = Long.MAX_VALUE / 2;

	private int streams;

	private String cursor(String user) {
		StreamModel model = new StreamModel(Progress.byTime(), StreamScope.of("page", "{}"));
		try (StreamClient stream = StreamClient.over(connect(user), model, "client-individual")) {
			stream.untilComplete();
		}
		return Objects.requireNonNull(model.cursor());
	}

	private static String[] position(String cursor) {
		return new String(Base64.getUrlDecoder().decode(cursor.substring(0, cursor.indexOf('.'))),
				StandardCharsets.US_ASCII)
			.split(";", -1);
	}

	private static String scopes(String cursor) {
		return cursor.substring(cursor.indexOf('.') + 1);
	}

	private static String forge(String[] position, String scopes) {
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(String.join(";", position).getBytes(StandardCharsets.US_ASCII)) + '.' + scopes;
	}

	private static void follow(StompTestClient client, String id, String cursor) {
		client.frame("SUBSCRIBE", "id", id, "destination", "/app/sync/changes", "scopes",
				"[{\"table\":\"page\",\"where\":{}}]", "cursor", cursor);
	}

	/** All that Eve hears by a cursor, until that equals the database. */
	private List<JsonNode> told(String cursor) {
		List<JsonNode> pages = new ArrayList<>();
		String id = "stream-" + this.streams++;
		follow(this.eve, id, cursor);
		do {
			StompFrame page = this.eve.next();
			assertThat(page.header("subscription")).isEqualTo(id);
			assertThat(page.body()).doesNotContain("error");
			pages.add(page.json());
		}
		while (!pages.get(pages.size() - 1).get("complete").booleanValue());
		this.eve.frame("UNSUBSCRIBE", "id", id);
		this.eve.settle();
		return pages;
	}

	private void assertTellsNothingOfAnns(String cursor) {
		assertThat(told(cursor).toString()).as(cursor)
			.doesNotContain(this.anns.toString(), this.page.toString(), "secret");
	}

	private void letEveIn() {
		join(this.anns, "eve");
		application.getBean(SyncRights.class).changed("eve");
	}

	@Test
	void whoClaimsToKnowTheFutureIsToldOfARevocationAllTheSame() {
		letEveIn();
		jdbc.update("insert into page select gen_random_uuid(), ?, 'Page' from generate_series(1, 1500)", this.anns);
		String cursor = cursor("eve");
		String[] position = position(cursor);
		position[2] = position[1] + "@0@0";
		position[1] = FUTURE + ":" + FUTURE + ":";
		this.eve.frame("SUBSCRIBE", "id", "s", "destination", "/app/sync/changes", "ack", "client-individual", "scopes",
				"[{\"table\":\"page\",\"where\":{}}]", "cursor", forge(position, scopes(cursor) + "~"));
		StompFrame page = this.eve.next();
		application.getBean(Memberships.class).end(this.anns, "eve");
		jdbc.update("update page set text = 'secret' where folder = ?", this.anns);
		UUID last = UUID.randomUUID();
		insert(last, this.eves, "last");
		while (!page.body().contains(last.toString())) {
			this.eve.ack(page);
			page = this.eve.next();
			assertThat(page.body()).doesNotContain("secret");
		}
	}

	@Test
	void whoClaimsToKnowMoreThanThereIsGetsEverythingAnew() {
		String cursor = cursor("eve");
		String[] position = position(cursor);
		position[1] = FUTURE + ":" + FUTURE + ":";
		List<JsonNode> pages = told(forge(position, scopes(cursor)));
		assertThat(pages.get(0).get("reset").toString()).isEqualTo("[0]");
		assertThat(pages.toString()).contains(this.own.toString()).doesNotContain(this.page.toString());
	}

	@Test
	void partsOfSeveralCursorsAddUpToNoRights() {
		letEveIn();
		String before = cursor("eve");
		application.getBean(Memberships.class).end(this.anns, "eve");
		jdbc.update("update page set text = 'secret' where folder = ?", this.anns);
		List<String> cursors = List.of(before, cursor("eve"), cursor("ann"));
		String page = Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(this.page.toString().getBytes(StandardCharsets.US_ASCII));
		for (String position : cursors) {
			for (String scopes : cursors) {
				for (String progress : new String[] { "", "~", "~" + page, "~AA", "~!", "," + scopes(before) }) {
					assertTellsNothingOfAnns(forge(position(position), scopes(scopes) + progress));
				}
			}
		}
	}

	@Test
	void damagedCursorsTellNothingElse() {
		String cursor = cursor("eve");
		for (int i = 0; i < cursor.length(); i++) {
			char other = (cursor.charAt(i) != 'A') ? 'A' : 'B';
			assertTellsNothingOfAnns(cursor.substring(0, i) + other + cursor.substring(i + 1));
			if (i % 8 == 0) {
				assertTellsNothingOfAnns(cursor.substring(0, i));
			}
		}
	}

	/**
	 * What is told of a time in which somebody had no rights: which records that they
	 * might read today have been deleted or moved away since, and nothing of their
	 * values.
	 */
	@Test
	void anEarlierPlaceTellsNoValuesOfBefore() {
		String early = cursor("eve");
		UUID elsewhere = UUID.randomUUID();
		UUID moved = UUID.randomUUID();
		UUID deleted = UUID.randomUUID();
		UUID never = UUID.randomUUID();
		folder(elsewhere, "ann");
		insert(moved, this.anns, "secret");
		insert(deleted, this.anns, "secret");
		insert(never, elsewhere, "secret");
		jdbc.update("update page set folder = ? where uid = ?", elsewhere, moved);
		jdbc.update("delete from page where uid in (?, ?)", deleted, never);
		letEveIn();
		List<JsonNode> pages = told(forge(position(early), scopes(cursor("eve"))));
		assertThat(pages.toString()).contains(moved.toString(), deleted.toString())
			.doesNotContain(elsewhere.toString(), never.toString(), "secret");
		for (JsonNode page : pages) {
			assertThat(page.get("changes")).allSatisfy((change) -> assertThat(change.get("value").isNull()).isTrue());
		}
	}

}
