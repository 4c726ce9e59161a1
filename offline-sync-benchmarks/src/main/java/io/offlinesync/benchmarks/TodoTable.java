package io.offlinesync.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The table, by plain SQL.
 */
final class TodoTable implements AutoCloseable {

	private final Connection connection;

	private final PreparedStatement insert;

	private final PreparedStatement update;

	TodoTable(String url) throws SQLException {
		this.connection = DriverManager.getConnection(url);
		this.insert = this.connection.prepareStatement("insert into todo values (?, ?, ?, false, 0, 0)");
		this.update = this.connection.prepareStatement("""
				update todo set priority = priority + 1 where uid in
				  (select md5((1 + floor(random() * ?))::int::text)::uuid from generate_series(1, ?))""");
	}

	void insert(UUID list, String title) throws SQLException {
		this.insert.setObject(1, UUID.randomUUID());
		this.insert.setObject(2, list);
		this.insert.setString(3, title);
		this.insert.executeUpdate();
	}

	/**
	 * Update some of the rows that the table was filled with.
	 * @param rows how many rows the table was filled with
	 * @param count how many to update, or a little fewer, since one may be drawn twice
	 * @return how many were updated
	 */
	int update(int rows, int count) throws SQLException {
		this.update.setInt(1, rows);
		this.update.setInt(2, count);
		return this.update.executeUpdate();
	}

	/**
	 * Read all rows as JSON, as fast as PostgreSQL can give them.
	 * @return the number of rows and of bytes
	 */
	long[] copy() throws SQLException {
		CopyOut copy = this.connection.unwrap(PGConnection.class)
			.getCopyAPI()
			.copyOut("copy (select row_to_json(t) from todo t) to stdout");
		long rows = 0;
		long bytes = 0;
		for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
			rows++;
			bytes += row.length;
		}
		return new long[] { rows, bytes };
	}

	String setting(String name) throws SQLException {
		try (Statement statement = this.connection.createStatement();
				ResultSet result = statement.executeQuery("show " + name)) {
			result.next();
			return result.getString(1);
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
