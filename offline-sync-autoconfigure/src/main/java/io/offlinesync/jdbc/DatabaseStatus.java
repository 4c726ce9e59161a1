package io.offlinesync.jdbc;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The library's own tables and the running transactions, as of now.
 *
 * @param generation which history the database has
 * @param time the database's clock
 * @param log the change log
 * @param tombstones how many deleted records are remembered
 * @param forgotten the greatest time of a purged tombstone, or {@literal null}
 * @param transactions how many clients' transactions are remembered
 * @param horizon the running transactions
 */
public record DatabaseStatus(String generation, Instant time, Log log, Count tombstones, @Nullable Instant forgotten,
		Count transactions, Horizon horizon) {

	/**
	 * The change log.
	 *
	 * @param changes how many entries it has
	 * @param bytes how much room it takes, with its indexes
	 * @param oldest its first entry, or {@literal null} if it is empty
	 * @param newest its last entry, or {@literal null} if it is empty
	 * @param oldestCursor the transaction that a cursor has to know all before, to be
	 * valid
	 */
	public record Log(Count changes, long bytes, @Nullable Entry oldest, @Nullable Entry newest, long oldestCursor) {

	}

	/**
	 * An entry of the change log.
	 *
	 * @param xid its transaction
	 * @param time when it was written
	 */
	public record Entry(long xid, Instant time) {

	}

	/**
	 * A number of rows.
	 *
	 * @param rows the number
	 * @param estimated whether it is PostgreSQL's estimate, since counting takes long
	 */
	public record Count(long rows, boolean estimated) {

	}

	/**
	 * The transactions that run, the oldest of which a purge does not pass.
	 *
	 * @param xmin the oldest transaction that runs, or the next one if none does
	 * @param xmax the next transaction
	 * @param lag how many transactions the oldest one that runs lies back, 0 if none runs
	 * @param age for how long the oldest has been running, as far as is known; zero if
	 * none is
	 * @param holder who runs the oldest, or {@literal null} if there is none or it has
	 * just ended
	 */
	public record Horizon(long xmin, long xmax, long lag, Duration age, @Nullable Holder holder) {

		Horizon(long xmin, long xmax, Duration age, @Nullable Holder holder) {
			this(xmin, xmax, xmax - xmin, age, holder);
		}

	}

	/**
	 * Who runs a transaction.
	 *
	 * @param backend the process id of PostgreSQL's backend, or the name of a prepared
	 * transaction
	 * @param prepared whether it is a prepared transaction, which has no backend
	 * @param database the database, or {@literal null} if it has none
	 * @param user the database user, or {@literal null}
	 * @param application the application's name, or {@literal null}
	 * @param state what the backend does, or {@literal null} without the right to see it
	 * @param since when the transaction began, or {@literal null} without the right to
	 * see it
	 */
	public record Holder(String backend, boolean prepared, @Nullable String database, @Nullable String user,
			@Nullable String application, @Nullable String state, @Nullable Instant since) {

	}

}
