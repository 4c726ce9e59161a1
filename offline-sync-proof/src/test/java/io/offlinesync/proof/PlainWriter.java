package io.offlinesync.proof;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;

import io.offlinesync.proof.client.Pace;
import io.offlinesync.proof.client.Uids;
import io.offlinesync.testsupport.TestDatabase;

/**
 * Somebody who knows nothing of the library and writes the tables in SQL, sometimes in
 * transactions that stay open for long.
 */
final class PlainWriter implements Runnable {

	private final String name;

	private final TestDatabase database;

	private final Random random;

	private final long longest;

	private int count;

	private volatile boolean quiet;

	private volatile boolean idle;

	private volatile boolean ended;

	/**
	 * Create a writer.
	 * @param name goes into what it writes
	 * @param database the database
	 * @param seed decides what it does
	 * @param longest how long it holds transactions open, in milliseconds
	 */
	PlainWriter(String name, TestDatabase database, long seed, long longest) {
		this.name = name;
		this.database = database.as("plain");
		this.random = new Random(seed);
		this.longest = longest;
	}

	@Override
	public void run() {
		while (!this.ended) {
			try (Connection connection = this.database.dataSource().getConnection()) {
				connection.setAutoCommit(false);
				while (!this.ended) {
					this.idle = this.quiet;
					if (!this.quiet) {
						transaction(connection);
					}
					pause(60);
				}
			}
			catch (SQLException ex) {
				// A deadlock, a constraint, an outage: the application's own matter.
				this.idle = this.quiet;
				pause(100);
			}
		}
	}

	private void transaction(Connection connection) throws SQLException {
		for (int i = this.random.nextInt(3); i >= 0; i--) {
			statement(connection);
			if (this.random.nextInt(8) == 0) {
				pause(this.longest);
			}
		}
		if (this.random.nextInt(10) == 0) {
			connection.rollback();
		}
		else {
			connection.commit();
		}
	}

	private void statement(Connection connection) throws SQLException {
		String text = this.name + "-" + this.count++;
		switch (this.random.nextInt(12)) {
			case 0, 1, 2 ->
				update(connection, "update card set title = ?, points = points + 1 where uid = ?::uuid", text, card());
			case 3, 4 -> update(connection, "update card set board = ?::uuid where uid = ?::uuid", board(), card());
			case 5 -> update(connection, """
					insert into card (uid, board, title, points, done) values (?::uuid, ?::uuid, ?, 7, false)
					on conflict (uid) do update set title = excluded.title""", card(), board(), text);
			case 6 -> update(connection, "delete from card where uid = ?::uuid", card());
			case 7 -> update(connection, "update card set done = not done where board = ?::uuid", board());
			case 8 -> update(connection, """
					insert into comment (uid, card, board, text) values (?::uuid, ?::uuid, ?::uuid, ?)
					on conflict (uid) do update set text = excluded.text""", comment(), card(), board(), text);
			case 9 -> update(connection, "delete from comment where uid = ?::uuid", comment());
			case 10 -> update(connection, """
					insert into board (uid, name, rank) values (?::uuid, ?, 1)
					on conflict (uid) do update set name = excluded.name""", board(), text);
			default -> update(connection, "update comment set board = ?::uuid where uid = ?::uuid", board(), comment());
		}
	}

	private static void update(Connection connection, String sql, Object... parameters) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			for (int i = 0; i < parameters.length; i++) {
				statement.setObject(i + 1, parameters[i]);
			}
			statement.executeUpdate();
		}
	}

	private String board() {
		return Uids.any(this.random, Uids.BOARDS);
	}

	private String card() {
		return Uids.any(this.random, Uids.CARDS);
	}

	private String comment() {
		return Uids.any(this.random, Uids.COMMENTS);
	}

	private void pause(long atMost) {
		Pace.pause(this.random.nextLong(atMost + 1));
	}

	void quiet(boolean quiet) {
		this.quiet = quiet;
	}

	/** Whether it has stopped writing since it was told to. */
	boolean isIdle() {
		return this.idle;
	}

	void end() {
		this.ended = true;
	}

}
