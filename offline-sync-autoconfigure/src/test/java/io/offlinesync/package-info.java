/**
 * What applications see, and how the packages may depend on each other.
 */
@NullMarked
package io.offlinesync;

import org.jspecify.annotations.NullMarked;
