package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a writing transaction learns when it begins.
 *
 * @param xid the transaction's id in the database
 * @param now the database's clock
 * @param forgotten the greatest time of a purged tombstone, or {@literal null}
 * @param generation which history the database has
 * @param oldest the first transaction that cursors may lack
 */
record TransactionStart(String xid, Instant now, @Nullable Instant forgotten, String generation, long oldest) {

	/**
	 * Begin: the state is locked against a purge until the transaction ends.
	 */
	static TransactionStart read(JdbcTemplate jdbc, SchemaNames schema) {
		return query(jdbc, """
				select pg_current_xact_id()::text, clock_timestamp(), forgotten, generation::text, oldest::text
				from %s for share""".formatted(schema.state()));
	}

	/**
	 * Look at the state without writing.
	 */
	static TransactionStart peek(JdbcTemplate jdbc, SchemaNames schema) {
		return query(jdbc, """
				select '', clock_timestamp(), forgotten, generation::text, oldest::text
				from %s""".formatted(schema.state()));
	}

	/**
	 * Whether the database still has all that comes after a position, and the position is
	 * of its history.
	 * @param position the position
	 */
	boolean reachesBackTo(LogPosition position) {
		return position.generation().equals(this.generation) && position.done().xmin() >= this.oldest;
	}

	private static TransactionStart query(JdbcTemplate jdbc, String sql) {
		TransactionStart start = jdbc
			.query(sql,
					(row) -> row.next()
							? new TransactionStart(row.getString(1), Objects.requireNonNull(SqlValues.instant(row, 2)),
									SqlValues.instant(row, 3), row.getString(4), Long.parseLong(row.getString(5)))
							: null);
		if (start == null) {
			throw new IllegalStateException("The table sync_state is empty: it has to hold one row");
		}
		return start;
	}

}
