/**
 * An application whose names are as odd as they get.
 */
@NullMarked
package io.offlinesync.stomp.odd;

import org.jspecify.annotations.NullMarked;
