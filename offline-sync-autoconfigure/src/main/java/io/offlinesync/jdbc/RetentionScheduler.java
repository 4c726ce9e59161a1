package io.offlinesync.jdbc;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Has what is older than the retention purged now and then.
 */
public final class RetentionScheduler implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(RetentionScheduler.class);

	private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);

	private static final int PARTS = 10;

	private final JdbcSyncService service;

	private final Duration retention;

	private @Nullable ScheduledThreadPoolExecutor timer;

	/**
	 * Create a scheduler.
	 * @param service whose log, tombstones and transactions are purged
	 * @param retention how long they are kept
	 */
	public RetentionScheduler(JdbcSyncService service, Duration retention) {
		this.service = service;
		this.retention = retention;
	}

	@Override
	public synchronized void start() {
		if (this.timer == null) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory("offline-sync-purge-");
			threads.setDaemon(true);
			this.timer = new ScheduledThreadPoolExecutor(1, threads);
			long part = this.retention.dividedBy(PARTS).toMillis();
			long interval = Math.max(1, Math.min(part, LONGEST_INTERVAL.toMillis()));
			this.timer.scheduleWithFixedDelay(this::purge, interval, interval, TimeUnit.MILLISECONDS);
		}
	}

	private void purge() {
		try {
			this.service.purge(this.retention);
		}
		catch (RuntimeException | Error ex) {
			logger
				.warn("Could not purge what is older than the retention, trying again later: " + LoggedError.line(ex));
		}
	}

	@Override
	public synchronized void stop() {
		if (this.timer != null) {
			this.timer.shutdownNow();
			this.timer = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.timer != null;
	}

}
