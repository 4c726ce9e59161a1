package io.offlinesync.test;

import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * What two sides lack of each other. Where a list is not of what to store, its records
 * have stamps and no value.
 *
 * @param addClient what the client lacks
 * @param updateClient what the client has an older version of
 * @param deleteClient what is deleted
 * @param leaveClient the ids of what is not in the scope any more
 * @param addDatabase what the server lacks
 * @param updateDatabase what the server has an older version of
 */
public record SyncTestReconciliation(List<SyncTestRecord> addClient, List<SyncTestRecord> updateClient,
		List<SyncTestRecord> deleteClient, List<String> leaveClient, List<SyncTestRecord> addDatabase,
		List<SyncTestRecord> updateDatabase) {

	static SyncTestReconciliation of(JsonNode json) {
		return new SyncTestReconciliation(records(json, "addClient"), records(json, "updateClient"),
				records(json, "deleteClient"),
				json.get("leaveClient").valueStream().map(JsonNode::stringValue).toList(), records(json, "addDatabase"),
				records(json, "updateDatabase"));
	}

	private static List<SyncTestRecord> records(JsonNode json, String name) {
		return json.get(name).valueStream().map(SyncTestRecord::of).toList();
	}

	/**
	 * Whether both sides have the same.
	 * @return {@literal true} if they do
	 */
	public boolean isEmpty() {
		return this.addClient.isEmpty() && this.updateClient.isEmpty() && this.deleteClient.isEmpty()
				&& this.leaveClient.isEmpty() && this.addDatabase.isEmpty() && this.updateDatabase.isEmpty();
	}

}
