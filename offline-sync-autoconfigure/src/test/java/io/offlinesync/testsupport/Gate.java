package io.offlinesync.testsupport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

/**
 * A place in the middle of a transaction where it waits until a test lets it through: a
 * trigger for each statement on a table, which asks for an advisory lock that the test
 * can hold. Only connections of one application name are concerned, so that the test can
 * let others pass.
 */
public final class Gate implements AutoCloseable {

	private static final AtomicInteger COUNTER = new AtomicInteger();

	private final TestDatabase database;

	private final String table;

	private final int key = COUNTER.incrementAndGet();

	private final DatabaseSession keeper;

	/**
	 * Build an open gate.
	 * @param database the database
	 * @param application the application name of the connections that have to pass it
	 * @param when when they do, such as {@code after insert}
	 * @param table on which table
	 */
	public Gate(TestDatabase database, String application, String when, String table) {
		this.database = database;
		this.table = table;
		this.keeper = new DatabaseSession(database);
		database.jdbc().execute("""
				create function gate_%1$d() returns trigger language plpgsql as $$ begin
				  if current_setting('application_name') = '%2$s' then
				    perform pg_advisory_lock_shared(%1$d);
				    perform pg_advisory_unlock_shared(%1$d);
				  end if;
				  return null;
				end $$;
				create trigger gate_%1$d %3$s on %4$s for each statement execute function gate_%1$d()
				""".formatted(this.key, application, when, table));
	}

	/**
	 * Let nobody through from now on.
	 * @return this gate
	 */
	public Gate shut() {
		this.keeper.jdbc().execute("select pg_advisory_lock(" + this.key + ")");
		this.keeper.commit();
		return this;
	}

	/**
	 * Let those through who wait, and everybody from now on.
	 */
	public void open() {
		this.keeper.jdbc().execute("select pg_advisory_unlock_all()");
		this.keeper.commit();
	}

	/**
	 * Wait until somebody waits at this gate.
	 */
	public void awaitWaiting() {
		await(this.database, "locktype = 'advisory' and objid = " + this.key);
	}

	/**
	 * Wait until somebody waits for a row or for another transaction.
	 * @param database in which database
	 */
	public static void awaitBlocked(TestDatabase database) {
		await(database, "locktype in ('tuple', 'transactionid')");
	}

	/**
	 * Wait until somebody waits for a whole table.
	 * @param database in which database
	 */
	public static void awaitBlockedByTable(TestDatabase database) {
		await(database, "locktype = 'relation'");
	}

	private static void await(TestDatabase database, String what) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.pollInterval(Duration.ofMillis(5))
			.until(() -> Boolean.TRUE.equals(database.jdbc()
				.queryForObject(
						"select exists (select from pg_locks l join pg_stat_activity a using (pid)"
								+ " where not granted and a.datname = current_database() and " + what + ")",
						Boolean.class)));
	}

	@Override
	public void close() {
		open();
		this.keeper.close();
		this.database.jdbc()
			.execute("drop trigger gate_%1$d on %2$s; drop function gate_%1$d()".formatted(this.key, this.table));
	}

}
