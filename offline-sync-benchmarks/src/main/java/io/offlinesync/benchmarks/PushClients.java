package io.offlinesync.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.offlinesync.benchmarks.client.SyncClient;
import io.offlinesync.benchmarks.limit.PlainTable;
import io.offlinesync.benchmarks.server.PushedLists;

/**
 * Those who push, one message at a time each, and those who do the same by plain JDBC.
 */
final class PushClients {

	private PushClients() {
	}

	/**
	 * Clients of their own that push.
	 * @param bench where
	 * @param clients how many
	 * @param count how many transactions a message has
	 * @param size how many mutations a transaction has
	 * @return what counts mutations
	 */
	static List<Workers.Worker> pushing(Bench bench, int clients, int count, int size) throws IOException {
		List<Workers.Worker> workers = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			SyncClient client = bench.client();
			PushBody body = new PushBody(PushedLists.list(i));
			workers.add(() -> {
				checkApplied(client.ask("push", body.next(count, size, PlainTable.TITLE)), count * size);
				return count * size;
			});
		}
		return workers;
	}

	/**
	 * Connections that write to a plain table.
	 * @param bench where
	 * @param connections how many
	 * @param size how many rows a transaction has
	 * @return what counts rows
	 */
	static List<Workers.Worker> writing(Bench bench, int connections, int size) throws SQLException {
		List<Workers.Worker> workers = new ArrayList<>();
		for (PlainTable table : bench.plainTables(connections)) {
			workers.add(() -> {
				table.write(size, PlainTable.TITLE);
				return size;
			});
		}
		return workers;
	}

	/**
	 * Fail unless all was applied.
	 * @param answer the answer to a push
	 * @param mutations how many mutations it had
	 */
	static void checkApplied(String answer, int mutations) {
		int applied = 0;
		String text = "\"outcome\":\"applied\"";
		for (int at = answer.indexOf(text); at >= 0; at = answer.indexOf(text, at + text.length())) {
			applied++;
		}
		if (applied != mutations) {
			throw new IllegalStateException(applied + " of " + mutations + " applied: " + answer);
		}
	}

}
