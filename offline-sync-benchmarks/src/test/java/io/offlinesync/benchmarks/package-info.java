/**
 * Tests of the load generator.
 */
@NullMarked
package io.offlinesync.benchmarks;

import org.jspecify.annotations.NullMarked;
