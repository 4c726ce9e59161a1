/**
 * Shared to-do lists that work offline: an ordinary application with
 * {@link io.offlinesync.SyncedTable} on its entities.
 */
@NullMarked
package io.offlinesync.sample;

import org.jspecify.annotations.NullMarked;
