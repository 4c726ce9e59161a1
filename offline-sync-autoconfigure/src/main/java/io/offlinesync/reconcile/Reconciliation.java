package io.offlinesync.reconcile;

import java.time.Instant;

import io.offlinesync.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a client holds of a record with what the server holds.
 */
public final class Reconciliation {

	private static final Answer NOTHING = new Answer(ForClient.NOTHING, ForServer.NOTHING, null);

	private Reconciliation() {
	}

	/**
	 * Decide what either side must do.
	 * <p>
	 * Where the rules leave it open: a client's record without any stamp lives, and is
	 * older than everything, so that any tombstone deletes it. A row out of scope is left
	 * alone even if it is stale. Wherever a record ends up deleted, its tombstone and
	 * what the client is told carry the same time: the later of both sides', and the
	 * client's own if the server never knew the record, which then stores nothing.
	 * @param stored what the server has
	 * @param inScope whether the row exists, matches the condition, and may be seen
	 * @param client the stamps the client holds, in milliseconds, or {@literal null} if
	 * it does not hold the record. They decide as those of a mutation do: a stamp too far
	 * ahead must not get here.
	 * @return the answer
	 * @throws IllegalArgumentException if a row in scope does not exist
	 */
	public static Answer decide(StoredState stored, boolean inScope, @Nullable RecordMetadata client) {
		if (inScope && !stored.row()) {
			throw new IllegalArgumentException("A row that does not exist is in no scope");
		}
		if (stored.row() && !inScope) {
			return (client != null) ? forClient(ForClient.LEAVE_CLIENT) : NOTHING;
		}
		if (client == null) {
			return onServerOnly(stored);
		}
		if (stored.live()) {
			return withLive(stored, client);
		}
		Instant time = stored.time();
		return (time != null) ? withGone(stored, time, client) : withUnknown(client);
	}

	private static Answer onServerOnly(StoredState stored) {
		if (stored.live()) {
			return forClient(ForClient.ADD_CLIENT);
		}
		return stored.row() ? new Answer(ForClient.NOTHING, ForServer.REMOVE_ROW, null) : NOTHING;
	}

	private static Answer withLive(StoredState stored, RecordMetadata client) {
		boolean serverNewer = Stamps.isLater(stored.time(), client.time());
		Instant deletedAt = client.deletedAt();
		if (deletedAt != null && !serverNewer) {
			return deleted(ForServer.DELETE, deletedAt);
		}
		if (Stamps.isLater(client.time(), stored.time())) {
			return forClient(ForClient.UPDATE_DATABASE);
		}
		// Without stamps nobody can tell whether the two are the same.
		return (serverNewer || stored.time() == null) ? forClient(ForClient.UPDATE_CLIENT) : NOTHING;
	}

	private static Answer withUnknown(RecordMetadata client) {
		Instant deletedAt = client.deletedAt();
		return (deletedAt != null) ? deleted(ForServer.NOTHING, deletedAt) : forClient(ForClient.ADD_DATABASE);
	}

	/**
	 * Deleted metadata, with or without a stale row, or live metadata whose row is lost.
	 */
	private static Answer withGone(StoredState stored, Instant time, RecordMetadata client) {
		if (Stamps.isLater(client.time(), time)) {
			Instant deletedAt = client.deletedAt();
			if (deletedAt != null) {
				return deleted(stored.row() ? ForServer.DELETE : ForServer.TOMBSTONE, deletedAt);
			}
			return forClient(stored.row() ? ForClient.UPDATE_DATABASE : ForClient.ADD_DATABASE);
		}
		if (stored.row()) {
			return deleted(ForServer.REMOVE_ROW, time);
		}
		return deleted(stored.deleted() ? ForServer.NOTHING : ForServer.TOMBSTONE, time);
	}

	private static Answer forClient(ForClient forClient) {
		return new Answer(forClient, ForServer.NOTHING, null);
	}

	private static Answer deleted(ForServer forServer, Instant at) {
		return new Answer(ForClient.DELETE_CLIENT, forServer, at);
	}

	/**
	 * What either side must do about a record.
	 *
	 * @param forClient what the client is told
	 * @param forServer what happens on the server
	 * @param at when the record was deleted: the time of the tombstone, and what the
	 * client is told. {@literal null} unless the client is told to delete the record, as
	 * it always is where the server stores a tombstone.
	 */
	public record Answer(ForClient forClient, ForServer forServer, @Nullable Instant at) {

		public Answer {
			if ((forClient == ForClient.DELETE_CLIENT) != (at != null)) {
				throw new IllegalArgumentException("A deletion has a time, and nothing else has");
			}
		}

		/**
		 * When the record was deleted, as the client is told and the tombstone says.
		 * @return the time
		 * @throws IllegalStateException if the client is not told to delete the record
		 */
		public Instant deletedAt() {
			if (this.at == null) {
				throw new IllegalStateException("The record is not deleted");
			}
			return this.at;
		}

	}

	/**
	 * What the client is told about a record.
	 */
	public enum ForClient {

		/**
		 * Nothing.
		 */
		NOTHING,

		/**
		 * It lacks the record, and is sent it.
		 */
		ADD_CLIENT,

		/**
		 * It holds an older version, and is sent the server's.
		 */
		UPDATE_CLIENT,

		/**
		 * The record is deleted.
		 */
		DELETE_CLIENT,

		/**
		 * The record is out of scope.
		 */
		LEAVE_CLIENT,

		/**
		 * It shall push the record, which the server lacks.
		 */
		ADD_DATABASE,

		/**
		 * It shall push the record, of which it holds a newer version.
		 */
		UPDATE_DATABASE

	}

	/**
	 * What happens to a record on the server.
	 */
	public enum ForServer {

		/**
		 * Nothing.
		 */
		NOTHING,

		/**
		 * The stale row is removed; its metadata, a tombstone, stays as it is.
		 */
		REMOVE_ROW,

		/**
		 * The row is removed, and a tombstone stored.
		 */
		DELETE,

		/**
		 * A tombstone is stored; there is no row.
		 */
		TOMBSTONE

	}

}
