/**
 * Tests of the wire, from the outside and of its parts.
 */
@NullMarked
package io.offlinesync.stomp;

import org.jspecify.annotations.NullMarked;
