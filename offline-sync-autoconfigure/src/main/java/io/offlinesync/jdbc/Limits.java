package io.offlinesync.jdbc;

import io.offlinesync.SyncException;

/**
 * What one user may read, as of one moment. Used by one thread.
 */
@FunctionalInterface
public interface Limits {

	/**
	 * Limit a condition to what the user may read.
	 * @param table the table's name
	 * @param where a condition of the client's, bound to the table
	 * @return both conditions
	 * @throws SyncException if the table's policy refuses
	 */
	BoundWhere limit(String table, BoundWhere where);

}
