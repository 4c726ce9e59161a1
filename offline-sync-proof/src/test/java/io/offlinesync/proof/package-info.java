/**
 * Clients, servers and a database under faults, and the checks of what always has to
 * hold.
 */
@NullMarked
package io.offlinesync.proof;

import org.jspecify.annotations.NullMarked;
