package io.offlinesync.jdbc;

import java.security.Principal;
import java.util.HashMap;
import java.util.Map;

import io.offlinesync.ProposedWrite;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What one user may read and write, as of one moment: each policy is asked once for what
 * is readable. Used by one thread.
 */
final class UserAccess {

	private final @Nullable Principal user;

	private final boolean unlimited;

	private final Map<SyncedTableMapping<?>, BoundWhere> readable = new HashMap<>();

	private UserAccess(@Nullable Principal user, boolean unlimited) {
		this.user = user;
		this.unlimited = unlimited;
	}

	/**
	 * What a client's user may do.
	 * @param user the user, or {@literal null} if anonymous
	 */
	static UserAccess of(@Nullable Principal user) {
		return new UserAccess(user, false);
	}

	/**
	 * What the application's own code may do.
	 */
	static UserAccess unlimited() {
		return new UserAccess(null, true);
	}

	/**
	 * Whether it is the application's own code that asks.
	 */
	boolean isUnlimited() {
		return this.unlimited;
	}

	/**
	 * Whether there is anything in a table that the user might not read.
	 */
	boolean isLimited(SyncedTableMapping<?> table) {
		return !this.unlimited && table.isLimited();
	}

	/**
	 * Limit a condition to what the user may read.
	 * @param table the table
	 * @param where a condition of the client's, bound to the table
	 * @return both conditions
	 */
	BoundWhere limit(SyncedTableMapping<?> table, BoundWhere where) {
		return isLimited(table) ? where.and(readable(table)) : where;
	}

	/**
	 * Ask now what the user may read, and not again.
	 */
	void ask(SyncedTableMapping<?> table) {
		if (isLimited(table)) {
			readable(table);
		}
	}

	/**
	 * Whether the user may read all of a table.
	 */
	boolean readsAll(SyncedTableMapping<?> table) {
		return !isLimited(table) || readable(table).always();
	}

	private <T> BoundWhere readable(SyncedTableMapping<T> table) {
		BoundWhere known = this.readable.get(table);
		if (known == null) {
			known = bind(table, table.policy());
			this.readable.put(table, known);
		}
		return known;
	}

	private <T> BoundWhere bind(SyncedTableMapping<T> table, SyncPolicy<T> policy) {
		try {
			return table.filters().bindAny(policy.readable(this.user));
		}
		catch (SyncException ex) {
			if (ex.code() != SyncErrorCode.INVALID_WHERE) {
				throw ex;
			}
			// The client cannot help it.
			throw new IllegalStateException("The policy of " + table.name() + " cannot be used: " + ex.getMessage(),
					ex);
		}
	}

	/**
	 * Whether the user may read a row.
	 * @param table the table
	 * @param entity the row
	 */
	<T> boolean mayRead(SyncedTableMapping<T> table, T entity) {
		return !isLimited(table) || readable(table).matches(table.filters().values(entity));
	}

	/**
	 * Whether the user may read a row of the log.
	 * @param table the table
	 * @param row the row, of which something may be unknown
	 */
	boolean mayRead(SyncedTableMapping<?> table, FilterValues row) {
		return !isLimited(table) || readable(table).surelyMatches(row);
	}

	/**
	 * What the user may do now, after what was written.
	 */
	UserAccess anew() {
		return new UserAccess(this.user, this.unlimited);
	}

	/**
	 * Whether the user may make a write.
	 * @param table the table, which is limited
	 * @param write the write
	 */
	<T> boolean permits(SyncedTableMapping<T> table, ProposedWrite<T> write) {
		return table.policy().permits(this.user, write);
	}

	/**
	 * The error for a write that is not allowed.
	 */
	static SyncException forbidden() {
		return new SyncException(SyncErrorCode.FORBIDDEN, "You may not write this record, or not in this way");
	}

}
