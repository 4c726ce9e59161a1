package io.offlinesync.feed;

import java.util.Map;

import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which scopes count as reset: those that a client held, and has to read again.
 */
class ResetsIntegrationTests {

	private static final StreamScope TODOS = StreamScope.of("todo", "{}");

	private static final StreamScope LISTS = StreamScope.of("todo_list", "{}");

	private final TestDatabase database = DomainApplication.database();

	private final StreamModel model = new StreamModel(Progress.byTime(), TODOS);

	@SuppressWarnings("NullAway.Init")
	private ConfigurableApplicationContext application;

	@SuppressWarnings("NullAway.Init")
	private DefaultChangeFeed feed;

	@BeforeEach
	void holdTodos() {
		this.application = DomainApplication.start(this.database, "offline-sync.feed.poll-interval=20ms");
		this.feed = this.application.getBean(DefaultChangeFeed.class);
		readOn();
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	private void readOn() {
		try (FeedClient client = FeedClient.open(this.feed, this.model)) {
			client.untilComplete();
		}
	}

	private Map<String, Long> resets() {
		return this.feed.status().resets();
	}

	@Test
	void whoHeldNothingHasNothingToReadAgain() {
		assertThat(resets()).isEmpty();
	}

	@Test
	void aScopeThatIsNewToAClientIsNoReset() {
		this.model.follow(TODOS, LISTS);
		readOn();
		assertThat(resets()).isEmpty();
	}

	@Test
	void aCursorThatIsTooOldIsOneForEachScopeThatWasHeld() {
		this.database.jdbc().update("update offline_sync.sync_state set oldest = pg_current_xact_id()");
		this.model.follow(TODOS, LISTS);
		readOn();
		assertThat(resets()).isEqualTo(Map.of("todo", 1L));
	}

	@Test
	void aTruncateIsOneForEachFollower() {
		try (FeedClient client = FeedClient.open(this.feed, this.model)) {
			client.untilComplete();
			this.database.jdbc().execute("truncate todo");
			client.untilComplete();
		}
		assertThat(resets()).isEqualTo(Map.of("todo", 1L));
	}

}
