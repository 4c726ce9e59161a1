package io.offlinesync.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.offlinesync.benchmarks.client.EventLoop;
import io.offlinesync.benchmarks.client.SyncClient;
import io.offlinesync.benchmarks.limit.EchoAndCommit;
import io.offlinesync.benchmarks.limit.PlainTable;

/**
 * A server with a full table, and whoever uses it.
 */
final class Bench implements AutoCloseable {

	private static final long PATIENCE_NANOS = 120_000_000_000L;

	private final ServerProcess server;

	private final EventLoop loop = new EventLoop();

	private final TodoTable table;

	private final List<SyncClient> clients = new ArrayList<>();

	private final List<EchoAndCommit> echoes = new ArrayList<>();

	private final List<PlainTable> plainTables = new ArrayList<>();

	private final Settings settings;

	private final Report report;

	private Bench(ServerProcess server, Settings settings, Report report) throws SQLException {
		this.server = server;
		this.table = new TodoTable(server.databaseUrl());
		this.settings = settings;
		this.report = report;
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
		if (settings.on("profile")) {
			all = all.with("recording", report.recording(settings));
		}
		Bench bench = new Bench(report.servers().start(all), all, report);
		report.server(all, bench.table);
		return bench;
	}

	EventLoop loop() {
		return this.loop;
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
		return client(0);
	}

	/**
	 * Connect another client that hears signs of life.
	 * @param heartbeatMillis how often
	 * @return the client
	 */
	SyncClient client(int heartbeatMillis) throws IOException {
		SyncClient client = SyncClient.connect(this.loop, this.server.port(), heartbeatMillis);
		this.clients.add(client);
		return client;
	}

	/**
	 * Connect what the least is measured with that a write must take.
	 * @return what is closed with this
	 */
	EchoAndCommit echoAndCommit() throws IOException, SQLException {
		EchoAndCommit limit = EchoAndCommit.open(this.loop, this.server.port(), this.server.databaseUrl());
		this.echoes.add(limit);
		return limit;
	}

	/**
	 * Open connections that write to a plain table.
	 * @param count how many
	 * @return what is closed with this
	 */
	List<PlainTable> plainTables(int count) throws SQLException {
		List<PlainTable> tables = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			tables.add(PlainTable.open(this.server.databaseUrl()));
		}
		this.plainTables.addAll(tables);
		return tables;
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
		for (EchoAndCommit echo : this.echoes) {
			echo.close();
		}
		for (PlainTable table : this.plainTables) {
			table.close();
		}
		this.loop.close();
		this.table.close();
		this.report.servers().done(this.settings);
		if (this.settings.on("profile")) {
			this.report.profile(Path.of(this.settings.text("recording")));
		}
	}

}
