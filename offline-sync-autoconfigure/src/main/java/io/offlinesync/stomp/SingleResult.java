package io.offlinesync.stomp;

import io.offlinesync.jdbc.MutationResult;
import org.jspecify.annotations.Nullable;

/**
 * What became of a mutation that came by itself.
 *
 * @param result the outcome
 * @param xid the database transaction that recorded it
 */
record SingleResult(MutationResult result, @Nullable String xid) {

}
