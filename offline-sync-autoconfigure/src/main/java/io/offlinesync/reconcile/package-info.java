/**
 * The rules of who wins, as pure functions: no I/O, no Spring.
 */
@NullMarked
package io.offlinesync.reconcile;

import org.jspecify.annotations.NullMarked;
