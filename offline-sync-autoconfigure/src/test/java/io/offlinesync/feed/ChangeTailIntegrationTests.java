package io.offlinesync.feed;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.offlinesync.jdbc.ChangeLog;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.domain.DomainApplication;
import io.offlinesync.observation.SyncObservations;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.TestDatabase;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeTailIntegrationTests {

	private static final int VISITS = 100;

	private TestDatabase database;

	private ConfigurableApplicationContext application;

	private ExecutorService threads;

	private ChangeTail tail;

	@BeforeEach
	void start() {
		this.database = DomainApplication.database();
		this.application = DomainApplication.start(this.database);
		this.threads = Executors.newCachedThreadPool();
		this.tail = new ChangeTail(log(), this.threads,
				new FeedProperties(Duration.ofMillis(1), false, Duration.ofNanos(1), 1), new PageSize(),
				SyncObservations.NONE);
		this.threads.execute(this.tail);
	}

	@AfterEach
	void stop() {
		this.tail.stop();
		this.threads.shutdownNow();
		this.application.close();
	}

	private ChangeLog log() {
		return this.application.getBean(JdbcSyncService.class).changeLog();
	}

	@Test
	void whoComesWhileNobodyListensIsAdmittedHoweverOftenTheTailIsWoken() {
		this.threads.execute(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				this.tail.wake();
			}
		});
		ChangeFeed feed = (request, listener) -> {
			StreamReader reader = new StreamReader(log(), new ScopeSource(log(), request), null, new PageSize(),
					SyncObservations.NONE);
			return new FeedStream(request, reader, listener, this.tail, this.threads, new FeedMonitor());
		};
		for (int i = 0; i < VISITS; i++) {
			StreamModel model = new StreamModel(Progress.byTime(), StreamScope.of("todo", "{}"));
			try (FeedClient client = FeedClient.open(feed, model)) {
				client.untilComplete();
				assertThat(client.poll(5000)).as("an idle page at visit %d", i).isNotNull();
			}
		}
	}

}
