package io.offlinesync.jdbc;

/**
 * The statements on the change log.
 */
final class ChangeLogSql {

	private final String open;

	private final String mark;

	private final String changes;

	private final String rights;

	ChangeLogSql(SchemaNames schema) {
		// The newest entry is looked for between the transactions that are running, since
		// one of them may have written millions that nobody can see.
		this.open = """
				with gap as (
				  select e.xid as until, lag(e.xid, 1, '0') over (order by e.xid) as since from (
				    select pg_snapshot_xip(pg_current_snapshot()) as xid
				    union all select pg_snapshot_xmax(pg_current_snapshot())) e)
				select pg_current_snapshot()::text, s.generation::text, s.oldest::text, (s.history = %1$s) is true,
				  l.xid::text, l.seq, l.mark
				from %2$s s left join (
				  select n.* from gap cross join lateral (
				    select xid, seq, mark from %3$s where xid > gap.since and xid < gap.until
				    order by xid desc, seq desc limit 1) n
				  order by n.xid desc limit 1) l on true""".formatted(DatabaseHistory.expression(schema),
				schema.state(), schema.change());
		this.mark = "select mark from %s where xid = ?::xid8 and seq = ?".formatted(schema.change());
		// What was running when the last snapshot was taken, then what has begun since.
		// Where each begins is one condition: of two, the index would take the wrong one.
		this.changes = """
				select xid::text, seq, mark, table_name, uid, operation, before::text from (
				  select c.* from unnest(?::xid8[], ?::int8[]) as r (xid, seq) cross join lateral (
				    select * from %1$s l where l.xid = r.xid and l.seq > r.seq and l.table_name = any(?)
				    order by l.seq limit ?) c
				  union all
				  (select * from %1$s where (xid, seq) > (?::xid8, ?) and xid < ?::xid8
				    and table_name = any(?) and pg_visible_in_snapshot(xid, (select ?::pg_snapshot))
				    order by xid, seq limit ?)
				) l order by l.xid, l.seq limit ?""".formatted(schema.change());
		this.rights = """
				select xid::text, seq, uid from %s where table_name = '' and xid >= ?::xid8
				and not pg_visible_in_snapshot(xid, ?::pg_snapshot)
				and (uid is null or uid = ? or ?::text is null)""".formatted(schema.change());
	}

	/**
	 * The state of the database and the newest entry of the log.
	 */
	String open() {
		return this.open;
	}

	/**
	 * The mark of an entry, given its xid and seq.
	 */
	String mark() {
		return this.mark;
	}

	/**
	 * The changes of rights, of a user's or all, that a snapshot does not have.
	 */
	String rights() {
		return this.rights;
	}

	/**
	 * Entries after a place, up to a snapshot.
	 */
	String changes() {
		return this.changes;
	}

}
