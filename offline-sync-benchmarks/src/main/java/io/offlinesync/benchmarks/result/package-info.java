/**
 * What was measured, on what machine, and how it is shown.
 */
@NullMarked
package io.offlinesync.benchmarks.result;

import org.jspecify.annotations.NullMarked;
