/**
 * A real PostgreSQL for tests: in a container where Docker is there, embedded elsewhere.
 */
@NullMarked
package io.offlinesync.testsupport;

import org.jspecify.annotations.NullMarked;
