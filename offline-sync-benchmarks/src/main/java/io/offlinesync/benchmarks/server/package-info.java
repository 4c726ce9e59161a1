/**
 * What is measured: an application with one table, on a PostgreSQL of its own.
 */
@NullMarked
package io.offlinesync.benchmarks.server;

import org.jspecify.annotations.NullMarked;
