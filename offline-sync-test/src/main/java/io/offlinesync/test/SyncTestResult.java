package io.offlinesync.test;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What became of one write.
 *
 * @param outcome {@code applied}; {@code superseded}, if what the server has is newer; or
 * {@code rejected}, in a transaction that is
 * @param record what the server has now
 * @param xid the database transaction that recorded it, unless it was rejected
 */
public record SyncTestResult(String outcome, SyncTestRecord record, @Nullable String xid) {

	static SyncTestResult of(JsonNode json) {
		return new SyncTestResult(json.get("outcome").stringValue(), SyncTestRecord.of(json.get("record")),
				Json.text(json, "xid"));
	}

	/**
	 * Whether the write is what the server has now.
	 * @return {@literal true} if it is
	 */
	public boolean isApplied() {
		return this.outcome.equals("applied");
	}

}
