package io.offlinesync.existing;

import java.sql.Connection;
import java.sql.SQLException;

import io.offlinesync.testsupport.TestDatabase;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source whose connections do not commit by themselves.
 */
final class NoAutoCommit extends DelegatingDataSource {

	NoAutoCommit(TestDatabase database) {
		super(database.dataSource());
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = super.getConnection();
		connection.setAutoCommit(false);
		return connection;
	}

}
