package io.offlinesync.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

import io.offlinesync.proof.history.History;
import io.offlinesync.proof.node.Breakage;
import io.offlinesync.testsupport.StoppablePostgres;
import io.offlinesync.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * A PostgreSQL server and the nodes on it, all of which may be killed.
 */
final class Cluster implements AutoCloseable {

	private static final String TABLES = """
			create table board (uid uuid primary key, name text not null, rank int not null, cover uuid);
			create table card (uid uuid primary key, title text not null check (title <> 'refused'),
			  board uuid not null references board on delete cascade deferrable initially deferred,
			  points int not null, done boolean not null);
			alter table board add foreign key (cover) references card deferrable initially deferred;
			create table comment (uid uuid primary key, card uuid not null references card on delete cascade,
			  board uuid not null, text text not null);
			create table membership (board uuid, person text, primary key (board, person));
			""";

	private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

	private final StoppablePostgres postgres;

	private final TestDatabase database;

	private final @Nullable Breakage broken;

	private final Path logs;

	private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();

	private int started;

	private Cluster(StoppablePostgres postgres, TestDatabase database, @Nullable Breakage broken, Path logs) {
		this.postgres = postgres;
		this.database = database;
		this.broken = broken;
		this.logs = logs;
	}

	/**
	 * Start a cluster.
	 * @param directory where its data go
	 * @param logs where the nodes' logs go
	 * @param nodes how many nodes there are
	 * @param broken what is broken in them, or {@literal null}
	 * @return the cluster
	 */
	static Cluster start(Path directory, Path logs, int nodes, @Nullable Breakage broken) throws IOException {
		StoppablePostgres postgres = StoppablePostgres.start(directory,
				Map.of("wal_level", "logical", "max_connections", "100", "deadlock_timeout", "100ms"));
		TestDatabase database = postgres.createDatabase("proof");
		database.jdbc().execute(TABLES);
		Cluster cluster = new Cluster(postgres, database, broken, logs);
		try {
			cluster.nodes.add(cluster.startNode());
			cluster.nodes.get(0).awaitPort();
			while (cluster.nodes.size() < nodes) {
				cluster.nodes.add(cluster.startNode());
			}
			cluster.nodes.forEach(NodeProcess::awaitPort);
			History.begin(database.jdbc(), "board", "card", "comment", "membership", "offline_sync.sync_metadata",
					"offline_sync.sync_client");
			return cluster;
		}
		catch (RuntimeException | IOException ex) {
			cluster.close();
			throw ex;
		}
	}

	private NodeProcess startNode() throws IOException {
		return NodeProcess.start(this.database, this.broken, this.logs.resolve("node-" + this.started++ + ".log"));
	}

	TestDatabase database() {
		return this.database;
	}

	/**
	 * The port of any node that is ready.
	 * @param random the chance
	 * @return the port, or a negative number if none is
	 */
	int anyPort(Random random) {
		List<Integer> ports = new ArrayList<>();
		this.nodes.forEach((node) -> {
			if (node.port() >= 0) {
				ports.add(node.port());
			}
		});
		return ports.isEmpty() ? -1 : ports.get(random.nextInt(ports.size()));
	}

	/**
	 * Kill a node, and start another one instead.
	 * @param random the chance
	 */
	void killNode(Random random) {
		int index = random.nextInt(this.nodes.size());
		this.nodes.get(index).kill();
		replace(index);
	}

	private void replace(int index) {
		try {
			this.nodes.set(index, startNode());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Kill all of PostgreSQL's processes, and start it again.
	 */
	void killPostgres() {
		this.postgres.kill();
		this.postgres.start();
	}

	/**
	 * Kill the backend of one of the nodes' connections. PostgreSQL then ends all others
	 * and recovers.
	 */
	void killBackend() throws IOException {
		List<Integer> pids = backends();
		if (!pids.isEmpty()) {
			new ProcessBuilder("kill", "-KILL", String.valueOf(pids.get(0))).start().onExit().join();
			awaitDatabase();
		}
	}

	private List<Integer> backends() {
		return this.database.jdbc()
			.queryForList(
					"""
							select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
							and application_name = 'PostgreSQL JDBC Driver' and pid <> pg_backend_pid() order by random()""",
					Integer.class);
	}

	/**
	 * End some of the connections to the database.
	 */
	void terminateBackends() {
		List<Integer> pids = backends();
		pids.subList(0, (pids.size() + 1) / 2)
			.forEach((pid) -> this.database.jdbc().queryForList("select pg_terminate_backend(?)", pid));
	}

	/**
	 * Wait until the database answers.
	 */
	void awaitDatabase() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.ignoreExceptionsInstanceOf(DataAccessException.class)
			.until(() -> this.database.jdbc().queryForList("select 1").size() == 1);
	}

	/**
	 * Wait until all nodes are ready. One that was starting when the database was gone
	 * has given up, and is started again once, as whoever runs it would do.
	 */
	void awaitNodes() {
		for (int i = 0; i < this.nodes.size(); i++) {
			try {
				this.nodes.get(i).awaitPort();
			}
			catch (CompletionException ex) {
				replace(i);
				this.nodes.get(i).awaitPort();
			}
		}
	}

	/**
	 * Have the application do something, unless a fault prevents it.
	 * @param path what
	 * @param random chooses the node
	 */
	void tell(String path, Random random) {
		int port = anyPort(random);
		if (port < 0) {
			return;
		}
		try {
			HTTP.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
				.timeout(Duration.ofSeconds(10))
				.POST(HttpRequest.BodyPublishers.noBody())
				.build(), HttpResponse.BodyHandlers.discarding());
		}
		catch (IOException ex) {
			// It may have been done or not.
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.nodes.forEach(NodeProcess::close);
		this.postgres.close();
	}

}
