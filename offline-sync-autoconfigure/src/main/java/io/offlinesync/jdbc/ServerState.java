package io.offlinesync.jdbc;

import java.time.Instant;

/**
 * The database as of now.
 *
 * @param generation which history it has: cursors and clients of another one start anew
 * @param time its clock, the one that stamps are measured by, in milliseconds
 */
public record ServerState(String generation, Instant time) {

}
