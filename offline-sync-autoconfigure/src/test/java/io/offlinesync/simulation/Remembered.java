package io.offlinesync.simulation;

import java.util.List;

import io.offlinesync.reconcile.Decision.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What became of a client's transaction.
 *
 * @param committed whether it was committed
 * @param xid the transaction of the database that says so
 * @param verdicts what became of its mutations, nothing if it was refused
 * @param error why it was refused, or {@literal null}
 */
record Remembered(boolean committed, long xid, List<Verdict> verdicts, @Nullable String error) {

}
