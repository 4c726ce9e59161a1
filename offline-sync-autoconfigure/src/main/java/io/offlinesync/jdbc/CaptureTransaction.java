package io.offlinesync.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes a table's triggers in a transaction: by one node at a time, and without keeping
 * the table's writers waiting for long behind another transaction.
 */
final class CaptureTransaction {

	private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('offline-sync capture', 0))";

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final Duration patience;

	private final int tries;

	/**
	 * Create transactions.
	 * @param owner the database, as a user who may change its schema
	 * @param patience how long to wait for a lock
	 * @param tries how often to try to get it
	 */
	CaptureTransaction(DataSource owner, Duration patience, int tries) {
		this.jdbc = new JdbcTemplate(owner);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(owner));
		this.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
		this.patience = patience;
		this.tries = tries;
	}

	/**
	 * Statements in the transaction.
	 */
	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	/**
	 * Do something.
	 * @param failure what is wrong if it fails
	 * @param table the table's name as SQL
	 * @param script the same for somebody to run by hand
	 * @param work what to do
	 * @return what it gives
	 * @throws SchemaException if it may not, or other transactions keep the table locked
	 */
	<R> R run(String failure, String table, String script, Supplier<R> work) {
		// Those who had to queue up behind have their turn between two tries.
		for (int tried = 1;; tried++) {
			try {
				return this.transaction.execute((status) -> {
					this.jdbc.query(LOCK, (row) -> {
					});
					this.jdbc.execute("set local lock_timeout = " + this.patience.toMillis());
					return work.get();
				});
			}
			catch (DataAccessException ex) {
				String state = state(ex);
				if ("42501".equals(state)) {
					throw new SchemaException(failure,
							"Let the table's owner do it: make it the user of your application's Flyway "
									+ "(spring.flyway.user), or grant trigger on table " + table
									+ " to the application's user, or have the owner run:" + script,
							ex);
				}
				if (!"55P03".equals(state) && !"40P01".equals(state)) {
					throw ex;
				}
				if (tried == this.tries) {
					throw new SchemaException(failure + " as long as other transactions have it locked",
							"End them (pg_stat_activity shows them), and start again.", ex);
				}
			}
		}
	}

	private static @Nullable String state(DataAccessException error) {
		return (error.getMostSpecificCause() instanceof SQLException cause) ? cause.getSQLState() : null;
	}

}
