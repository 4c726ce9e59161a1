package io.offlinesync.stomp;

import java.util.UUID;

import io.offlinesync.SyncRights;
import io.offlinesync.test.StompFrame;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Policies hold for whatever a client does.
 */
class PolicyIntegrationTests extends RightsTests {

	@Test
	void findsOnlyWhatMayBeRead() {
		assertThat(this.eve.ask("page/find-unique", "{\"where\":{\"uid\":\"%s\"}}".formatted(this.page)).result())
			.isEqualTo(this.eve.ask("page/find-unique", "{\"where\":{\"uid\":\"%s\"}}".formatted(UUID.randomUUID()))
				.result());
		for (String where : new String[] { "{}", "{\"text\":{\"ne\":\"x\"}}",
				"{\"folder\":{\"in\":[\"%s\",\"%s\"]}}".formatted(this.anns, this.eves) }) {
			JsonNode found = this.eve.ask("page/find-many", "{\"where\":" + where + "}").result();
			assertThat(found.get("records")).singleElement()
				.satisfies((record) -> assertThat(record.at("/value/text").stringValue()).isEqualTo("Eve's"));
		}
		assertThat(this.eve.ask("page/find-many", "{\"where\":{\"folder\":\"%s\"}}".formatted(this.anns))
			.result()
			.get("records")).isEmpty();
	}

	@Test
	void fieldsThatClientsDoNotSeeLimitThemAndCannotBeAskedFor() {
		jdbc.update(
				"insert into invoice values (gen_random_uuid(), 'eve', 'Hers'), (gen_random_uuid(), 'ann', 'Not hers')");
		JsonNode records = this.eve.ask("invoice/find-many", "{\"where\":{}}").result().get("records");
		assertThat(records).singleElement()
			.satisfies(
					(record) -> assertThat(record.get("value").toString()).contains("Hers").doesNotContain("tenant"));
		assertThat(this.eve.ask("invoice/find-many", "{\"where\":{\"tenant\":\"ann\"}}").errorCode())
			.isEqualTo("invalid-where");
		UUID uid = UUID.fromString(records.get(0).get("uid").stringValue());
		JsonNode stolen = push(mutation("update", "invoice", uid, "{\"title\":\"x\",\"tenant\":\"ann\"}"));
		assertThat(stolen.at("/outcome").stringValue()).isIn("committed", "rejected");
		assertThat(jdbc.queryForList("select tenant from invoice where uid = ?", String.class, uid))
			.containsExactly("eve");
	}

	@Test
	void reconcilesOnlyWhatMayBeRead() {
		JsonNode answer = this.eve.ask("page/reconcile",
				"{\"where\":{},\"metadata\":{\"%s\":{\"createdAt\":\"%s\",\"updatedAt\":null,\"deletedAt\":\"2026-11-24T12:00:00.000Z\"}}}"
					.formatted(this.page, EARLY))
			.result();
		assertThat(answer.get("leaveClient")).singleElement()
			.satisfies((uid) -> assertThat(uid.stringValue()).isEqualTo(this.page.toString()));
		assertThat(answer.get("addClient")).singleElement()
			.satisfies((record) -> assertThat(record.at("/value/text").stringValue()).isEqualTo("Eve's"));
		assertThat(pages(this.anns).get()).hasSize(1);
	}

	@Test
	void whenTheDeletedOfOthersWereDeletedIsNotTold() {
		jdbc.update("delete from page");
		String held = "{\"createdAt\":\"%s\",\"updatedAt\":null,\"deletedAt\":null}".formatted(EARLY);
		JsonNode answer = this.eve
			.ask("page/reconcile",
					"{\"where\":{},\"metadata\":{\"%s\":%s,\"%s\":%s}}".formatted(this.page, held, this.own, held))
			.result();
		assertThat(answer.get("deleteClient")).singleElement()
			.satisfies((deleted) -> assertThat(deleted.get("uid").stringValue()).isEqualTo(this.own.toString()));
		assertThat(answer.get("leaveClient")).singleElement()
			.satisfies((uid) -> assertThat(uid.stringValue()).isEqualTo(this.page.toString()));
		String late = "{\"uid\":\"%s\",\"deletedAt\":\"%s\"}";
		assertThat(this.eve.ask("page/delete", late.formatted(this.page, EARLY)).errorCode()).isEqualTo("forbidden");
		JsonNode own = this.eve.ask("page/delete", late.formatted(this.own, EARLY)).result();
		assertThat(own.get("outcome").stringValue()).isEqualTo("superseded");
		assertThat(own.at("/record/value").isNull()).isTrue();
		assertThat(own.at("/record/metadata").toString()).isNotEqualTo(HIDDEN);
	}

