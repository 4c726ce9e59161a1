package io.offlinesync.stomp;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.offlinesync.SyncRights;
import io.offlinesync.testsupport.DatabaseSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What somebody tries who knows how policies are asked.
 */
class PolicyAttacksIntegrationTests extends RightsTests {

	private final UUID room = UUID.randomUUID();

	private final UUID key = UUID.randomUUID();

	private static String keyOf(String door, String holder) {
		return "{\"door\":\"%s\",\"holder\":\"%s\"}".formatted(door, holder);
	}

	private static String roomBehind(String door, String content) {
		return "{\"door\":\"%s\",\"content\":\"%s\"}".formatted(door, content);
	}

	private void prepareRooms() {
		jdbc.update("insert into key values (gen_random_uuid(), 'ann', 'ann'), (gen_random_uuid(), 'eve', 'eve')");
		jdbc.update("insert into room values (?, 'ann', 'secret')", this.room);
	}

	private static void assertRefused(JsonNode transaction) {
		assertThat(transaction.at("/error/code").stringValue()).as(transaction.toString()).isEqualTo("forbidden");
		assertThat(transaction.toString()).doesNotContain("secret");
		assertThat(jdbc.queryForList("select content from room", String.class)).containsExactly("secret");
		assertThat(jdbc.queryForList("select holder from key where door = 'ann'", String.class)).containsExactly("ann");
	}

	@Test
	void nobodyGivesAKeyToThemselves() {
		prepareRooms();
		String grant = mutation("create", "key", this.key, keyOf("ann", "eve"));
		assertRefused(push(grant));
		assertRefused(push(grant, mutation("update", "room", this.room, roomBehind("ann", "mine"))));
		assertRefused(push(grant, mutation("create", "room", UUID.randomUUID(), roomBehind("ann", "smuggled in"))));
		assertThat(
				this.eve
					.ask("key/create",
							"{\"uid\":\"%s\",\"data\":%s,\"createdAt\":\"%s\"}".formatted(this.key, keyOf("ann", "eve"),
									LATER))
					.errorCode())
			.isEqualTo("forbidden");
		JsonNode copied = push(mutation("create", "key", this.key, keyOf("eve", "ann")));
		assertThat(copied.at("/outcome").stringValue()).as(copied.toString()).isEqualTo("committed");
	}

	@Test
	void aKeyIsOfNoUseForAsLongAsATransactionLasts() {
		prepareRooms();
		UUID folder = UUID.randomUUID();
		String grant = mutation("create", "key", this.key, keyOf("ann", "eve"));
		String back = mutation("delete", "key", this.key, "");
		// After a deletion that cascades, the rest is looked at anew.
		String made = mutation("create", "folder", folder, "{\"owner\":\"eve\",\"name\":\"New\"}");
		String gone = mutation("delete", "folder", folder, "");
		assertRefused(push(grant, made, gone, mutation("update", "room", this.room, roomBehind("ann", "mine")), back));
		assertRefused(push(grant, made, gone, mutation("delete", "room", this.room, ""), back));
		JsonNode stale = push(grant, made, gone,
				"{\"op\":\"delete\",\"table\":\"room\",\"uid\":\"%s\",\"at\":\"%s\"}".formatted(this.room, EARLY),
				back);
		assertRefused(stale);
		assertRefused(push(grant, back));
	}

	@Test
	void aMembershipThatIsGivenBackIsOfNoUseEither() {
		UUID membership = UUID.randomUUID();
		UUID folder = UUID.randomUUID();
		assertForbidden(push(
				mutation("create", "member", membership, "{\"folder\":\"%s\",\"person\":\"eve\"}".formatted(this.anns)),
				mutation("create", "folder", folder, "{\"owner\":\"eve\",\"name\":\"New\"}"),
				mutation("delete", "folder", folder, ""),
				mutation("update", "page", this.page, pageIn(this.anns, "mine")),
				mutation("delete", "member", membership, "")));
	}

	@Test
	void whatIsWrittenInBetweenIsLookedAtToo() {
		JsonNode through = push(mutation("update", "page", this.own, pageIn(this.anns, "in and")),
				mutation("update", "page", this.own, pageIn(this.eves, "out")));
		assertForbidden(through);
		assertThat(through.at("/error/mutation").intValue()).isZero();
		UUID made = UUID.randomUUID();
		assertForbidden(push(mutation("create", "page", made, pageIn(this.anns, "made and")),
				mutation("delete", "page", made, "")));
	}

