package io.offlinesync.reconcile;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import io.offlinesync.reconcile.Reconciliation.Answer;
import io.offlinesync.reconcile.Reconciliation.ForClient;
import io.offlinesync.reconcile.Reconciliation.ForServer;
import org.jspecify.annotations.Nullable;

/**
 * The rules for reconciling, line by line, each with the condition under which it speaks.
 * Exactly one line must speak for every case.
 */
final class ReconciliationTable {

	static final List<Line> LINES = List.of(
			new Line("server only: live, or without metadata", (c) -> c.serverOnly() && c.serverLives(),
					answer(ForClient.ADD_CLIENT)),
			new Line("server only: deleted metadata, yet a row", (c) -> c.serverOnly() && !c.serverLives(),
					(c) -> new Answer(ForClient.NOTHING, ForServer.REMOVE_ROW, null)),

			new Line("both: both live, client newer",
					(c) -> c.both() && c.bothLive() && c.clientTime() > c.serverTime(),
					answer(ForClient.UPDATE_DATABASE)),
			new Line("both: both live, server newer, or neither has a stamp",
					(c) -> c.both() && c.bothLive()
							&& (c.serverTime() > c.clientTime() || (c.serverTime() == 0 && c.clientTime() == 0)),
					answer(ForClient.UPDATE_CLIENT)),
			new Line("both: both live, equal",
					(c) -> c.both() && c.bothLive() && c.clientTime() == c.serverTime() && c.serverTime() != 0,
					answer(ForClient.NOTHING)),
			new Line("both: client deleted, server live and newer",
					(c) -> c.both() && !c.clientLives() && c.serverLives() && c.serverTime() > c.clientTime(),
					answer(ForClient.UPDATE_CLIENT)),
			new Line("both: client deleted, server live and not newer",
					(c) -> c.both() && !c.clientLives() && c.serverLives() && c.serverTime() <= c.clientTime(),
					(c) -> deleted(ForServer.DELETE, c.clientTime())),
			new Line("both: server deleted, not older than the client",
					(c) -> c.both() && !c.serverLives() && c.serverTime() >= c.clientTime(),
					(c) -> deleted(ForServer.REMOVE_ROW, c.serverTime())),
			new Line("both: server deleted, older, client live",
					(c) -> c.both() && !c.serverLives() && c.serverTime() < c.clientTime() && c.clientLives(),
					answer(ForClient.UPDATE_DATABASE)),
			new Line("both: server deleted, older, client deleted later",
					(c) -> c.both() && !c.serverLives() && c.serverTime() < c.clientTime() && !c.clientLives(),
					(c) -> deleted(ForServer.DELETE, c.clientTime())),

			new Line("client only: the server never knew it, client live",
					(c) -> c.clientOnly() && c.serverTime() == 0 && c.clientLives(), answer(ForClient.ADD_DATABASE)),
			new Line("client only: the server never knew it, client deleted",
					(c) -> c.clientOnly() && c.serverTime() == 0 && !c.clientLives(),
					(c) -> deleted(ForServer.NOTHING, c.clientTime())),
			new Line("client only: server tombstone, not older",
					(c) -> c.clientOnly() && !c.serverLives() && c.serverTime() >= c.clientTime(),
					(c) -> deleted(ForServer.NOTHING, c.serverTime())),
			new Line("client only: server tombstone, older, client live",
					(c) -> c.clientOnly() && !c.serverLives() && c.serverTime() < c.clientTime() && c.clientLives(),
					answer(ForClient.ADD_DATABASE)),
			new Line("client only: server tombstone, older, client deleted later",
					(c) -> c.clientOnly() && !c.serverLives() && c.serverTime() < c.clientTime() && !c.clientLives(),
					(c) -> deleted(ForServer.TOMBSTONE, c.clientTime())),
			new Line("client only: live metadata without a row, not older",
					(c) -> c.lost() && c.serverTime() >= c.clientTime(),
					(c) -> deleted(ForServer.TOMBSTONE, c.serverTime())),
			new Line("client only: live metadata without a row, older, client live",
					(c) -> c.lost() && c.serverTime() < c.clientTime() && c.clientLives(),
					answer(ForClient.ADD_DATABASE)),
			new Line("client only: live metadata without a row, older, client deleted",
					(c) -> c.lost() && c.serverTime() < c.clientTime() && !c.clientLives(),
					(c) -> deleted(ForServer.TOMBSTONE, c.clientTime())),

			new Line("out of scope, the client holds it", (c) -> c.row() && !c.inScope() && c.client() != null,
					answer(ForClient.LEAVE_CLIENT)),
			new Line("out of scope, the client does not hold it", (c) -> c.row() && !c.inScope() && c.client() == null,
					answer(ForClient.NOTHING)),
			new Line("outside the universe: no row, and the client does not hold it",
					(c) -> !c.row() && c.client() == null, answer(ForClient.NOTHING)));

	private ReconciliationTable() {
	}

	private static Function<Case, Answer> answer(ForClient forClient) {
		return (c) -> new Answer(forClient, ForServer.NOTHING, null);
	}

	private static Answer deleted(ForServer forServer, int at) {
		return new Answer(ForClient.DELETE_CLIENT, forServer, Marks.at(at));
	}

	record Line(String name, Predicate<Case> speaks, Function<Case, Answer> answer) {

	}

	record Case(boolean row, boolean inScope, Marks server, @Nullable Marks client) {

		boolean serverOnly() {
			return this.row && this.inScope && this.client == null;
		}

		boolean both() {
			return this.row && this.inScope && this.client != null;
		}

		boolean clientOnly() {
			return !this.row && this.client != null;
		}

		boolean lost() {
			return clientOnly() && serverLives() && serverTime() != 0;
		}

		boolean serverLives() {
			return this.server.lives();
		}

		boolean clientLives() {
			return this.client == null || this.client.lives();
		}

		boolean bothLive() {
			return serverLives() && clientLives();
		}

		int serverTime() {
			return this.server.time();
		}

		int clientTime() {
			return (this.client != null) ? this.client.time() : 0;
		}

		StoredState stored() {
			return new StoredState(this.row, this.server.metadata());
		}

	}

}
