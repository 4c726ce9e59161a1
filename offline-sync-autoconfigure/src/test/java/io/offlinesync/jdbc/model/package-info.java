/**
 * An application whose tables refer to each other in every way, with every strategy.
 */
@NullMarked
package io.offlinesync.jdbc.model;

import org.jspecify.annotations.NullMarked;
