package io.offlinesync.stomp;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.stomp.rights.RightsApplication;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ann and Eve are members of folders of their own, and Eve tries to get at Ann's.
 */
abstract class RightsTests {

	static final String EARLY = "2026-01-01T10:00:00.000Z";

	static final String LATER = "2026-01-01T11:00:00.000Z";

	static final String HIDDEN = "{\"createdAt\":null,\"updatedAt\":null,\"deletedAt\":null}";

	@SuppressWarnings("NullAway.Init")
	static TestDatabase database;

	@SuppressWarnings("NullAway.Init")
	static ConfigurableApplicationContext application;

	@SuppressWarnings("NullAway.Init")
	static JdbcTemplate jdbc;

	final UUID anns = UUID.randomUUID();

	final UUID eves = UUID.randomUUID();

	final UUID page = UUID.randomUUID();

	final UUID own = UUID.randomUUID();

	@SuppressWarnings("NullAway.Init")
	StompTestClient eve;

	@BeforeAll
	static void start() {
		database = RightsApplication.database();
		application = startNode();
		jdbc = database.jdbc();
	}

	static ConfigurableApplicationContext startNode() {
		return DomainApplication.startWeb(RightsApplication.class, database,
				"offline-sync.security.allow-anonymous=false", "offline-sync.security.require-policy=true");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void prepare() {
		jdbc.update("truncate folder, member, page, invoice, key, room");
		folder(this.anns, "ann");
		folder(this.eves, "eve");
		insert(this.page, this.anns, "Ann's");
		insert(this.own, this.eves, "Eve's");
		this.eve = connect("eve");
	}

	@AfterEach
	void disconnect() {
		this.eve.close();
	}

	static void folder(UUID uid, String owner) {
		jdbc.update("insert into folder values (?, ?, 'Folder')", uid, owner);
		join(uid, owner);
	}

	static void join(UUID folder, String person) {
		jdbc.update("insert into member values (gen_random_uuid(), ?, ?)", folder, person);
	}

	static void insert(UUID uid, UUID folder, String text) {
		jdbc.update("insert into page values (?, ?, ?)", uid, folder, text);
	}

	static int port(ConfigurableApplicationContext node) {
		return node.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	static StompTestClient connect(String user) {
		return StompTestClient.open(port(application)).connect("token", user);
	}

	static StreamClient follow(ConfigurableApplicationContext node, String user, String where) {
		StreamModel model = new StreamModel(Progress.byTime(), StreamScope.of("page", where));
		return StreamClient.over(StompTestClient.open(port(node)).connect("token", user), model, "client-individual");
	}

	static Supplier<Map<String, String>> pages(UUID... folders) {
		return () -> {
			Map<String, String> rows = new LinkedHashMap<>();
			jdbc.query("select uid::text, json_build_object('uid', uid, 'folder', folder, 'text', text)::text from page"
					+ " where folder = any(?)", (row) -> {
						rows.put(row.getString(1), row.getString(2));
					}, (Object) folders);
			return rows;
		};
	}

	JsonNode push(String... mutations) {
		return this.eve
			.ask("push", "{\"transactions\":[{\"id\":\"1\",\"mutations\":[" + String.join(",", mutations) + "]}]}")
			.result()
			.at("/transactions/0");
	}

	static String mutation(String op, String table, UUID uid, String data) {
		return "{\"op\":\"%s\",\"table\":\"%s\",\"uid\":\"%s\",%s\"at\":\"%s\"}".formatted(op, table, uid,
				data.isEmpty() ? "" : "\"data\":" + data + ",", Instant.now());
	}

	static String pageIn(UUID folder, String text) {
		return "{\"folder\":\"%s\",\"text\":\"%s\"}".formatted(folder, text);
	}

	void assertForbidden(JsonNode transaction) {
		assertThat(transaction.at("/outcome").stringValue()).isEqualTo("rejected");
		assertThat(transaction.at("/error/code").stringValue()).isEqualTo("forbidden");
		assertThat(transaction.toString()).doesNotContain("Ann's");
		assertThat(pages(this.anns).get()).containsOnlyKeys(this.page.toString());
		assertThat(pages(this.anns).get().get(this.page.toString())).contains("Ann's");
	}

}
