/**
 * An application for attackers, with users who have nothing to do with each other.
 */
@NullMarked
package io.offlinesync.stomp.fuzz;

import org.jspecify.annotations.NullMarked;
