/**
 * Tests of the client's parsing.
 */
@NullMarked
package io.offlinesync.benchmarks.client;

import org.jspecify.annotations.NullMarked;
