package io.offlinesync.benchmarks.server;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import io.offlinesync.benchmarks.Settings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * An embedded PostgreSQL with a full table, whose data is thrown away in the end.
 */
final class Database implements AutoCloseable {

	private static final int ROWS_PER_LIST = 1_000;

	private final EmbeddedPostgres postgres;

	private Database(EmbeddedPostgres postgres) {
		this.postgres = postgres;
	}

	static Database start(Settings settings) throws IOException, SQLException {
		Database database = new Database(EmbeddedPostgres.builder()
			.setServerConfig("listen_addresses", "localhost")
			.setServerConfig("unix_socket_directories", "")
			.setServerConfig("fsync", settings.text("fsync"))
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("shared_buffers", settings.text("shared-buffers"))
			.setServerConfig("max_wal_size", "4GB")
			.setServerConfig("max_connections", "100")
			.start());
		database.execute("""
				create table todo (uid uuid, list_uid uuid not null, title text not null, done boolean not null,
				  priority int not null, position int not null);
				insert into todo select md5(i::text)::uuid, lpad((i / %2$d)::text, 32, '0')::uuid,
				  'something to do, no. ' || i, i %% 3 = 0, i %% 4, i %% %2$d * 1000
				  from generate_series(1, %1$d) i;
				alter table todo add primary key (uid);
				create index todo_in_list on todo (list_uid, position)
				""".formatted(settings.number("rows"), ROWS_PER_LIST));
		database.execute("vacuum analyze todo");
		return database;
	}

	/**
	 * Make the records as old as if clients had written them: without metadata, they are
	 * older than everything.
	 */
	void addMetadata() throws SQLException {
		execute("insert into offline_sync.sync_metadata (table_name, uid, created_at) "
				+ "select 'todo', uid::text, '2026-01-01T10:00:00Z' from todo");
		execute("vacuum analyze offline_sync.sync_metadata");
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url());
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	String url() {
		return this.postgres.getJdbcUrl("postgres", "postgres");
	}

	@Override
	public void close() throws IOException {
		this.postgres.close();
	}

}
