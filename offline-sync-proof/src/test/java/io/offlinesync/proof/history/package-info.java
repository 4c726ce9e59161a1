/**
 * What really happened in the database, by its write-ahead log.
 */
@NullMarked
package io.offlinesync.proof.history;

import org.jspecify.annotations.NullMarked;
