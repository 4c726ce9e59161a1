package io.offlinesync.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;

import io.offlinesync.proof.client.Client;
import io.offlinesync.proof.client.Uids;

/**
 * What goes wrong, or changes, while everybody writes.
 */
enum Fault {

	/** A node is gone, with all that it had in memory. */
	NODE_KILLED {

		@Override
		void happen(Cluster cluster, Random random, List<Client> clients) {
			cluster.killNode(random);
		}

	},

	/** Connections to the database end. */
	BACKENDS_TERMINATED {

		@Override
		void happen(Cluster cluster, Random random, List<Client> clients) {
			cluster.terminateBackends();
		}

	},

	/** A backend crashes, and so PostgreSQL begins anew. */
	BACKEND_KILLED {

		@Override
		void happen(Cluster cluster, Random random, List<Client> clients) {
			try {
				cluster.killBackend();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	},

	/** PostgreSQL is gone, and starts again. */
	POSTGRES_KILLED {

		@Override
		void happen(Cluster cluster, Random random, List<Client> clients) {
			cluster.killPostgres();
		}

	},

	/**
	 * What is older than two seconds is purged, though some are away for longer. A purge
	 * that writers keep waiting is given up, and so there are several.
	 */
	PURGE {

		private static final int TIMES = 4;

		@Override
		void happen(Cluster cluster, Random random, List<Client> clients) {
			clients.forEach(Client::forget);
			for (int i = 0; i < TIMES; i++) {
				cluster.tell("/purge?millis=2000", random);
			}
			clients.forEach(Client::forget);
		}

	},

	/** Somebody may see a board that they might not, or the other way round. */
	RIGHTS {

		@Override
		void happen(Cluster cluster, Random random, List<Client> clients) {
			// The last board is of one user only.
			String board = Uids.any(random, Uids.BOARDS.subList(0, Uids.BOARDS.size() - 1));
			String person = Uids.any(random, Trial.USERS);
			cluster.tell("/memberships?board=" + board + "&person=" + person + "&member=" + random.nextBoolean(),
					random);
		}

	};

	abstract void happen(Cluster cluster, Random random, List<Client> clients);

}
