package io.offlinesync.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.offlinesync.testsupport.TestDatabase;

/**
 * Inserts to-dos one by one, and takes its time between the insert and the commit.
 */
final class Inserter implements Callable<Integer> {

	private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(30);

	private final TestDatabase database;

	private final UUID list;

	private final Random random;

	private final long end;

	Inserter(TestDatabase database, UUID list, long seed, long end) {
		this.database = database;
		this.list = list;
		this.random = new Random(seed);
		this.end = end;
	}

	@Override
	public Integer call() throws SQLException {
		int inserted = 0;
		try (Connection connection = this.database.dataSource().getConnection();
				PreparedStatement insert = connection.prepareStatement(
						"insert into todo (uid, list_uid, title, done, priority) values (?, ?, 'x', false, 1)")) {
			connection.setAutoCommit(false);
			while (System.nanoTime() < this.end) {
				insert.setObject(1, UUID.randomUUID());
				insert.setObject(2, this.list);
				insert.executeUpdate();
				if (this.random.nextBoolean()) {
					LockSupport.parkNanos((long) (this.random.nextDouble() * LONGEST_PAUSE));
				}
				connection.commit();
				inserted++;
			}
		}
		return inserted;
	}

}
