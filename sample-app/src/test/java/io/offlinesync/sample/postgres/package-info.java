/**
 * The sample's own PostgreSQL, whatever happens to it.
 */
@NullMarked
package io.offlinesync.sample.postgres;

import org.jspecify.annotations.NullMarked;