	@Test
	void writesOnlyWhatMayBeReadBeforeAndAfterwards() {
		assertForbidden(push(mutation("update", "page", this.page, "{\"text\":\"stolen\"}")));
		assertForbidden(push(mutation("update", "page", this.page, pageIn(this.eves, "stolen"))));
		assertForbidden(push(mutation("create", "page", this.page, pageIn(this.eves, "over it"))));
		assertForbidden(push(mutation("delete", "page", this.page, "")));
		assertForbidden(push(mutation("create", "page", UUID.randomUUID(), pageIn(this.anns, "smuggled in"))));
		assertForbidden(push(mutation("update", "page", this.own, pageIn(this.anns, "moved in"))));
		assertForbidden(push(mutation("update", "page", this.own, pageIn(this.eves, "fine")),
				mutation("update", "page", this.page, "{\"text\":\"not fine\"}")));
		assertThat(pages(this.eves).get().get(this.own.toString())).contains("Eve's");
		for (String request : new String[] { "create\",\"createdAt", "update\",\"updatedAt" }) {
			String[] parts = request.split("\",\"");
			assertThat(this.eve
				.ask("page/" + parts[0],
						"{\"uid\":\"%s\",\"data\":%s,\"%s\":\"%s\"}".formatted(this.page, pageIn(this.eves, "mine"),
								parts[1], LATER))
				.errorCode()).isEqualTo("forbidden");
		}
		assertThat(push(mutation("update", "page", this.own, pageIn(this.eves, "hers"))).at("/outcome").stringValue())
			.isEqualTo("committed");
	}

	@Test
	void aStaleWriteTellsNothingOfWhatMayNotBeRead() {
		JsonNode stale = push("{\"op\":\"delete\",\"table\":\"page\",\"uid\":\"%s\",\"at\":\"%s\"}".formatted(this.page,
				"2000-01-01T00:00:00.000Z"));
		assertForbidden(stale);
		assertThat(stale.at("/results/0/record/value").isNull()).isTrue();
		assertThat(stale.at("/results/0/record/metadata")).hasToString(HIDDEN);
	}

	@Test
	void aTransactionMayMakeTheFolderThatItsPagesAreIn() {
		UUID folder = UUID.randomUUID();
		JsonNode made = push(mutation("update", "page", this.own, pageIn(this.eves, "also")),
				mutation("create", "folder", folder, "{\"owner\":\"eve\",\"name\":\"New\"}"),
				mutation("create", "member", UUID.randomUUID(),
						"{\"folder\":\"%s\",\"person\":\"eve\"}".formatted(folder)),
				mutation("create", "page", UUID.randomUUID(), pageIn(folder, "first")),
				mutation("update", "folder", folder, "{\"name\":\"Newer\"}"));
		assertThat(made.at("/outcome").stringValue()).as(made.toString()).isEqualTo("committed");
		assertThat(made.at("/results/3/record/value/text").stringValue()).isEqualTo("first");
		assertForbidden(push(mutation("create", "member", UUID.randomUUID(),
				"{\"folder\":\"%s\",\"person\":\"eve\"}".formatted(this.anns))));
		assertForbidden(push(mutation("create", "folder", UUID.randomUUID(), "{\"owner\":\"ann\",\"name\":\"x\"}")));
	}

	@Test
	void whatIsNotValidIsRefusedFieldByField() {
		JsonNode refused = push(mutation("update", "page", this.own, "{\"text\":\"fine\"}"),
				mutation("create", "page", UUID.randomUUID(), pageIn(this.eves, "x".repeat(21))));
		assertThat(refused.at("/error/code").stringValue()).isEqualTo("validation-failed");
		assertThat(refused.at("/error/mutation").intValue()).isOne();
		assertThat(refused.at("/error/details/fields")).singleElement().satisfies((field) -> {
			assertThat(field.get("field").stringValue()).isEqualTo("text");
			assertThat(field.get("message").stringValue()).isEqualTo("size must be between 0 and 20");
		});
		assertThat(pages(this.eves).get().values()).singleElement().asString().contains("Eve's");
	}

