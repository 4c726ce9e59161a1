package io.offlinesync.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Purges at any time, among writers of every kind. How long it goes on is set with
 * {@code -Doffline-sync.test.seconds}.
 */
class RetentionUnderWritersIntegrationTests {

	private static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("offline-sync.test.seconds", 6));

	@Test
	void nothingThatWasPurgedComesBack() throws Exception {
		TestDatabase database = DomainApplication.database();
		ExecutorService threads = Executors.newCachedThreadPool();
		try (ConfigurableApplicationContext application = DomainApplication.start(database,
				"spring.datasource.hikari.maximum-pool-size=12")) {
			JdbcSyncService service = application.getBean(JdbcSyncService.class);
			PurgeRun run = new PurgeRun(service, Todos.create(database.jdbc()), DURATION);
			List<Callable<Boolean>> work = new ArrayList<>(List.of(run.application(0), run.purges(0), run.purges(30)));
			for (int i = 1; i <= 4; i++) {
				work.add(run.client("client" + i, i));
			}
			for (Future<Boolean> future : threads.invokeAll(work)) {
				future.get();
			}
			assertThat(run.returned()).isEmpty();
			assertThat(run.applied()).as("applied").isGreaterThan(100);
			// Those who write hold what a purge waits for, all the time, and yet it goes
			// on.
			assertThat(run.forgotten()).as("purges of tombstones").isGreaterThan(20);
			assertThat(run.expired()).as("refused as expired").isPositive();
		}
		finally {
			threads.shutdownNow();
		}
	}

}
