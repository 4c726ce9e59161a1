/**
 * The page for developers.
 */
@NullMarked
package io.offlinesync.inspector;

import org.jspecify.annotations.NullMarked;
