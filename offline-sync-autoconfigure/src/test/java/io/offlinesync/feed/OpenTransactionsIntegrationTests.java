package io.offlinesync.feed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.User;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transactions that stay open while others write, commit and read.
 */
class OpenTransactionsIntegrationTests {

	private static TestDatabase database;

	private static ConfigurableApplicationContext application;

	private static ChangeFeed feed;

	private Todos todos;

	@BeforeAll
	static void start() {
		database = DomainApplication.database();
		application = DomainApplication.start(database, "offline-sync.feed.poll-interval=10ms");
		feed = application.getBean(ChangeFeed.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void begin() {
		this.todos = Todos.create(database.jdbc());
	}

	private void hear(FeedClient client) {
		while (!this.todos.isHeldBy(client.model())) {
			client.next();
		}
	}

	private StreamModel resumed(StreamModel model) {
		try (FeedClient client = FeedClient.open(feed, model)) {
			client.next();
			while (!model.complete()) {
				client.next();
			}
		}
		return model;
	}

	@Test
	void othersAreHeardAtOnceAndTheLateOneWhenItCommits() {
		JdbcSyncService service = application.getBean(JdbcSyncService.class);
		StreamModel before = resumed(this.todos.follow());
		List<StreamModel> meanwhile = new ArrayList<>();
		try (FeedClient live = FeedClient.open(feed, this.todos.follow());
				DatabaseSession late = new DatabaseSession(database);
				DatabaseSession later = new DatabaseSession(database)) {
			live.untilComplete();
			this.todos.insert(late.jdbc(), "late");
			for (int i = 0; i < 10; i++) {
				if (i % 2 == 0) {
					this.todos.insert("by SQL");
				}
				else {
					service.mutate(new User("ana"), this.todos.create(UUID.randomUUID(), Instant.now()));
				}
				hear(live);
				if (i == 4) {
					this.todos.insert(later.jdbc(), "later");
				}
				if (i % 3 == 0) {
					meanwhile.add(resumed(this.todos.follow()));
				}
				this.todos.assertHeldBy(resumed(before));
			}
			assertThat(live.model().changes()).as("each once").isEqualTo(10);
			assertThat(before.changes()).as("each once").isEqualTo(10);

			later.commit();
			hear(live);
			this.todos.assertHeldBy(resumed(before));
			late.commit();
			hear(live);
			meanwhile.add(before);
			for (StreamModel model : meanwhile) {
				this.todos.assertHeldBy(resumed(model));
				assertThat(model.repeats()).isZero();
				assertThat(model.changes()).isEqualTo(12);
			}
			assertThat(live.model().changes()).isEqualTo(12);
		}
	}

	@Test
	void whoRollsBackIsNotHeard() {
		try (FeedClient live = FeedClient.open(feed, this.todos.follow())) {
			live.untilComplete();
			try (DatabaseSession late = new DatabaseSession(database)) {
				this.todos.insert(late.jdbc(), "never");
				this.todos.insert("one");
				hear(live);
			}
			this.todos.insert("two");
			hear(live);
			assertThat(live.model().changes()).isEqualTo(2);
		}
	}

}
