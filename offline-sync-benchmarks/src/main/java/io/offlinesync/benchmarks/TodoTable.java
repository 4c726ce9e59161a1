package io.offlinesync.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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

	private final PreparedStatement updateInList;

	private final PreparedStatement selectSome;

	private final PreparedStatement selectList;

	TodoTable(String url) throws SQLException {
		this.connection = DriverManager.getConnection(url);
		this.insert = this.connection.prepareStatement("insert into todo values (?, ?, ?, false, 0, 0)");
		this.update = this.connection.prepareStatement("""
				update todo set priority = priority + 1 where uid in
				  (select md5((1 + floor(random() * ?))::int::text)::uuid from generate_series(1, ?))
				returning uid""");
		this.updateInList = this.connection.prepareStatement("""
				update todo set priority = priority + 1 where uid in
				  (select uid from todo where list_uid = ? limit ?) returning uid""");
		this.selectSome = this.connection
			.prepareStatement("select row_to_json(t)::text from todo t where uid = any(?)");
		this.selectList = this.connection
			.prepareStatement("select row_to_json(t)::text from todo t where list_uid = ? order by uid limit ?");
	}

	void insert(UUID list, String title) throws SQLException {
		this.insert.setObject(1, UUID.randomUUID());
		this.insert.setObject(2, list);
		this.insert.setString(3, title);
		this.insert.executeUpdate();
	}

	/**
	 * A list that the table was filled with, of a thousand rows.
	 * @param number which, from 1; those up to a thousandth of the rows are full
	 * @return the list
	 */
	static UUID list(int number) {
		return new UUID(0, Long.parseLong(Integer.toString(number), 16));
	}

	/**
	 * Update some of the rows that the table was filled with.
	 * @param rows how many rows the table was filled with
	 * @param count how many to update, or a little fewer, since one may be drawn twice
	 * @return the uids of what was updated
	 */
	UUID[] update(int rows, int count) throws SQLException {
		this.update.setInt(1, rows);
		this.update.setInt(2, count);
		return uids(this.update);
	}

	/**
	 * Update some of the rows of a list.
	 * @param list the list
	 * @param count how many to update, if it has as many
	 * @return the uids of what was updated
	 */
	UUID[] update(UUID list, int count) throws SQLException {
		this.updateInList.setObject(1, list);
		this.updateInList.setInt(2, count);
		return uids(this.updateInList);
	}

	private static UUID[] uids(PreparedStatement statement) throws SQLException {
		List<UUID> uids = new ArrayList<>();
		try (ResultSet result = statement.executeQuery()) {
			while (result.next()) {
				uids.add(result.getObject(1, UUID.class));
			}
		}
		return uids.toArray(UUID[]::new);
	}

	/**
	 * Read some rows as JSON, by a plain select.
	 * @param uids the rows
	 * @return how long it took, in nanoseconds
	 */
	long select(UUID[] uids) throws SQLException {
		this.selectSome.setObject(1, uids);
		return read(this.selectSome, uids.length);
	}

	/**
	 * Read rows of a list as JSON, by a plain select.
	 * @param list the list
	 * @param count how many rows
	 * @return how long it took, in nanoseconds
	 */
	long select(UUID list, int count) throws SQLException {
		this.selectList.setObject(1, list);
		this.selectList.setInt(2, count);
		return read(this.selectList, count);
	}

	private static long read(PreparedStatement statement, int count) throws SQLException {
		long start = System.nanoTime();
		int rows = 0;
		try (ResultSet result = statement.executeQuery()) {
			while (result.next()) {
				result.getString(1);
				rows++;
			}
		}
		if (rows != count) {
			throw new IllegalStateException(rows + " rows of " + count);
		}
		return System.nanoTime() - start;
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
