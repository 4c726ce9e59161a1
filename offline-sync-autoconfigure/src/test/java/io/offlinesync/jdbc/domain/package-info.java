/**
 * An application's entities, of every shape that can be synced.
 */
@NullMarked
package io.offlinesync.jdbc.domain;

import org.jspecify.annotations.NullMarked;
