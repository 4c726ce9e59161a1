/**
 * A client that costs little, so that what is measured is the server: a thousand
 * connections on one thread, frames searched and not parsed.
 */
@NullMarked
package io.offlinesync.benchmarks.client;

import org.jspecify.annotations.NullMarked;
