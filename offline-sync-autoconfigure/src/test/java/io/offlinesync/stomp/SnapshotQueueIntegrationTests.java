package io.offlinesync.stomp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StompFrame;
import io.offlinesync.testsupport.CaptureBypass;
import io.offlinesync.testsupport.DatabaseSession;
import io.offlinesync.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many clients read for the first time at once. They wait in line, and not with a
 * connection of the application's.
 */
class SnapshotQueueIntegrationTests {

	private final TestDatabase database = DomainApplication.database();

	@Test
	void onlySoManyStreamsReadAtTheSameTime() {
		try (ConfigurableApplicationContext application = DomainApplication.startWeb(this.database,
				"offline-sync.feed.reader-threads=2"); StompTestClient client = connect(application)) {
			try (DatabaseSession locker = new DatabaseSession(this.database)) {
				locker.jdbc().execute("lock table todo in access exclusive mode");
				for (int i = 0; i < 6; i++) {
					client.follow("s" + i, "receipt", "r" + i);
					assertThat(client.next().header("receipt-id")).isEqualTo("r" + i);
				}
				Awaitility.await().until(() -> reading() == 2);
				Awaitility.await().during(Duration.ofMillis(300)).until(() -> reading() == 2);
				// Who does not read the database is not kept waiting.
				assertThat(client.ask("hello", "{}").result()).isNotNull();
			}
			for (int i = 0; i < 6; i++) {
				assertThat(client.next().json().get("complete").booleanValue()).isTrue();
			}
		}
	}

	@Test
	void whoHasReadAPageGoesToTheEndOfTheLine() {
		CaptureBypass.update(this.database.jdbc(),
				"insert into note (id, body) select n::text, repeat('x', 200) from generate_series(1, 5000) n");
		try (ConfigurableApplicationContext application = DomainApplication.startWeb(this.database,
				"offline-sync.feed.reader-threads=1"); StompTestClient client = connect(application)) {
			try (DatabaseSession locker = new DatabaseSession(this.database)) {
				locker.jdbc().execute("lock table note in access exclusive mode");
				follow(client, "large", "note");
				Awaitility.await().until(() -> reading() == 1);
				follow(client, "small", "todo");
				follow(client, "other", "note");
				client.settle();
			}
			List<String> order = new ArrayList<>();
			List<Boolean> complete = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				StompFrame page = client.next();
				order.add(String.valueOf(page.header("subscription")));
				complete.add(page.json().get("complete").booleanValue());
			}
			assertThat(order).containsExactly("large", "small", "other");
			assertThat(complete).containsExactly(false, true, false);
		}
	}

	private static void follow(StompTestClient client, String id, String table) {
		client.frame("SUBSCRIBE", "id", id, "destination", "/app/sync/changes", "ack", "client-individual", "scopes",
				"[{\"table\":\"" + table + "\",\"where\":{}}]");
	}

	private static StompTestClient connect(ConfigurableApplicationContext application) {
		return StompTestClient
			.open(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
			.connect();
	}

	private int reading() {
		Integer waiting = this.database.jdbc()
			.queryForObject("select count(*) from pg_stat_activity where datname = current_database()"
					+ " and wait_event_type = 'Lock'", Integer.class);
		return (waiting != null) ? waiting : 0;
	}

}
