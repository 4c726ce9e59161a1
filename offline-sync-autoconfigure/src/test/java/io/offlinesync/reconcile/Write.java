package io.offlinesync.reconcile;

import java.util.Map;
import java.util.Set;

import io.offlinesync.Operation;

/**
 * A mutation: what a client would send.
 *
 * @param data the author's full copy, a value for each of {@link Histories#FIELDS}; empty
 * for a delete
 * @param changed what an update sets on a live record
 * @param at the stamp, as in {@link Marks}
 */
record Write(String uid, Operation op, Map<String, String> data, Set<String> changed, int at) {

}
