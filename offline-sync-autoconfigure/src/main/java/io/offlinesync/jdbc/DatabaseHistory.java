package io.offlinesync.jdbc;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Notices that the database has another history than the one that the log was written in:
 * it was restored from a dump or from a point in time, or is a copy that took over. The
 * transaction ids of the log and of all cursors then mean nothing, or something else.
 */
final class DatabaseHistory {

	private static final Log logger = LogFactory.getLog(DatabaseHistory.class);

	private final JdbcTemplate jdbc;

	private final Transactions transactions;

	private final SchemaNames schema;

	DatabaseHistory(JdbcTemplate jdbc, Transactions transactions, SchemaNames schema) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.schema = schema;
	}

	/**
	 * What tells this database's history from others: cluster, timeline, database, and
	 * the log itself. It is null on a server that only follows another one.
	 * @param schema the schema
	 * @return an SQL expression
	 */
	static String expression(SchemaNames schema) {
		return """
				(select s.system_identifier || ' '
				  || left(case when not pg_is_in_recovery() then pg_walfile_name(pg_current_wal_lsn()) end, 8)
				  || ' ' || d.oid || ' ' || '%s'::regclass::oid
				from pg_control_system() s, pg_database d where d.datname = current_database())"""
			.formatted(schema.change().replace("'", "''"));
	}

	/**
	 * Begin a new generation if the database has another history than recorded.
	 */
	void check() {
		if (isRecorded()) {
			return;
		}
		boolean changed = this.transactions.separate(() -> {
			lock();
			String recorded = this.jdbc.queryForObject("select history from " + this.schema.state(), String.class);
			String actual = this.jdbc.queryForObject("select " + expression(this.schema), String.class);
			if (actual == null) {
				throw new TransientDataAccessResourceException("The server is a standby");
			}
			if (actual.equals(recorded)) {
				return false;
			}
			if (recorded == null) {
				this.jdbc.update("update %s set history = ?".formatted(this.schema.state()), actual);
				return false;
			}
			begin(actual);
			return true;
		});
		if (changed) {
			warn();
		}
	}

	private boolean isRecorded() {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("select history is not distinct from %s from %s"
			.formatted(expression(this.schema), this.schema.state()), Boolean.class));
	}

	/**
	 * Begin a new generation: the database has lost transactions that it had.
	 * @param generation the generation in which that was noticed; if it is over already,
	 * nothing happens
	 */
	void renew(String generation) {
		boolean changed = this.transactions.separate(() -> {
			lock();
			String current = this.jdbc.queryForObject("select generation::text from " + this.schema.state(),
					String.class);
			if (!generation.equals(current)) {
				return false;
			}
			begin(this.jdbc.queryForObject("select " + expression(this.schema), String.class));
			return true;
		});
		if (changed) {
			warn();
		}
	}

	/**
	 * Those who write share it. Where there is always one of them, the row alone would
	 * never be had.
	 */
	private void lock() {
		this.jdbc.execute("lock table %s in exclusive mode".formatted(this.schema.state()));
	}

	private void begin(@Nullable String history) {
		this.jdbc.update("update %s set generation = gen_random_uuid(), history = ?, oldest = '0'"
			.formatted(this.schema.state()), history);
		// Not by truncate, which would wait for all who write without the library, and
		// which the application's user may have no right to.
		this.jdbc.update("delete from " + this.schema.change());
		// What the other history gave out would be taken for this one's, or for the
		// future.
		this.jdbc.update("update %s set xid = pg_current_xact_id()".formatted(this.schema.client()));
		this.jdbc.update("update %s set xid = pg_current_xact_id() where xid >= pg_current_xact_id()"
			.formatted(this.schema.metadata()));
	}

	private static void warn() {
		logger.warn("The database has another history than before: it was restored, copied, or taken over by another"
				+ " server. All clients read anew.");
	}

}
