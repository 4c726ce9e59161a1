/**
 * What the machine, PostgreSQL and Tomcat can do without the library.
 */
@NullMarked
package io.offlinesync.benchmarks.limit;

import org.jspecify.annotations.NullMarked;
