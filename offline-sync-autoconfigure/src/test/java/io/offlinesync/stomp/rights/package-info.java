/**
 * An application in which not everybody may read and write everything.
 */
@NullMarked
package io.offlinesync.stomp.rights;

import org.jspecify.annotations.NullMarked;
