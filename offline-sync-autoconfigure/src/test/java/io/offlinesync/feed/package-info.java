/**
 * Tests of the change feed.
 */
@NullMarked
package io.offlinesync.feed;

import org.jspecify.annotations.NullMarked;