	@Test
	void streamsTellOnlyWhatMayBeReadAndWhatLeaves() {
		try (StreamClient stream = follow(application, "eve", "{}")) {
			stream.untilHolds("page", pages(this.eves));
			jdbc.update("update page set text = 'Ann''s again' where uid = ?", this.page);
			jdbc.update("update page set folder = ?, text = 'given' where uid = ?", this.eves, this.page);
			stream.untilHolds("page", pages(this.eves));
			assertThat(pages(this.eves).get()).hasSize(2);
			jdbc.update("update page set folder = ?, text = 'secret' where uid = ?", this.anns, this.page);
			StreamPage left = stream.next();
			assertThat(left.changes()).singleElement()
				.satisfies((change) -> assertThat(change.kind()).isEqualTo(StreamChange.Kind.LEFT));
			stream.untilHolds("page", pages(this.eves));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whoIsNoMemberAnyMoreHearsNothingMore(boolean elsewhere) {
		ConfigurableApplicationContext node = elsewhere ? startNode() : application;
		join(this.anns, "eve");
		SyncRights rights = application.getBean(SyncRights.class);
		rights.changed("eve");
		TransactionTemplate transaction = new TransactionTemplate(
				application.getBean(PlatformTransactionManager.class));
		try (StreamClient stream = follow(node, "eve", "{}"); StreamClient ann = follow(node, "ann", "{}")) {
			stream.untilHolds("page", pages(this.anns, this.eves));
			ann.untilHolds("page", pages(this.anns));
			transaction.executeWithoutResult((status) -> {
				application.getBean(JdbcTemplate.class)
					.update("delete from member where folder = ? and person = 'eve'", this.anns);
				rights.changed("eve");
			});
			jdbc.update("update page set text = 'secret' where uid = ?", this.page);
			insert(UUID.randomUUID(), this.eves, "last");
			stream.untilHolds("page", pages(this.eves));
			assertThat(stream.model().said()).noneMatch((change) -> String.valueOf(change.value()).contains("secret"));
			ann.untilHolds("page", pages(this.anns));
			join(this.anns, "eve");
			rights.changedForAll();
			stream.untilHolds("page", pages(this.anns, this.eves));
		}
		finally {
			if (elsewhere) {
				node.close();
			}
		}
	}

	@Test
	void aCursorOfBeforeIsOfNoUseAfterwardsAndOfNoneToOthers() {
		join(this.anns, "eve");
		StreamModel model = new StreamModel(Progress.byTime(), StreamScope.of("page", "{}"));
		try (StreamClient stream = StreamClient.over(connect("eve"), model, "client-individual")) {
			stream.untilHolds("page", pages(this.anns, this.eves));
		}
		jdbc.update("delete from member where folder = ? and person = 'eve'", this.anns);
		jdbc.update("update page set text = 'secret' where uid = ?", this.page);
		try (StreamClient stream = StreamClient.over(connect("eve"), model, "client-individual")) {
			assertThat(stream.next().reset()).containsExactly(0);
			stream.untilHolds("page", pages(this.eves));
		}
		try (StreamClient stream = StreamClient.over(connect("ann"), model, "client-individual")) {
			assertThat(stream.next().reset()).containsExactly(0);
			stream.untilHolds("page", pages(this.anns));
		}
	}

	@Test
	void whatIsRolledBackChangesNoRights() {
		try (StreamClient stream = follow(application, "eve", "{}")) {
			stream.untilHolds("page", pages(this.eves));
			new TransactionTemplate(application.getBean(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> {
					join(this.anns, "eve");
					application.getBean(SyncRights.class).changed("eve");
					status.setRollbackOnly();
				});
			insert(UUID.randomUUID(), this.eves, "next");
			assertThat(stream.next().reset()).isEmpty();
			jdbc.update("delete from member where folder = ? and person = 'eve'", this.anns);
		}
	}

	@Test
	void nobodyIsRefused() {
		try (StompTestClient nobody = StompTestClient.open(port(application))) {
			nobody.sendConnect();
			StompFrame error = nobody.next();
			assertThat(error.errorCode()).isEqualTo("forbidden");
			assertThat(error.error().get("message").stringValue()).contains("Nobody has signed in");
			assertThat(nobody.closeCode()).isEqualTo(4401);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "wrong", "eve/0", "eve/not-a-number" })
	void aTokenThatIsWrongOrExpiredIsRefused(String token) {
		try (StompTestClient client = StompTestClient.open(port(application))) {
			client.sendConnect("token", token);
			assertThat(client.next().errorCode()).isEqualTo("forbidden");
			assertThat(client.closeCode()).isEqualTo(4401);
		}
	}

	@Test
	void aSessionEndsWithItsToken() {
		try (StompTestClient client = StompTestClient.open(port(application)).connect("token", "eve/1500")) {
			client.ask("hello", "{}").result();
			assertThat(client.next().errorCode()).isEqualTo("forbidden");
			assertThat(client.closeCode()).isEqualTo(4401);
		}
	}

}
