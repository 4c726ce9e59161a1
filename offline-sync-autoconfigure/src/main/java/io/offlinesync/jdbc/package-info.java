/**
 * Synced tables in PostgreSQL: mapping, SQL, locks, and the repository on top of them.
 */
@NullMarked
package io.offlinesync.jdbc;

import org.jspecify.annotations.NullMarked;
