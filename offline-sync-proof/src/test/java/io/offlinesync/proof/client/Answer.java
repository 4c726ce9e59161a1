package io.offlinesync.proof.client;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client was told of a transaction.
 *
 * @param client the client
 * @param user whose client it is
 * @param id the transaction's id
 * @param mutations what the transaction was to do
 * @param result the answer, as it came
 */
public record Answer(String client, String user, String id, List<Mutation> mutations, JsonNode result) {

	/**
	 * Whether the transaction was committed.
	 * @return {@literal false} if it was refused
	 */
	public boolean isCommitted() {
		return this.result.get("outcome").stringValue().equals("committed");
	}

	/**
	 * The database transaction that has recorded it.
	 * @return its id, or {@literal null} if there is none
	 */
	public @Nullable Long xid() {
		JsonNode xid = this.result.path("xid");
		return xid.isString() ? Long.valueOf(xid.stringValue()) : null;
	}

	/**
	 * What became of a mutation.
	 * @param index which
	 * @return the outcome
	 */
	public String outcome(int index) {
		return this.result.get("results").get(index).get("outcome").stringValue();
	}

	/**
	 * Why it was refused.
	 * @return the code, or {@literal null} if it was not
	 */
	public @Nullable String error() {
		return this.result.at("/error/code").stringValue(null);
	}

}
