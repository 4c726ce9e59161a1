package io.offlinesync.jdbc;

import java.util.List;

/**
 * Looks at the synced tables before anything is done to them, and may keep the
 * application from starting.
 */
@FunctionalInterface
public interface TablesCheck {

	/**
	 * Look at the tables.
	 * @param openTables the names of those that no policy limits
	 */
	void check(List<String> openTables);

}
