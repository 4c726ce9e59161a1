/**
 * An application whose records have fields that not everybody may see, name or set.
 */
@NullMarked
package io.offlinesync.stomp.fields;

import org.jspecify.annotations.NullMarked;
