package io.offlinesync.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.offlinesync.Operation;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.ClientTransaction;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.Mutation;
import io.offlinesync.jdbc.Push;
import io.offlinesync.jdbc.TransactionResult;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.User;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pushes of clients that say where their stream stopped.
 */
class PushCursorIntegrationTests {

	private static TestDatabase database;

	private static ConfigurableApplicationContext application;

	private static JdbcSyncService service;

	@BeforeAll
	static void start() {
		database = DomainApplication.database();
		application = DomainApplication.start(database);
		service = application.getBean(JdbcSyncService.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	private static String cursor() {
		StreamModel model = new StreamModel(Progress.byTime(), StreamScope.of("note", "{}"));
		try (FeedClient client = FeedClient.open(application.getBean(ChangeFeed.class), model)) {
			client.untilComplete();
		}
		return String.valueOf(model.cursor());
	}

	private static List<TransactionResult> push(String cursor) {
		String uid = UUID.randomUUID().toString();
		ObjectNode data = JsonNodeFactory.instance.objectNode();
		data.put("id", uid).put("title", "t");
		Mutation create = new Mutation("note", Operation.CREATE, uid, data, null, Instant.now());
		return service.push(new Push(new User("ana"), "client", cursor,
				List.of(new ClientTransaction(UUID.randomUUID().toString(), List.of(create)))));
	}

	@Test
	void aValidCursorIsTaken() {
		assertThat(push(cursor())).singleElement()
			.satisfies((result) -> assertThat(result.outcome()).isEqualTo(TransactionResult.Outcome.COMMITTED));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "x.y", "." })
	void anUnreadableCursorIsRefused(String cursor) {
		assertRefused(cursor);
	}

	@Test
	void aCursorFromBeforeThePurgeIsRefusedAsAWhole() {
		String cursor = cursor();
		push(cursor());
		push(cursor());
		database.jdbc().update("update offline_sync.sync_change set changed_at = changed_at - interval '90 days'");
		push(cursor());
		service.purge(Duration.ofDays(30));
		long notes = notes();
		assertRefused(cursor);
		assertThat(notes()).isEqualTo(notes);
		assertThat(push(cursor())).hasSize(1);
	}

	@Test
	void aCursorOfAnotherGenerationIsRefused() {
		String cursor = cursor();
		database.jdbc().update("update offline_sync.sync_state set generation = gen_random_uuid()");
		assertRefused(cursor);
	}

	private static long notes() {
		Map<String, Object> row = database.jdbc().queryForMap("select count(*) as notes from note");
		return (long) row.get("notes");
	}

	private static void assertRefused(String cursor) {
		assertThatExceptionOfType(SyncException.class).isThrownBy(() -> push(cursor))
			.satisfies((refusal) -> assertThat(refusal.code()).isEqualTo(SyncErrorCode.RESYNC_REQUIRED));
	}

}
