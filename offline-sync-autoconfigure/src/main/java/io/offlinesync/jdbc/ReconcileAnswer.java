package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.List;

import io.offlinesync.RecordMetadata;

/**
 * What either side must do so that both hold the same.
 *
 * @param addClient records that the client lacks
 * @param updateClient records of which the client holds an older version
 * @param deleteClient records that are deleted
 * @param leaveClient uids of records that are outside the scope
 * @param addDatabase what the client shall push because the server lacks it
 * @param updateDatabase what the client shall push because it holds a newer version
 */
public record ReconcileAnswer(List<JsonRecord> addClient, List<JsonRecord> updateClient, List<Deleted> deleteClient,
		List<String> leaveClient, List<Held> addDatabase, List<Held> updateDatabase) {

	public ReconcileAnswer {
		addClient = List.copyOf(addClient);
		updateClient = List.copyOf(updateClient);
		deleteClient = List.copyOf(deleteClient);
		leaveClient = List.copyOf(leaveClient);
		addDatabase = List.copyOf(addDatabase);
		updateDatabase = List.copyOf(updateDatabase);
	}

	/**
	 * A record that the client shall delete.
	 *
	 * @param uid the id's canonical text
	 * @param deletedAt when it was deleted
	 */
	public record Deleted(String uid, Instant deletedAt) {

	}

	/**
	 * A record that the client shall push, with the stamps it said it holds.
	 *
	 * @param uid the id's canonical text
	 * @param metadata the client's stamps
	 */
	public record Held(String uid, RecordMetadata metadata) {

	}

}
