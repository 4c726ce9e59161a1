package io.offlinesync.proof;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.offlinesync.proof.history.Commit;
import io.offlinesync.proof.history.History;
import io.offlinesync.proof.history.RowKey;
import tools.jackson.databind.JsonNode;

/**
 * Who could see which board at some time.
 */
final class Rights {

	private final History history;

	Rights(History history) {
		this.history = history;
	}

	/**
	 * Whether a user could read a version of a record in a part of the history.
	 * @param user the user
	 * @param table the record's table
	 * @param uid the record
	 * @param value the version
	 * @param from the position of the first commit of the part
	 * @param to the position of the first commit after it
	 * @return what it was, both if it changed
	 */
	Set<Boolean> membership(String user, String table, String uid, JsonNode value, int from, int to) {
		String board = table.equals("board") ? uid : value.get("board").stringValue();
		RowKey key = new RowKey("membership", board + "/" + user);
		Set<Boolean> was = new HashSet<>();
		was.add(this.history.before(from, key) != null);
		List<Commit> changes = this.history.of(key);
		for (int i = changes.size() - 1; i >= 0 && changes.get(i).position() >= from; i--) {
			if (changes.get(i).position() < to) {
				was.add(changes.get(i).rows().get(key) != null);
			}
		}
		return was;
	}

}
