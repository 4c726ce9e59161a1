package io.offlinesync.jdbc;

import java.time.Duration;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Bounds how long the statements of clients take, and those of nobody else: the
 * application's own calls run on the same template without a limit, unless callbacks and
 * listeners make them while a client is served.
 * <p>
 * The driver watches the time. {@code set local statement_timeout} would cost a round
 * trip in each transaction, and a transaction around each statement that needs none.
 */
final class StatementTimeout {

	private final Duration timeout;

	private final ThreadLocal<Boolean> limited = new ThreadLocal<>();

	StatementTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * How long a statement may take, for the database to watch.
	 */
	long millis() {
		return this.timeout.toMillis();
	}

	/**
	 * Do something for a client.
	 * @param work what to do with the {@link #template}, on this thread
	 * @return what it gives
	 */
	<R> R limit(Supplier<R> work) {
		if (this.limited.get() != null) {
			return work.get();
		}
		this.limited.set(true);
		try {
			return work.get();
		}
		finally {
			this.limited.remove();
		}
	}

	/**
	 * A template that knows for whom it works.
	 * @param dataSource the database
	 */
	JdbcTemplate template(DataSource dataSource) {
		return new LimitedTemplate(dataSource);
	}

	private final class LimitedTemplate extends JdbcTemplate {

		private LimitedTemplate(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		public int getQueryTimeout() {
			StatementTimeout own = StatementTimeout.this;
			// JDBC counts whole seconds.
			return (own.limited.get() != null) ? (int) own.timeout.plusMillis(999).toSeconds()
					: super.getQueryTimeout();
		}

	}

}
