/**
 * Tests of the synced tables in PostgreSQL.
 */
@NullMarked
package io.offlinesync.jdbc;

import org.jspecify.annotations.NullMarked;
