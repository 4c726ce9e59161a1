/**
 * Tests of what shows results.
 */
@NullMarked
package io.offlinesync.benchmarks.result;

import org.jspecify.annotations.NullMarked;
