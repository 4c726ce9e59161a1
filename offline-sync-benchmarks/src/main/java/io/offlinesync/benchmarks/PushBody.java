package io.offlinesync.benchmarks;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/**
 * The bodies of one client's pushes: every other mutation updates a record that the same
 * client created before.
 */
final class PushBody {

	private final String clientId = UUID.randomUUID().toString();

	private final UUID list;

	private final Deque<UUID> created = new ArrayDeque<>();

	private long transactions;

	private long mutations;

	PushBody(UUID list) {
		this.list = list;
	}

	/**
	 * Make a body.
	 * @param count how many transactions
	 * @param size how many mutations each has
	 * @param title the title of all records
	 * @return the JSON text
	 */
	String next(int count, int size, String title) {
		StringBuilder json = new StringBuilder(count * size * 350 + 100);
		json.append("{\"clientId\":\"").append(this.clientId).append("\",\"transactions\":[");
		String at = Instant.ofEpochMilli(System.currentTimeMillis()).toString();
		for (int i = 0; i < count; i++) {
			json.append((i > 0) ? "," : "")
				.append("{\"id\":\"")
				.append(++this.transactions)
				.append("\",\"mutations\":[");
			for (int j = 0; j < size; j++) {
				json.append((j > 0) ? "," : "");
				mutation(json, at, title);
			}
			json.append("]}");
		}
		return json.append("]}").toString();
	}

	/**
	 * Make a body that only creates a record.
	 * @param title its title
	 * @return the JSON text
	 */
	String create(String title) {
		this.created.clear();
		return next(1, 1, title);
	}

	private void mutation(StringBuilder json, String at, String title) {
		// Long ago enough for the stamp to be a later one.
		boolean update = ++this.mutations % 2 == 0 && this.created.size() > 1_000;
		UUID uid = update ? this.created.remove() : UUID.randomUUID();
		if (!update) {
			this.created.add(uid);
		}
		json.append("{\"table\":\"todo\",\"op\":\"")
			.append(update ? "update" : "create")
			.append("\",\"uid\":\"")
			.append(uid)
			.append("\",\"at\":\"")
			.append(at)
			.append(update ? "\",\"changed\":[\"title\",\"done\"],\"data\":{\"uid\":\"" : "\",\"data\":{\"uid\":\"")
			.append(uid)
			.append("\",\"listUid\":\"")
			.append(this.list)
			.append("\",\"title\":\"")
			.append(title)
			.append("\",\"done\":")
			.append(update)
			.append(",\"priority\":1,\"position\":")
			.append(this.mutations % 1_000_000)
			.append("}}");
	}

}
