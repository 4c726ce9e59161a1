/**
 * What the server's recordings say.
 */
@NullMarked
package io.offlinesync.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
