/**
 * What an application touches: the annotation, the repository, records and their
 * metadata, conditions, conflict resolution, errors and events.
 */
@NullMarked
package io.offlinesync;

import org.jspecify.annotations.NullMarked;
