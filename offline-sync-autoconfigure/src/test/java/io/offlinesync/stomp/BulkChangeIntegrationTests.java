package io.offlinesync.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A change that takes several pages of the tail, seen by clients that each follow a part.
 */
class BulkChangeIntegrationTests {

	private static final int CLIENTS = 50;

	private static final int ROWS = 20_000;

	@Test
	void everyoneIsToldItsPartAndTheEnd() {
		TestDatabase database = DomainApplication.database();
		try (ConfigurableApplicationContext application = DomainApplication.startWeb(database,
				"offline-sync.feed.poll-interval=20ms", "offline-sync.feed.idle-interval=1h")) {
			JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
			List<UUID> lists = IntStream.range(0, CLIENTS + 1).mapToObj((i) -> UUID.randomUUID()).toList();
			lists.forEach((list) -> jdbc.update("insert into todo_list values (?, 'List')", list));
			fill(jdbc, lists);
			int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			List<StreamClient> clients = new ArrayList<>();
			lists.subList(0, CLIENTS).forEach((list) -> {
				StreamClient client = StreamClient.open(port,
						new StreamModel(Progress.byTime(), StreamScope.of("todo", "{\"listUid\":\"" + list + "\"}")));
				client.untilComplete();
				clients.add(client);
			});
			String xid = change(application, lists);
			int parts = 0;
			for (int i = 0; i < CLIENTS; i++) {
				StreamClient client = clients.get(i);
				StreamPage page = client.next();
				while (!page.complete()) {
					parts++;
					page = client.next();
				}
				client.untilSeen(xid);
				client.model().assertHolds("todo", new SyncedRows(jdbc).todos("list_uid = ?", lists.get(i)));
				assertThat(client.model().duplicates()).isEmpty();
				client.close();
			}
			assertThat(parts).as("pages that were a part").isGreaterThanOrEqualTo(CLIENTS / 2);
		}
	}

	/** List by list, so that most clients have no part in the last page. */
	private static String change(ConfigurableApplicationContext application, List<UUID> lists) {
		JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
		return new TransactionTemplate(application.getBean(PlatformTransactionManager.class)).execute((status) -> {
			for (int i = 0; i < lists.size(); i++) {
				jdbc.update("""
						update todo set title = 'changed', list_uid = case when done then ? else list_uid end
						where list_uid = ? and title = 'row'""", lists.get((i + 1) % lists.size()), lists.get(i));
			}
			return jdbc.queryForObject("select pg_current_xact_id()::text", String.class);
		});
	}

	/** In each list, a half that will move on, and one that stays. */
	private static void fill(JdbcTemplate jdbc, List<UUID> lists) {
		for (int i = 0; i < lists.size(); i++) {
			jdbc.update(
					"insert into todo (uid, list_uid, title, done, priority)"
							+ " select gen_random_uuid(), ?, 'row', i % 2 = 0, ? from generate_series(1, ?) i",
					lists.get(i), i, ROWS / lists.size());
		}
	}

}
