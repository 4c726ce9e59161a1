package io.offlinesync.testsupport;

import java.sql.Connection;
import java.sql.SQLException;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One connection in one transaction, for a test to hold locks with. What is not committed
 * is rolled back.
 */
public final class DatabaseSession implements AutoCloseable {

	private static final int PATIENCE_SECONDS = 20;

	private final Connection connection;

	private final JdbcTemplate jdbc;

	/**
	 * Begin a transaction.
	 * @param database the database
	 */
	public DatabaseSession(TestDatabase database) {
		try {
			this.connection = database.dataSource().getConnection();
			this.connection.setAutoCommit(false);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		this.jdbc = new JdbcTemplate(new SingleConnectionDataSource(this.connection, true));
		this.jdbc.setQueryTimeout(PATIENCE_SECONDS);
	}

	/**
	 * Statements in this transaction.
	 * @return a template on the connection
	 */
	public JdbcTemplate jdbc() {
		return this.jdbc;
	}

	/**
	 * Commit, and begin another transaction.
	 */
	public void commit() {
		try {
			this.connection.commit();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.connection.rollback();
			this.connection.close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
