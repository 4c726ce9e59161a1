package io.offlinesync.jdbc;

import java.util.List;

/**
 * Mutations that a client wants applied as one.
 *
 * @param id the transaction's id, given by the client
 * @param mutations the mutations, in order
 */
public record ClientTransaction(String id, List<Mutation> mutations) {

	public ClientTransaction {
		mutations = List.copyOf(mutations);
	}

}
