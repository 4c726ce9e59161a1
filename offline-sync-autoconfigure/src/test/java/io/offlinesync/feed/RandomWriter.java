package io.offlinesync.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.offlinesync.testsupport.TestDatabase;

/**
 * Writes to-dos with plain SQL: creates, changes, moves and deletes them, several in a
 * transaction, and takes its time before it commits or rolls back. Every write of a
 * record has the next version of that record as its priority, and is noted in a history
 * from which the state of each snapshot follows.
 */
final class RandomWriter implements Callable<Integer> {

	static final String SCHEMA = """
			create table version (uid uuid primary key, n int not null);
			create table history (xid xid8 not null default pg_current_xact_id(), uid uuid not null, n int not null,
			  list_uid uuid, primary key (uid, n));
			""";

	private final TestDatabase database;

	private final List<UUID> records;

	private final List<UUID> lists;

	private final Random random;

	private final long end;

	private final long longestPause;

	RandomWriter(TestDatabase database, List<UUID> records, List<UUID> lists, long seed, long end,
			long longestPauseMillis) {
		this.database = database;
		this.records = records;
		this.lists = lists;
		this.random = new Random(seed);
		this.end = end;
		this.longestPause = TimeUnit.MILLISECONDS.toNanos(longestPauseMillis);
	}

	/** Records with a version each, none of which lives yet. */
	static List<UUID> records(TestDatabase database, int count) {
		database.jdbc().update("insert into version select gen_random_uuid(), 0 from generate_series(1, ?)", count);
		return database.jdbc().queryForList("select uid from version", UUID.class);
	}

	@Override
	public Integer call() throws SQLException {
		int commits = 0;
		try (Connection connection = this.database.dataSource().getConnection()) {
			connection.setAutoCommit(false);
			while (System.nanoTime() < this.end) {
				// In one order, so that there are no deadlocks.
				TreeSet<UUID> chosen = new TreeSet<>();
				for (int i = this.random.nextInt(4); i >= 0; i--) {
					chosen.add(this.records.get(this.random.nextInt(this.records.size())));
				}
				for (UUID uid : chosen) {
					write(connection, uid);
				}
				if (this.random.nextInt(4) > 0) {
					LockSupport.parkNanos((long) (this.random.nextDouble() * this.longestPause));
				}
				if (this.random.nextInt(10) == 0) {
					connection.rollback();
				}
				else {
					connection.commit();
					commits++;
				}
			}
		}
		return commits;
	}

	private void write(Connection connection, UUID uid) throws SQLException {
		int version = next(connection, uid);
		UUID list = this.lists.get(this.random.nextInt(this.lists.size()));
		int choice = this.random.nextInt(10);
		if (choice < 3 && execute(connection, "delete from todo where uid = ?", uid) > 0) {
			note(connection, uid, version, null);
			return;
		}
		if (execute(connection, "update todo set list_uid = ?, priority = ? where uid = ?", list, version, uid) == 0) {
			execute(connection, "insert into todo (uid, list_uid, priority, title, done) values (?, ?, ?, 'x', false)",
					uid, list, version);
		}
		note(connection, uid, version, list);
	}

	private static int next(Connection connection, UUID uid) throws SQLException {
		try (PreparedStatement statement = connection
			.prepareStatement("update version set n = n + 1 where uid = ? returning n")) {
			statement.setObject(1, uid);
			try (ResultSet row = statement.executeQuery()) {
				row.next();
				return row.getInt(1);
			}
		}
	}

	private static void note(Connection connection, UUID uid, int version, Object list) throws SQLException {
		execute(connection, "insert into history (uid, n, list_uid) values (?, ?, ?::uuid)", uid, version, list);
	}

	private static int execute(Connection connection, String sql, Object... parameters) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			for (int i = 0; i < parameters.length; i++) {
				statement.setObject(i + 1, parameters[i]);
			}
			return statement.executeUpdate();
		}
	}

}
