/**
 * Load of every kind against a server in a process of its own, and figures.
 */
@NullMarked
package io.offlinesync.benchmarks;

import org.jspecify.annotations.NullMarked;
