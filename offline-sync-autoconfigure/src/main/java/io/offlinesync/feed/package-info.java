/**
 * Streams of changes: cursors, snapshots, the tail of the change log, and who is to hear
 * what.
 */
@NullMarked
package io.offlinesync.feed;

import org.jspecify.annotations.NullMarked;
