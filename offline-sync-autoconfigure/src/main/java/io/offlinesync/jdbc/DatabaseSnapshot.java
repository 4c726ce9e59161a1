package io.offlinesync.jdbc;

import java.util.Arrays;
import java.util.StringJoiner;
import java.util.stream.LongStream;

/**
 * Which transactions one state of the database includes, as PostgreSQL's
 * {@code pg_snapshot} says. Snapshots of one history are totally ordered: each includes
 * all that an earlier one does.
 */
public final class DatabaseSnapshot {

	private final long xmin;

	private final long xmax;

	private final long[] running;

	private final String text;

	private DatabaseSnapshot(long xmin, long xmax, long[] running, String text) {
		this.xmin = xmin;
		this.xmax = xmax;
		this.running = running;
		this.text = text;
	}

	/**
	 * Read a snapshot.
	 * @param text PostgreSQL's text, {@code xmin:xmax:xip,…}
	 * @return the snapshot
	 * @throws IllegalArgumentException if it is none
	 */
	public static DatabaseSnapshot parse(String text) {
		String[] parts = text.split(":", -1);
		if (parts.length != 3) {
			throw new IllegalArgumentException("Not a snapshot");
		}
		long xmin = Long.parseLong(parts[0]);
		long xmax = Long.parseLong(parts[1]);
		long[] running = parts[2].isEmpty() ? new long[0]
				: Arrays.stream(parts[2].split(",", -1)).mapToLong(Long::parseLong).toArray();
		long last = xmin - 1;
		for (long xid : running) {
			if (xid <= last || xid >= xmax) {
				throw new IllegalArgumentException("Not a snapshot");
			}
			last = xid;
		}
		if (xmin <= 0 || xmax < xmin) {
			throw new IllegalArgumentException("Not a snapshot");
		}
		return new DatabaseSnapshot(xmin, xmax, running, format(xmin, xmax, running));
	}

	private static String format(long xmin, long xmax, long[] running) {
		StringJoiner list = new StringJoiner(",", xmin + ":" + xmax + ":", "");
		Arrays.stream(running).forEach((xid) -> list.add(Long.toString(xid)));
		return list.toString();
	}

	/**
	 * The oldest transaction that was running: all before it are included, or were rolled
	 * back.
	 * @return its id
	 */
	public long xmin() {
		return this.xmin;
	}

	/**
	 * The first transaction that had not begun.
	 */
	long xmax() {
		return this.xmax;
	}

	/**
	 * Whether a transaction that was committed is included.
	 * @param xid the transaction
	 * @return {@literal true} if its changes are visible
	 */
	public boolean includes(long xid) {
		return xid < this.xmin || (xid < this.xmax && Arrays.binarySearch(this.running, xid) < 0);
	}

	/**
	 * Whether all that this snapshot includes is included in another.
	 * @param other a snapshot of the same history
	 * @return {@literal true} if this one was taken before, or is the same
	 */
	public boolean isIncludedIn(DatabaseSnapshot other) {
		long beyond = Arrays.stream(this.running).filter((xid) -> xid >= other.xmax).count();
		if (this.xmax - other.xmax > beyond) {
			return false;
		}
		for (long xid : other.running) {
			if (includes(xid)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The same without what lies beyond a transaction. Ids of transactions that left
	 * nothing but an abort are given out again after a crash: what is beyond the last one
	 * that is known to have been committed proves nothing.
	 * @param last the last transaction that counts
	 * @return the snapshot
	 */
	DatabaseSnapshot upTo(long last) {
		long end = Math.min(this.xmax, last + 1);
		long[] before = Arrays.stream(this.running).filter((xid) -> xid < end).toArray();
		long begin = (before.length > 0) ? before[0] : end;
		return new DatabaseSnapshot(begin, end, before, format(begin, end, before));
	}

	/**
	 * The transactions that were running, in order.
	 */
	LongStream running() {
		return Arrays.stream(this.running);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof DatabaseSnapshot snapshot && this.text.equals(snapshot.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	/**
	 * PostgreSQL's text of the snapshot.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
