/**
 * A page for developers that shows what the clients of this node do.
 */
@NullMarked
package io.offlinesync.inspector;

import org.jspecify.annotations.NullMarked;
