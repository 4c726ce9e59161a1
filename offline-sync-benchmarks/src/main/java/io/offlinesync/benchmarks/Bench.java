package io.offlinesync.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.offlinesync.benchmarks.client.EventLoop;
import io.offlinesync.benchmarks.client.SyncClient;

/**
 * A server with a full table, and whoever uses it.
 */
final class Bench implements AutoCloseable {

	private static final long PATIENCE_NANOS = 120_000_000_000L;

	private final ServerProcess server;

	private final EventLoop loop = new EventLoop();

	private final TodoTable table;

	private final List<SyncClient> clients = new ArrayList<>();

	private Bench(ServerProcess server) throws SQLException {
		this.server = server;
		this.table = new TodoTable(server.databaseUrl());
	}

	/**
	 * Start a server.
	 * @param settings the settings
	 * @param rows how many rows it has, unless the settings say so
	 * @param report is told what server it is
	 * @return the server and no clients
	 */
	static Bench start(Settings settings, int rows, Report report) throws IOException, SQLException {
		Settings all = settings.text("rows").isEmpty() ? settings.with("rows", rows) : settings;
		Bench bench = new Bench(ServerProcess.start(all));
		report.server(all, bench.table);
		return bench;
	}

	ServerProcess server() {
		return this.server;
	}

	TodoTable table() {
		return this.table;
	}

	/**
	 * Connect another client, which is closed with this.
	 * @return the client
	 */
	SyncClient client() throws IOException {
		SyncClient client = SyncClient.connect(this.loop, this.server.port());
		this.clients.add(client);
		return client;
	}

	/**
	 * Wait until something is so.
	 * @param condition whether it is
	 * @return how long it took, in nanoseconds
	 */
	long await(BooleanSupplier condition) {
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			this.clients.forEach(SyncClient::check);
			if (System.nanoTime() - start > PATIENCE_NANOS) {
				throw new IllegalStateException("Waited too long");
			}
			Pace.pause(100_000);
		}
		return System.nanoTime() - start;
	}

	@Override
	public void close() throws IOException, SQLException {
		this.clients.forEach(SyncClient::close);
		this.loop.close();
		this.table.close();
		this.server.close();
	}

}
