/**
 * The rules, each against a second opinion that shares no code with them.
 */
@NullMarked
package io.offlinesync.reconcile;

import org.jspecify.annotations.NullMarked;
