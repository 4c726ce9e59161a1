/**
 * Another part of an application, with names that the first part has too.
 */
@NullMarked
package io.offlinesync.autoconfigure.other;

import org.jspecify.annotations.NullMarked;
