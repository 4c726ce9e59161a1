package io.offlinesync.testsupport;

import java.util.function.Consumer;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Writes that are not captured, as those of a session that restores a dump or applies
 * what another server replicates.
 */
public final class CaptureBypass {

	private CaptureBypass() {
	}

	/**
	 * Write on one connection without triggers.
	 * @param jdbc where
	 * @param work takes a template on the connection
	 */
	public static void run(JdbcTemplate jdbc, Consumer<JdbcTemplate> work) {
		jdbc.execute((ConnectionCallback<Boolean>) (connection) -> {
			JdbcTemplate own = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
			own.execute("set session_replication_role = replica");
			work.accept(own);
			own.execute("reset session_replication_role");
			return true;
		});
	}

	/**
	 * Write by one statement without triggers.
	 * @param jdbc where
	 * @param sql the statement
	 * @param arguments its parameters
	 */
	public static void update(JdbcTemplate jdbc, String sql, Object... arguments) {
		run(jdbc, (own) -> own.update(sql, arguments));
	}

}
