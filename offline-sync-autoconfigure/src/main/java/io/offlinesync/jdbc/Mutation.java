package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.Set;

import io.offlinesync.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change of one record, as a client asks for it.
 *
 * @param table the table's name
 * @param operation what to do
 * @param uid the id's canonical text
 * @param data the entity's JSON, {@literal null} for a delete only
 * @param changed for an update, the fields it sets on a live record, or {@literal null}
 * for every field of the data
 * @param at the stamp, in any precision, or {@literal null} for the server's
 */
public record Mutation(String table, Operation operation, String uid, @Nullable ObjectNode data,
		@Nullable Set<String> changed, @Nullable Instant at) {

	public Mutation {
		if ((operation == Operation.DELETE) != (data == null)) {
			throw new IllegalArgumentException("A delete has no data, and everything else has");
		}
	}

}
