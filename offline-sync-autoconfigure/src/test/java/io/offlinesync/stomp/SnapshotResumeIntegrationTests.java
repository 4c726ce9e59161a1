package io.offlinesync.stomp;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StreamChange;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A large snapshot that is interrupted again and again, while rows change.
 */
class SnapshotResumeIntegrationTests {

	private static final int ROWS = Integer.getInteger("offline-sync.test.rows", 200_000);

	private static final int INTERRUPTIONS = 10;

	private static final UUID LIST = UUID.randomUUID();

	private static final UUID OTHER = UUID.randomUUID();

	private final Set<StreamChange> brought = new HashSet<>();

	private int repeats;

	@Test
	void aSnapshotGoesOnWhereItStopped() {
		TestDatabase database = DomainApplication.database();
		try (ConfigurableApplicationContext application = DomainApplication.startWeb(database)) {
			JdbcTemplate jdbc = application.getBean(JdbcTemplate.class);
			fill(jdbc);
			int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			StreamModel model = new StreamModel(Progress.byTime(),
					StreamScope.of("todo", "{\"listUid\":\"" + LIST + "\"}"));
			for (int i = 0; i < INTERRUPTIONS; i++) {
				int goal = ROWS * (i + 1) / (INTERRUPTIONS + 1);
				try (StreamClient client = StreamClient.open(port, model)) {
					while (model.changes() < goal) {
						take(client);
					}
				}
				assertThat(model.complete()).isFalse();
				change(jdbc, i);
			}
			try (StreamClient client = StreamClient.open(port, model)) {
				while (!take(client).complete()) {
					assertThat(model.seen()).isNull();
				}
				change(jdbc, INTERRUPTIONS);
				client.untilHolds("todo", new SyncedRows(jdbc).todos("list_uid = ?", LIST));
			}
			assertThat(this.repeats).as("rows that the snapshot brought again").isZero();
		}
	}

	private StreamPage take(StreamClient client) {
		StreamPage page = client.next();
		page.changes().forEach((change) -> {
			if (!this.brought.add(change) && !page.snapshot().isEmpty()) {
				this.repeats++;
			}
		});
		return page;
	}

	private static void fill(JdbcTemplate jdbc) {
		jdbc.update("insert into todo_list values (?, 'List'), (?, 'Other')", LIST, OTHER);
		jdbc.update(
				"insert into todo (uid, list_uid, title, done, priority)"
						+ " select gen_random_uuid(), ?, 'row ' || i, false, i from generate_series(1, ?) i",
				LIST, ROWS);
		jdbc.update(
				"insert into todo (uid, list_uid, title, done, priority)"
						+ " select gen_random_uuid(), ?, 'other ' || i, false, -i from generate_series(1, ?) i",
				OTHER, ROWS / 100);
		jdbc.execute("analyze todo");
	}

	/** Rows all over the table are changed, moved out, moved in, deleted and inserted. */
	private static void change(JdbcTemplate jdbc, int round) {
		int part = round * 7;
		jdbc.update("update todo set title = title || '!' where priority % 1000 = ? and list_uid = ?", part, LIST);
		jdbc.update("update todo set list_uid = ? where priority % 1000 = ? and list_uid = ?", OTHER, part + 1, LIST);
		jdbc.update("update todo set list_uid = ? where priority % 50 = ? and list_uid = ?", LIST, -(round + 1), OTHER);
		jdbc.update("delete from todo where priority % 1000 = ?", part + 2);
		jdbc.update("insert into todo (uid, list_uid, title, done)"
				+ " select gen_random_uuid(), ?, 'new', false from generate_series(1, 100)", LIST);
	}

}
