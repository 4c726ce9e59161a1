package io.offlinesync.feed;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.ChangeLog;
import io.offlinesync.jdbc.JdbcSyncService;
import io.offlinesync.jdbc.NodeNotifications;
import io.offlinesync.observation.SyncObservations;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The change feed of one node: a tail reader, and the streams of its clients.
 */
public final class DefaultChangeFeed implements ChangeFeed, SmartLifecycle {

	private static final Duration IDLE = Duration.ofSeconds(30);

	private static final int TELLERS = 2;

	private static final Duration LAST_READS = Duration.ofSeconds(10);

	private final JdbcSyncService service;

	private final FeedProperties properties;

	private final @Nullable DataSource listening;

	private final SyncObservations observations;

	private final FeedMonitor monitor = new FeedMonitor();

	private volatile @Nullable Running running;

	/**
	 * Create a feed.
	 * @param service what is written to, and read from
	 * @param properties how changes are found
	 * @param listening where a connection comes from on which to listen to other nodes,
	 * or {@literal null} if they are not listened to
	 * @param observations makes observations
	 */
	public DefaultChangeFeed(JdbcSyncService service, FeedProperties properties, @Nullable DataSource listening,
			SyncObservations observations) {
		this.observations = observations;
		this.service = service;
		this.properties = properties;
		this.listening = listening;
		service.onCommit(this::committed);
	}

	@Override
	public ChangeStream open(StreamRequest request, StreamListener listener) {
		ChangeLog log = this.service.changeLog();
		ScopeSource scopes = new ScopeSource(log, request);
		Running current = running();
		StreamReader reader = new StreamReader(log, scopes, Cursor.decode(request.cursor()), new PageSize(),
				this.observations);
		return new FeedStream(request, reader, listener, current.tail, current.workers, this.monitor);
	}

	/**
	 * Look at the feed. The database is not asked.
	 * @return the state as of now
	 */
	public FeedStatus status() {
		Running current = this.running;
		TailStatus tail = (current != null) ? current.tail.status(current.tailThread.isAlive())
				: new TailStatus(false, 0, Duration.ZERO, null);
		return new FeedStatus(tail, this.monitor.streams(), this.monitor.resets());
	}

	private void committed() {
		Running current = this.running;
		if (current != null) {
			current.tail.wake();
			current.notifications.announce();
		}
	}

	private synchronized Running running() {
		if (this.running == null) {
			throw new SyncException(SyncErrorCode.UNAVAILABLE, "The server is not running");
		}
		return this.running;
	}

	@Override
	public synchronized void start() {
		if (this.running == null) {
			this.running = new Running(this.service, this.properties, this.listening, this.observations);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.running != null) {
			this.running.stop();
			this.running = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running != null;
	}

	/**
	 * The threads of a feed that runs.
	 */
	private static final class Running {

		private final ThreadPoolExecutor workers;

		/** They never wait, for a database or for a client. */
		private final ThreadPoolExecutor tellers;

		private final ChangeTail tail;

		private final Thread tailThread;

		private final NodeNotifications notifications;

		Running(JdbcSyncService service, FeedProperties properties, @Nullable DataSource listening,
				SyncObservations observations) {
			this.workers = pool(properties.readerThreads(), "offline-sync-read-");
			this.tellers = pool(TELLERS, "offline-sync-tell-");
			this.tail = new ChangeTail(service.changeLog(), this.tellers, properties, new PageSize(), observations);
			this.tailThread = new Thread(this.tail, "offline-sync-tail");
			this.tailThread.setDaemon(true);
			this.tailThread.start();
			this.notifications = service.notifications(listening, this.tail::wake);
		}

		private static ThreadPoolExecutor pool(int size, String prefix) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
			threads.setDaemon(true);
			ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, IDLE.toSeconds(), TimeUnit.SECONDS,
					new LinkedBlockingQueue<>(), threads);
			pool.allowCoreThreadTimeOut(true);
			return pool;
		}

		void stop() {
			this.notifications.stop();
			this.tail.stop();
			this.workers.shutdown();
			try {
				this.tailThread.join(LAST_READS.toMillis());
				// Until then the tail may have something to tell.
				this.tellers.shutdown();
				this.workers.awaitTermination(LAST_READS.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
