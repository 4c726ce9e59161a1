/**
 * Applications that existed before the library was added to them.
 */
@NullMarked
package io.offlinesync.existing;

import org.jspecify.annotations.NullMarked;
