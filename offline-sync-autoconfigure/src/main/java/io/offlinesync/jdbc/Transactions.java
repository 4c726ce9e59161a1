package io.offlinesync.jdbc;

import java.sql.Connection;
import java.util.Set;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs work in transactions on the synced database: in the caller's, if there is one on
 * the same data source, else in one of its own, which is begun anew a few times when it
 * collides with others.
 */
final class Transactions {

	private static final Log logger = LogFactory.getLog(Transactions.class);

	private static final int MAX_TRIES = 8;

	private static final int FEW_TRIES = 2;

	private final TransactionTemplate template;

	private final TransactionTemplate separate;

	private final Set<String> keys;

	private volatile Runnable committed = () -> {
	};

	/**
	 * Create transactions.
	 * @param dataSource the synced database
	 * @param keys the constraints whose violation means that somebody else was faster
	 */
	Transactions(DataSource dataSource, Set<String> keys) {
		// The application may have a manager of any kind: what is bound to the data
		// source is shared with it.
		JdbcTransactionManager manager = new JdbcTransactionManager(dataSource);
		int isolation = isolation(dataSource);
		this.template = new TransactionTemplate(manager);
		this.template.setIsolationLevel(isolation);
		this.separate = new TransactionTemplate(manager);
		this.separate.setIsolationLevel(isolation);
		this.separate.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.keys = Set.copyOf(keys);
	}

	/**
	 * READ COMMITTED is asked for only where it is not the default: asking costs a round
	 * trip for every transaction.
	 */
	private static int isolation(DataSource dataSource) {
		Integer isolation = new JdbcTemplate(dataSource)
			.execute((ConnectionCallback<Integer>) Connection::getTransactionIsolation);
		return (isolation != null && isolation == Connection.TRANSACTION_READ_COMMITTED)
				? TransactionDefinition.ISOLATION_DEFAULT : TransactionDefinition.ISOLATION_READ_COMMITTED;
	}

	/**
	 * Have something run after every commit of what is written here.
	 */
	void onCommit(Runnable action) {
		this.committed = action;
	}

	/**
	 * Write in the caller's transaction, or in one of its own.
	 */
	<R> R join(Supplier<R> work) {
		return run(this.template, work, this.committed, MAX_TRIES);
	}

	/**
	 * Write in a transaction of its own.
	 */
	<R> R separate(Supplier<R> work) {
		return run(this.separate, work, this.committed, MAX_TRIES);
	}

	/**
	 * Write in a transaction of its own what can also be written in parts: where it
	 * collides with others again, these have better chances.
	 */
	<R> R separateOrInParts(Supplier<R> work) {
		return run(this.separate, work, this.committed, FEW_TRIES);
	}

	/**
	 * Read in a transaction of its own.
	 */
	<R> R read(Supplier<R> work) {
		return run(this.separate, work, () -> {
		}, MAX_TRIES);
	}

	/**
	 * Transactions of their own, begun once.
	 */
	TransactionTemplate template() {
		return this.separate;
	}

	private <R> R run(TransactionTemplate transaction, Supplier<R> work, Runnable afterCommit, int maxTries) {
		for (int tries = 1;; tries++) {
			boolean[] own = { true };
			try {
				R result = transaction.execute((status) -> {
					own[0] = status.isNewTransaction();
					if (!own[0]) {
						afterCommit(afterCommit);
					}
					return work.get();
				});
				if (own[0]) {
					afterCommit.run();
				}
				return result;
			}
			catch (RuntimeException ex) {
				if (!own[0] || !SqlErrors.isCollision(ex, this.keys)) {
					throw ex;
				}
				if (tries == maxTries) {
					throw SqlErrors.unavailable(ex);
				}
				logger.debug("A transaction has collided with another and is begun anew");
			}
		}
	}

	private static void afterCommit(Runnable action) {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					action.run();
				}

			});
		}
	}

}
