/**
 * What is observed, on its own.
 */
@NullMarked
package io.offlinesync.observation;

import org.jspecify.annotations.NullMarked;
