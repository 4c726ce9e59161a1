/**
 * An application with entities, repositories and migrations of its own.
 */
@NullMarked
package io.offlinesync.existing.domain;

import org.jspecify.annotations.NullMarked;
