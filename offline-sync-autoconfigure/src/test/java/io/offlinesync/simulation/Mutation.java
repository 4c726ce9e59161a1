package io.offlinesync.simulation;

import java.util.Map;
import java.util.Set;

import io.offlinesync.Operation;
import io.offlinesync.jdbc.RecordKey;

import java.time.Instant;

/**
 * What a client does to one record.
 *
 * @param key the record
 * @param operation what it does
 * @param data the client's full copy; empty for a delete
 * @param changed what an update sets on a live record
 * @param at the client's stamp
 */
record Mutation(RecordKey key, Operation operation, Map<String, Object> data, Set<String> changed, Instant at) {

}
