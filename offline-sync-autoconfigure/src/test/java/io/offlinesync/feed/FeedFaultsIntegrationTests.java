package io.offlinesync.feed;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What cannot be read, and what happens when the tail has to begin anew.
 */
class FeedFaultsIntegrationTests {

	private TestDatabase database;

	private JdbcTemplate jdbc;

	private ConfigurableApplicationContext application;

	private ChangeFeed feed;

	@BeforeEach
	void start() {
		this.database = DomainApplication.database();
		this.jdbc = this.database.jdbc();
		this.application = DomainApplication.start(this.database, "offline-sync.feed.poll-interval=20ms");
		this.feed = this.application.getBean(ChangeFeed.class);
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	private FeedClient follow(String table, String where) {
		return FeedClient.open(this.feed, new StreamModel(Progress.byTime(), StreamScope.of(table, where)));
	}

	private UUID list() {
		UUID uid = UUID.randomUUID();
		this.jdbc.update("insert into todo_list (uid, name) values (?, 'List')", uid);
		return uid;
	}

	private UUID todo(UUID list, String title) {
		UUID uid = UUID.randomUUID();
		this.jdbc.update("insert into todo (uid, list_uid, title, done) values (?, ?, ?, false)", uid, list, title);
		return uid;
	}

	@Test
	void aValueThatJavaHasNoPlaceForStopsNobody() {
		this.jdbc.execute("alter table todo add column big numeric");
		UUID list = list();
		UUID uid = todo(list, "x");
		this.jdbc.update("update todo set big = 1e2000 where uid = ?", uid);
		try (FeedClient todos = follow("todo", "{\"listUid\":\"" + list + "\"}");
				FeedClient lists = follow("todo_list", "{}")) {
			todos.untilComplete();
			lists.untilComplete();
			this.jdbc.update("update todo set title = 'y' where uid = ?", uid);
			assertThat(todos.untilComplete().changes()).hasSize(1);
			list();
			assertThat(lists.untilComplete().changes()).hasSize(1);
		}
	}

	@Test
	void anIdThatNoClientCouldGiveIsFollowedAsAnyOther() {
		String uid = "x".repeat(600);
		try (FeedClient notes = follow("note", "{}")) {
			notes.untilComplete();
			this.jdbc.update("insert into note (id, title) values (?, 't')", uid);
			assertThat(notes.untilComplete().changes()).hasSize(1);
		}
		try (FeedClient notes = follow("note", "{}")) {
			assertThat(notes.untilComplete().changes()).hasSize(1);
		}
	}

	@Test
	void nothingIsLostWhenTheTailBeginsAnewWhileAllReadersAreBusy() throws Exception {
		UUID list = list();
		try (FeedClient client = follow("todo", "{\"listUid\":\"" + list + "\"}");
				Connection lock = this.database.dataSource().getConnection()) {
			FeedClient other = follow("todo_list", "{}");
			client.untilComplete();
			other.untilComplete();
			todo(list, "live");
			client.untilComplete();
			lock.setAutoCommit(false);
			lock.createStatement().execute("lock table note in access exclusive mode");
			List<FeedClient> blocked = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				FeedClient reader = follow("note", "{\"title\":\"" + i + "\"}");
				reader.poll(50);
				blocked.add(reader);
			}
			this.jdbc.execute("update offline_sync.sync_state set generation = gen_random_uuid()");
			todo(list, "gap");
			other.close();
			todo(list, "after");
			client.poll(500);
			lock.rollback();
			StreamPage page = client.untilComplete();
			while (client.model().records("todo").size() < 3) {
				page = client.untilComplete();
			}
			assertThat(page.complete()).isTrue();
			blocked.forEach(FeedClient::close);
		}
	}

}
