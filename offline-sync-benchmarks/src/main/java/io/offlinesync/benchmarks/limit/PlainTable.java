package io.offlinesync.benchmarks.limit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/**
 * One connection that writes to a table like that of the server, but without the
 * library's triggers and metadata, the same rows in the same order as the clients that
 * push: every other write updates a row that was inserted before.
 */
public final class PlainTable implements AutoCloseable {

	/**
	 * What those who are compared with each other write, here and to the server.
	 */
	public static final String TITLE = "something to do and to push";

	private static final int INSERTED_BEFORE_UPDATES = 1_000;

	private final Connection connection;

	private final PreparedStatement insert;

	private final PreparedStatement update;

	private final UUID list = UUID.randomUUID();

	private final Deque<UUID> inserted = new ArrayDeque<>();

	private long writes;

	private PlainTable(Connection connection) throws SQLException {
		this.connection = connection;
		this.insert = connection.prepareStatement("insert into plain_todo values (?, ?, ?, false, 1, ?)");
		this.update = connection.prepareStatement("update plain_todo set title = ?, done = true where uid = ?");
	}

	/**
	 * Connect, and create the table if there is none.
	 * @param url the database's URL
	 * @return the connection
	 */
	public static PlainTable open(String url) throws SQLException {
		Connection connection = DriverManager.getConnection(url + "&reWriteBatchedInserts=true");
		try (Statement statement = connection.createStatement()) {
			// Two who find none at the same time would fail.
			statement.execute("""
					select pg_advisory_lock(7);
					create table if not exists plain_todo (like todo including indexes);
					select pg_advisory_unlock(7)""");
		}
		connection.setAutoCommit(false);
		return new PlainTable(connection);
	}

	/**
	 * Write in one transaction, as a JDBC batch.
	 * @param size how many rows
	 * @param title the title of all rows
	 */
	public void write(int size, String title) throws SQLException {
		int updates = 0;
		for (int i = 0; i < size; i++) {
			if (++this.writes % 2 == 0 && this.inserted.size() > INSERTED_BEFORE_UPDATES) {
				this.update.setString(1, title);
				this.update.setObject(2, this.inserted.remove());
				this.update.addBatch();
				updates++;
			}
			else {
				addInsert(title);
			}
		}
		if (updates < size) {
			this.insert.executeBatch();
		}
		if (updates > 0) {
			this.update.executeBatch();
		}
		this.connection.commit();
	}

	private void addInsert(String title) throws SQLException {
		UUID uid = UUID.randomUUID();
		this.inserted.add(uid);
		this.insert.setObject(1, uid);
		this.insert.setObject(2, this.list);
		this.insert.setString(3, title);
		this.insert.setInt(4, (int) (this.writes % 1_000_000));
		this.insert.addBatch();
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
