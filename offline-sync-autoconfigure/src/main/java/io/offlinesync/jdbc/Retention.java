package io.offlinesync.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

import io.offlinesync.jdbc.PurgeReport.Outcome;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forgets what is older than anybody may still ask for: the change log, tombstones, and
 * what became of clients' transactions. One node at a time does so, in small steps that
 * each are a transaction.
 * <p>
 * First cursors lose their validity, and only then goes what they would need. A tombstone
 * goes when no change of its record is left in the log, and its time stays behind as
 * {@code forgotten}.
 */
final class Retention {

	private static final Log logger = LogFactory.getLog(Retention.class);

	private static final int BATCH = 5000;

	// Who writes waits behind a purge that waits, which has time.
	private static final String BEGIN = """
			select pg_try_advisory_xact_lock(hashtextextended('offline-sync purge ' || ?, 0))
			from set_config('lock_timeout', '200ms', true)""";

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final String schema;

	private final String lock;

	private final String advance;

	private final String changes;

	private final String tombstones;

	private final String transactions;

	private final AtomicReference<RetentionStatus> status = new AtomicReference<>(RetentionStatus.NONE);

	Retention(JdbcTemplate jdbc, TransactionTemplate transaction, SchemaNames schema) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.schema = schema.schema();
		// Before all else, as those do who write: they share it until they commit. Where
		// there is always one of them, the row alone would never be had.
		this.lock = "lock table %s in exclusive mode".formatted(schema.state());
		// What is running may yet write with an older xid. The newest entry stays: by it
		// cursors know the history. No cursor is given up that has seen all that goes.
		this.advance = """
				update %1$s set oldest = b.oldest from (
				  select (xid::text::bigint + 1)::text::xid8 as oldest from %2$s
				  where xid < least(pg_snapshot_xmin(pg_current_snapshot()),
				    (select xid from %2$s order by xid desc limit 1),
				    (select xid from %2$s where changed_at >= clock_timestamp() - cast(? as interval)
				      order by xid, seq limit 1))
				  order by xid desc limit 1) b
				where %1$s.oldest < b.oldest""".formatted(schema.state(), schema.change());
		// What goes is named by its place: where the statistics lag behind, joining it by
		// its key would compare each row with each.
		this.changes = """
				delete from %1$s where ctid = any (array(
				  select ctid from %1$s where xid < (select oldest from %2$s) order by xid, seq limit ?))"""
			.formatted(schema.change(), schema.state());
		this.tombstones = """
				with gone as (
				  delete from %1$s where ctid = any (array(
				    select ctid from %1$s where deleted_at is not null and xid < (select oldest from %2$s)
				    order by deleted_at limit ? for update skip locked)) returning deleted_at)
				update %2$s set forgotten = greatest(forgotten, (select max(deleted_at) from gone))
				where exists (select from gone) returning (select count(*) from gone)""".formatted(schema.metadata(),
				schema.state());
		this.transactions = """
				delete from %1$s where ctid = any (array(
				  select ctid from %1$s where recorded_at < clock_timestamp() - cast(? as interval)
				  order by recorded_at limit ? for update skip locked))""".formatted(schema.client());
	}

	/**
	 * What was purged until now.
	 */
	RetentionStatus status() {
		return this.status.get();
	}

	/**
	 * Forget what is older, unless another node is doing so, or somebody who writes keeps
	 * it waiting: then another time.
	 * @param age how old it has to be
	 */
	void purge(Duration age) {
		Instant time = Instant.now();
		long start = System.nanoTime();
		Tally tally = new Tally();
		Outcome outcome = Outcome.FAILED;
		try {
			outcome = purge(age.toMillis() + " milliseconds", tally) ? Outcome.DONE : Outcome.OTHER_NODE;
		}
		catch (DataAccessException ex) {
			if (!SqlErrors.isKeptWaiting(ex)) {
				throw ex;
			}
			outcome = Outcome.KEPT_WAITING;
			logger.debug("A purge was kept waiting, and is given up until the next one", ex);
		}
		finally {
			PurgeReport report = new PurgeReport(time, Duration.ofNanos(System.nanoTime() - start), tally.changes,
					tally.tombstones, tally.transactions, outcome);
			this.status.updateAndGet((before) -> before.and(report));
		}
	}

	private boolean purge(String interval, Tally tally) {
		step(() -> {
			lock();
			return this.jdbc.update(this.advance, interval);
		});
		boolean all = repeat(() -> this.jdbc.update(this.changes, BATCH), (rows) -> tally.changes += rows);
		if (all) {
			repeat(() -> {
				lock();
				return count(this.jdbc.query(this.tombstones,
						(row) -> row.next() ? Integer.valueOf(row.getInt(1)) : null, BATCH));
			}, (rows) -> tally.tombstones += rows);
		}
		return repeat(() -> this.jdbc.update(this.transactions, interval, BATCH), (rows) -> tally.transactions += rows);
	}

	private void lock() {
		this.jdbc.execute(this.lock);
	}

	private static int count(@Nullable Integer rows) {
		return (rows != null) ? rows : 0;
	}

	/**
	 * Take steps until one finds less than it might do.
	 * @param step a step
	 * @param done takes how many rows each did away with
	 * @return {@literal false} if another node is at work
	 */
	private boolean repeat(Step step, LongConsumer done) {
		int rows = BATCH;
		while (rows == BATCH) {
			rows = step(step);
			done.accept(Math.max(rows, 0));
		}
		return rows >= 0;
	}

	private int step(Step step) {
		Integer rows = this.transaction.execute((status) -> {
			boolean first = Boolean.TRUE.equals(this.jdbc.queryForObject(BEGIN, Boolean.class, this.schema));
			return first ? step.rows() : -1;
		});
		return (rows != null) ? rows : -1;
	}

	/**
	 * How many rows went.
	 */
	private static final class Tally {

		private long changes;

		private long tombstones;

		private long transactions;

	}

	/**
	 * Does a part of the work.
	 */
	@FunctionalInterface
	private interface Step {

		int rows();

	}

}
