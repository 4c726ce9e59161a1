package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.offlinesync.RecordMetadata;
import io.offlinesync.testsupport.CaptureBypass;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What both sides have of one item, and what the rules say of it. Stamps are small
 * numbers, 0 where there is none.
 *
 * @param uid the item
 * @param row whether there is a row
 * @param inScope whether it matches
 * @param server the server's stamps: created, updated, deleted
 * @param client the client's stamps, or {@literal null} if it does not hold the item
 */
record ReconcileCase(String uid, boolean row, boolean inScope, List<Integer> server, @Nullable List<Integer> client) {

	private static final Instant BASE = Instant.parse("2026-01-01T10:00:00Z");

	/**
	 * Every combination of both sides, with stamps in every order.
	 */
	static List<ReconcileCase> all() {
		List<List<Integer>> stamps = new ArrayList<>();
		for (int i = 0; i < 27; i++) {
			stamps.add(List.of(i / 9, i / 3 % 3, i % 3));
		}
		List<ReconcileCase> cases = new ArrayList<>();
		for (List<Integer> server : stamps) {
			for (int row = 0; row < 3; row++) {
				cases.add(new ReconcileCase(UUID.randomUUID().toString(), row > 0, row > 1, server, null));
				for (List<Integer> client : stamps) {
					cases.add(new ReconcileCase(UUID.randomUUID().toString(), row > 0, row > 1, server, client));
				}
			}
		}
		return cases;
	}

	private static @Nullable Instant at(int stamp) {
		return (stamp != 0) ? BASE.plusMillis(stamp) : null;
	}

	private static RecordMetadata metadata(List<Integer> stamps) {
		return new RecordMetadata(at(stamps.get(0)), at(stamps.get(1)), at(stamps.get(2)));
	}

	private static int time(@Nullable List<Integer> stamps) {
		if (stamps == null) {
			return 0;
		}
		return (stamps.get(2) != 0) ? stamps.get(2) : (stamps.get(1) != 0) ? stamps.get(1) : stamps.get(0);
	}

	void store(JdbcTemplate jdbc, Map<String, RecordMetadata> held) {
		if (this.row) {
			CaptureBypass.update(jdbc, "insert into item (uid, title, amount, done) values (?::uuid, 't', ?, false)",
					this.uid, this.inScope ? 1 : 2);
		}
		RecordMetadata stamps = metadata(this.server);
		if (stamps.time() != null) {
			jdbc.update(
					"insert into offline_sync.sync_metadata values ('item', ?, ?::timestamptz, ?::timestamptz, "
							+ "?::timestamptz)",
					this.uid, SqlValues.text(stamps.createdAt()), SqlValues.text(stamps.updatedAt()),
					SqlValues.text(stamps.deletedAt()));
		}
		if (this.client != null) {
			held.put(this.uid, metadata(this.client));
		}
	}

	/**
	 * The line of {@code ReconciliationTable} that this is.
	 */
	private Line line() {
		int s = time(this.server);
		int c = time(this.client);
		boolean serverLives = this.server.get(2) == 0;
		boolean clientLives = this.client == null || this.client.get(2) == 0;
		if (this.row && !this.inScope) {
			return (this.client != null) ? Line.LEAVE : Line.NOTHING;
		}
		if (this.client == null) {
			return !this.row ? Line.NOTHING : serverLives ? Line.ADD_CLIENT : Line.REMOVE_ROW;
		}
		if (this.row && serverLives) {
			if (clientLives) {
				return (c > s) ? Line.UPDATE_DATABASE : (s > c || s == 0) ? Line.UPDATE_CLIENT : Line.NOTHING;
			}
			return (s > c) ? Line.UPDATE_CLIENT : Line.DELETE_AS_CLIENT;
		}
		if (this.row) {
			return (s >= c) ? Line.DELETE_AS_SERVER : clientLives ? Line.UPDATE_DATABASE : Line.DELETE_AS_CLIENT;
		}
		if (s == 0) {
			return clientLives ? Line.ADD_DATABASE : Line.FORGET;
		}
		// A tombstone, or live metadata without a row, which then becomes one.
		return (s >= c) ? Line.DELETE_AS_SERVER : clientLives ? Line.ADD_DATABASE : Line.DELETE_AS_CLIENT;
	}

	/**
	 * What the client is told.
	 */
	String answer() {
		return switch (line()) {
			case NOTHING, REMOVE_ROW -> "";
			case LEAVE -> "leaveClient " + this.uid;
			case ADD_CLIENT -> "addClient " + this.uid;
			case UPDATE_CLIENT -> "updateClient " + this.uid;
			case ADD_DATABASE -> "addDatabase " + this.uid + ' ' + metadata(this.client);
			case UPDATE_DATABASE -> "updateDatabase " + this.uid + ' ' + metadata(this.client);
			case DELETE_AS_SERVER -> "deleteClient " + this.uid + ' ' + at(time(this.server));
			case DELETE_AS_CLIENT, FORGET -> "deleteClient " + this.uid + ' ' + at(time(this.client));
		};
	}

	boolean rowStays() {
		return this.row && switch (line()) {
			case REMOVE_ROW, DELETE_AS_SERVER, DELETE_AS_CLIENT -> false;
			default -> true;
		};
	}

	RecordMetadata metadataAfter() {
		RecordMetadata stamps = metadata(this.server);
		return switch (line()) {
			case DELETE_AS_SERVER -> new RecordMetadata(stamps.createdAt(), stamps.updatedAt(), at(time(this.server)));
			case DELETE_AS_CLIENT -> new RecordMetadata(stamps.createdAt(), stamps.updatedAt(), at(time(this.client)));
			default -> stamps;
		};
	}

	private enum Line {

		NOTHING, LEAVE, ADD_CLIENT, UPDATE_CLIENT, ADD_DATABASE, UPDATE_DATABASE, REMOVE_ROW, DELETE_AS_SERVER,
		DELETE_AS_CLIENT, FORGET

	}

}
