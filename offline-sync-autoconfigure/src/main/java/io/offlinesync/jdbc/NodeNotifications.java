package io.offlinesync.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.DigestUtils;

/**
 * Lets the nodes on one database wake each other: with {@code NOTIFY} after commits, many
 * of which make one notification, and {@code LISTEN} on a connection of its own. It is a
 * hint only: whoever misses one finds what is new by polling.
 */
public final class NodeNotifications {

	private static final Log logger = LogFactory.getLog(NodeNotifications.class);

	private static final Duration INTERVAL = Duration.ofMillis(10);

	private static final Duration CHECK = Duration.ofSeconds(10);

	private static final Duration RETRY = Duration.ofSeconds(1);

	private static final int TIMEOUT_SECONDS = 5;

	private final JdbcTemplate jdbc;

	private final String channel;

	private final String node = UUID.randomUUID().toString();

	private final AtomicBoolean due = new AtomicBoolean();

	private final ScheduledThreadPoolExecutor sender;

	private final @Nullable Thread receiver;

	private final Runnable woken;

	private final CountDownLatch stopped = new CountDownLatch(1);

	private volatile @Nullable Connection connection;

	/**
	 * Begin to listen.
	 * @param listening where a connection to listen on comes from, or {@literal null} to
	 * send only
	 * @param dataSource where notifications are sent
	 * @param schema the schema, which stands for those who belong together
	 * @param woken what to run when another node has written something, or may have
	 */
	NodeNotifications(@Nullable DataSource listening, DataSource dataSource, SchemaNames schema, Runnable woken) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.setQueryTimeout(TIMEOUT_SECONDS);
		// Names of channels are limited as those of schemas are.
		this.channel = "offline_sync_"
				+ DigestUtils.md5DigestAsHex(schema.schema().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
		this.woken = woken;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("offline-sync-notify-");
		threads.setDaemon(true);
		this.sender = new ScheduledThreadPoolExecutor(1, threads);
		this.receiver = (listening != null) ? new Thread(() -> listen(listening), "offline-sync-listen") : null;
		if (this.receiver != null) {
			this.receiver.setDaemon(true);
			this.receiver.start();
		}
	}

	/**
	 * Wake the other nodes soon. Never blocks.
	 */
	public void announce() {
		if (isRunning() && this.due.compareAndSet(false, true)) {
			try {
				this.sender.schedule(this::send, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Not announced: this node is stopping");
			}
		}
	}

	/**
	 * End.
	 */
	public void stop() {
		this.stopped.countDown();
		this.sender.shutdownNow();
		if (this.receiver == null) {
			return;
		}
		abort(this.connection);
		try {
			this.receiver.join(CHECK.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void send() {
		this.due.set(false);
		try {
			this.jdbc.query("select pg_notify(?, ?)", (row) -> {
			}, this.channel, this.node);
		}
		catch (DataAccessException ex) {
			logger.debug("Could not notify the other nodes, which will find what is new by polling", ex);
		}
	}

	private void listen(DataSource source) {
		boolean warned = false;
		do {
			try (Connection own = source.getConnection()) {
				this.connection = own;
				subscribe(own);
				warned = false;
				// Whatever was announced while nobody listened.
				this.woken.run();
				receive(own);
			}
			catch (SQLException | RuntimeException | Error ex) {
				if (isRunning() && !warned) {
					warned = true;
					logger.warn("Cannot listen to the other nodes: what they write is found by polling. Trying again: "
							+ LoggedError.line(ex));
				}
			}
		}
		while (pause());
	}

	private void subscribe(Connection own) throws SQLException {
		own.setAutoCommit(true);
		try (Statement statement = own.createStatement()) {
			statement.execute("listen " + this.channel);
		}
	}

	private void receive(Connection own) throws SQLException {
		PGConnection postgres = own.unwrap(PGConnection.class);
		while (isRunning()) {
			PGNotification[] notifications = postgres.getNotifications((int) CHECK.toMillis());
			if (notifications == null || notifications.length == 0) {
				if (!own.isValid(TIMEOUT_SECONDS)) {
					throw new SQLException("the connection is gone");
				}
				continue;
			}
			for (PGNotification notification : notifications) {
				if (!this.node.equals(notification.getParameter())) {
					this.woken.run();
					break;
				}
			}
		}
	}

	/**
	 * Wait before trying again.
	 * @return {@literal false} if there is no need to
	 */
	private boolean pause() {
		try {
			return !this.stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private boolean isRunning() {
		return this.stopped.getCount() > 0;
	}

	private static void abort(@Nullable Connection connection) {
		try {
			if (connection != null) {
				connection.abort(Runnable::run);
			}
		}
		catch (SQLException ex) {
			logger.debug("Could not close a connection", ex);
		}
	}

}