	@Test
	void whatOthersMakeMeanwhileIsTheirs() throws Exception {
		UUID other = UUID.randomUUID();
		folder(other, "eve");
		UUID made = UUID.randomUUID();
		CompletableFuture<JsonNode> push;
		CompletableFuture<Void> insert;
		try (DatabaseSession session = new DatabaseSession(database)) {
			session.jdbc().queryForList("select 1 from member where folder = ? for update", other);
			push = CompletableFuture.supplyAsync(() -> push(mutation("delete", "folder", other, ""),
					mutation("create", "page", made, pageIn(this.eves, "mine"))));
			Awaitility.await().until(() -> waiting() > 0);
			insert = CompletableFuture.runAsync(() -> insert(made, this.anns, "Ann's too"));
			Awaitility.await().until(() -> insert.isDone() || waiting() > 1);
		}
		JsonNode pushed = push.get(20, TimeUnit.SECONDS);
		boolean inserted = insert.handle((done, failure) -> failure == null).get(20, TimeUnit.SECONDS);
		assertThat(pushed.at("/outcome").stringValue()).isEqualTo(inserted ? "rejected" : "committed");
		assertThat(pages(this.anns).get().containsKey(made.toString())).isEqualTo(inserted);
	}

	private static int waiting() {
		return jdbc
			.queryForList(
					"select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
			.size();
	}

	@Test
	void constraintsTellNothingOfWhatMayNotBeRead() {
		prepareRooms();
		assertRefused(push(mutation("create", "room", UUID.randomUUID(), roomBehind("ann", "gold"))));
		assertRefused(push(mutation("create", "room", UUID.randomUUID(), roomBehind("ann", "secret")),
				mutation("create", "key", UUID.randomUUID(), keyOf("eve", "ann"))));
		JsonNode own = push(mutation("create", "room", UUID.randomUUID(), roomBehind("eve", "gold")));
		assertThat(own.at("/error/code").stringValue()).isEqualTo("constraint-violated");
	}

	@ParameterizedTest
	@ValueSource(strings = { "create", "update", "delete" })
	void theDeletedOfOthersAreAsUntouchableAsTheLiving(String operation) {
		jdbc.update("delete from page where uid = ?", this.page);
		String before = stamps();
		for (Instant at : new Instant[] { Instant.EPOCH, Instant.now().plusSeconds(10) }) {
			JsonNode refused = push(
					"{\"op\":\"%s\",\"table\":\"page\",\"uid\":\"%s\",%s\"at\":\"%s\"}".formatted(operation, this.page,
							operation.equals("delete") ? "" : "\"data\":" + pageIn(this.eves, "hers") + ",", at));
			assertThat(refused.at("/error/code").stringValue()).as(refused.toString()).isEqualTo("forbidden");
			assertThat(refused.at("/results/0/record/metadata")).hasToString(HIDDEN);
		}
		assertThat(stamps()).isEqualTo(before);
	}

	private String stamps() {
		return String.valueOf(jdbc.queryForList(
				"select created_at, updated_at, deleted_at, xid::text from offline_sync.sync_metadata where uid = ?",
				this.page.toString()));
	}

	@Test
	void whoeverMayDeleteMayDeleteAgainAndTheOthersStillHearOfIt() {
		join(this.anns, "eve");
		application.getBean(SyncRights.class).changed("eve");
		jdbc.update("delete from page where uid = ?", this.page);
		JsonNode again = push("{\"op\":\"delete\",\"table\":\"page\",\"uid\":\"%s\",\"at\":\"%s\"}".formatted(this.page,
				Instant.now().plusSeconds(10)));
		assertThat(again.at("/results/0/outcome").stringValue()).as(again.toString()).isEqualTo("applied");
		try (StompTestClient ann = connect("ann")) {
			JsonNode answer = ann.ask("page/reconcile",
					"{\"where\":{},\"metadata\":{\"%s\":{\"createdAt\":\"%s\",\"updatedAt\":null,\"deletedAt\":null}}}"
						.formatted(this.page, EARLY))
				.result();
			assertThat(answer.get("deleteClient")).hasSize(1);
			assertThat(answer.get("leaveClient")).isEmpty();
		}
		JsonNode restored = push("{\"op\":\"update\",\"table\":\"page\",\"uid\":\"%s\",\"data\":%s,\"at\":\"%s\"}"
			.formatted(this.page, pageIn(this.anns, "back"), Instant.now().plusSeconds(20)));
		assertThat(restored.at("/results/0/outcome").stringValue()).as(restored.toString()).isEqualTo("applied");
	}

}
