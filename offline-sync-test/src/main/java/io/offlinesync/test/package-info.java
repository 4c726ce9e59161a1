/**
 * A client of the protocol for tests: {@link io.offlinesync.test.SyncTestClient} is where
 * to begin.
 */
@NullMarked
package io.offlinesync.test;

import org.jspecify.annotations.NullMarked;
