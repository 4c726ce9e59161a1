package io.offlinesync.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.offlinesync.jdbc.DatabaseStatus.Count;
import io.offlinesync.jdbc.DatabaseStatus.Entry;
import io.offlinesync.jdbc.DatabaseStatus.Holder;
import io.offlinesync.jdbc.DatabaseStatus.Horizon;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Looks at the library's own tables without reading much of them: rows are counted up to
 * a number, and estimated beyond.
 */
final class DatabaseStatusReader {

	private static final int MOST_COUNTED = 10_000;

	/** Whose transaction is the oldest, in any database: snapshots go by all of them. */
	private static final String HOLDER = """
			select backend, prepared, datname, usename, application_name, state, since from (
			  select pid::text as backend, false as prepared, datname, usename, application_name, state,
			    xact_start as since, backend_xid as xid
			  from pg_stat_activity where backend_xid is not null
			  union all
			  select gid, true, database, owner, null, 'prepared', prepared, transaction from pg_prepared_xacts) h
			order by age(xid) desc limit 1""";

	private final JdbcTemplate jdbc;

	private final String status;

	private @Nullable Seen seen;

	DatabaseStatusReader(JdbcTemplate jdbc, SchemaNames schema) {
		this.jdbc = jdbc;
		this.status = """
				select s.generation::text, clock_timestamp(), s.forgotten, s.oldest::text,
				  pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text,
				  pg_total_relation_size(%s), o.xid::text, o.changed_at, n.xid::text, n.changed_at,
				  %s, %s, %s
				from %s s
				left join (select xid, changed_at from %s order by xid, seq limit 1) o on true
				left join (select xid, changed_at from %s order by xid desc, seq desc limit 1) n on true""".formatted(
				regclass(schema.change()), count(schema.change(), "true", schema.change()),
				count(schema.metadata(), "deleted_at is not null", schema.in("sync_metadata_tombstone_idx")),
				count(schema.client(), "true", schema.client()), schema.state(), schema.change(), schema.change());
	}

	/**
	 * The number of rows as far as it is worth counting, and what the statistics of the
	 * table, or of an index that has just these rows, say.
	 */
	private static String count(String table, String condition, String statistics) {
		return """
				(select count(*) from (select from %s where %s limit %d) c),
				  (select reltuples::int8 from pg_class where oid = %s)""".formatted(table, condition, MOST_COUNTED + 1,
				regclass(statistics));
	}

	private static String regclass(String name) {
		return SchemaNames.literal(name) + "::regclass";
	}

	/**
	 * Look at the database.
	 */
	DatabaseStatus read() {
		Holder holder = this.jdbc.query(HOLDER, (row) -> row.next() ? holder(row) : null);
		DatabaseStatus status = this.jdbc.query(this.status, (row) -> row.next() ? status(row, holder) : null);
		if (status == null) {
			throw new IllegalStateException("The table sync_state is empty: it has to hold one row");
		}
		return status;
	}

	private static Holder holder(ResultSet row) throws SQLException {
		return new Holder(row.getString(1), row.getBoolean(2), row.getString(3), row.getString(4), row.getString(5),
				row.getString(6), SqlValues.instant(row, 7));
	}

	private DatabaseStatus status(ResultSet row, @Nullable Holder holder) throws SQLException {
		Instant time = Objects.requireNonNull(SqlValues.instant(row, 2));
		return new DatabaseStatus(row.getString(1), time,
				new DatabaseStatus.Log(count(row, 12), row.getLong(7), entry(row, 8), entry(row, 10),
						Long.parseLong(row.getString(4))),
				count(row, 14), SqlValues.instant(row, 3), count(row, 16),
				horizon(Long.parseLong(row.getString(5)), Long.parseLong(row.getString(6)), time, holder));
	}

	private static @Nullable Entry entry(ResultSet row, int column) throws SQLException {
		String xid = row.getString(column);
		return (xid != null)
				? new Entry(Long.parseLong(xid), Objects.requireNonNull(SqlValues.instant(row, column + 1))) : null;
	}

	private static Count count(ResultSet row, int column) throws SQLException {
		long counted = row.getLong(column);
		return (counted <= MOST_COUNTED) ? new Count(counted, false)
				: new Count(Math.max(counted, row.getLong(column + 1)), true);
	}

	/**
	 * Since when the oldest transaction runs, only some users may see: others know it
	 * from having seen it themselves.
	 */
	private synchronized Horizon horizon(long xmin, long xmax, Instant time, @Nullable Holder holder) {
		// One that began last is not in the snapshot yet.
		if (xmin >= xmax && holder == null) {
			this.seen = null;
			return new Horizon(xmin, xmax, Duration.ZERO, null);
		}
		Seen first = this.seen;
		if (first == null || first.xmin() != xmin) {
			first = new Seen(xmin, time);
			this.seen = first;
		}
		Instant since = (holder != null && holder.since() != null) ? holder.since() : first.time();
		Duration age = Duration.between(since, time);
		return new Horizon(xmin, xmax, age.isNegative() ? Duration.ZERO : age, holder);
	}

	private record Seen(long xmin, Instant time) {

	}

}
