/**
 * A PostgreSQL of the sample's own, for when it is not given one: nothing to copy into an
 * application.
 */
@NullMarked
package io.offlinesync.sample.postgres;

import org.jspecify.annotations.NullMarked;
