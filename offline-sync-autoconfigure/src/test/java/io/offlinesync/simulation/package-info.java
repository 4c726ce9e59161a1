/**
 * A simulation of clients, a network, nodes and a database under a virtual clock, in
 * which the rules, cursors, streams and the tail are those of the library.
 */
@NullMarked
package io.offlinesync.simulation;

import org.jspecify.annotations.NullMarked;
