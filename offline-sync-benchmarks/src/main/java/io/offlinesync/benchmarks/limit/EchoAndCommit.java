package io.offlinesync.benchmarks.limit;

import java.io.IOException;
import java.sql.SQLException;

import io.offlinesync.benchmarks.client.EventLoop;
import io.offlinesync.benchmarks.client.RawClient;

/**
 * The least that a write of a client must take: its bytes go to the server and come back,
 * and one row is committed.
 */
public final class EchoAndCommit implements AutoCloseable {

	private final RawClient client;

	private final PlainTable table;

	private EchoAndCommit(RawClient client, PlainTable table) {
		this.client = client;
		this.table = table;
	}

	/**
	 * Connect.
	 * @param loop the loop that reads
	 * @param port the server's port
	 * @param url the database's URL
	 * @return what is connected
	 */
	public static EchoAndCommit open(EventLoop loop, int port, String url) throws IOException, SQLException {
		return new EchoAndCommit(RawClient.connect(loop, port, "/echo"), PlainTable.open(url));
	}

	/**
	 * Send bytes through Tomcat and back.
	 * @param text what
	 * @return how long it took, in nanoseconds
	 */
	public long echo(String text) {
		long start = System.nanoTime();
		this.client.ask(text);
		return System.nanoTime() - start;
	}

	/**
	 * Write a row to the plain table, and commit.
	 * @return how long it took, in nanoseconds
	 */
	public long commit() throws SQLException {
		long start = System.nanoTime();
		this.table.write(1, PlainTable.TITLE);
		return System.nanoTime() - start;
	}

	@Override
	public void close() throws SQLException {
		this.client.close();
		this.table.close();
	}

}
