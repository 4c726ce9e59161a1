/**
 * What no stream may say, and what a client of one holds.
 */
@NullMarked
package io.offlinesync.testsupport.stream;

import org.jspecify.annotations.NullMarked;
