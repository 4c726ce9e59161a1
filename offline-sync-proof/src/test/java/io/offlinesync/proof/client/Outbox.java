package io.offlinesync.proof.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client's transactions: those that wait for an answer, in order, and some that had
 * one.
 */
final class Outbox {

	private static final int REMEMBERED = 20;

	private final String client;

	private final String user;

	private final Deque<Pending> waiting = new ArrayDeque<>();

	private final List<Answer> answered = new ArrayList<>();

	private final List<Answer> recent = new ArrayList<>();

	private int count;

	/** How often something was purged. */
	private int forgotten;

	Outbox(String client, String user) {
		this.client = client;
		this.user = user;
	}

	synchronized void add(List<Mutation> mutations) {
		this.waiting.add(new Pending("t" + this.count++, mutations, this.forgotten));
	}

	synchronized boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	synchronized int size() {
		return this.waiting.size();
	}

	/**
	 * The first that wait.
	 */
	synchronized List<Pending> first(int count) {
		return this.waiting.stream().limit(count).toList();
	}

	/**
	 * Hear what became of the first ones.
	 * @param results the answers, in order
	 * @return whether all were attempted
	 */
	synchronized boolean answered(JsonNode results) {
		for (JsonNode result : results) {
			if (result.get("outcome").stringValue().equals("not-attempted")) {
				return false;
			}
			Pending first = this.waiting.getFirst();
			if (!first.id().equals(result.get("id").stringValue())) {
				throw new AssertionError("Answered out of turn: " + result + " instead of " + first.id());
			}
			this.waiting.removeFirst();
			Answer answer = new Answer(this.client, this.user, first.id(), first.mutations(), result);
			this.answered.add(answer);
			// It may have been applied, and forgotten, long before it was answered.
			if (first.forgotten() == this.forgotten) {
				this.recent.add(answer);
			}
			if (this.recent.size() > REMEMBERED) {
				this.recent.remove(0);
			}
		}
		return true;
	}

	/**
	 * One that was answered not long ago.
	 */
	synchronized @Nullable Answer any(Random random) {
		return this.recent.isEmpty() ? null : this.recent.get(random.nextInt(this.recent.size()));
	}

	/**
	 * Expect no more that those that were answered are known.
	 */
	synchronized void forget() {
		this.forgotten++;
		this.recent.clear();
	}

	/**
	 * How often something was purged.
	 */
	synchronized int forgotten() {
		return this.forgotten;
	}

	/**
	 * Take out what was answered.
	 */
	synchronized List<Answer> take() {
		List<Answer> taken = List.copyOf(this.answered);
		this.answered.clear();
		return taken;
	}

	/**
	 * The data of a record that the user has changed last and was not answered.
	 */
	synchronized @Nullable Mutation newest(String table, String uid) {
		Mutation newest = null;
		for (Pending pending : this.waiting) {
			for (Mutation mutation : pending.mutations()) {
				if (mutation.table().equals(table) && mutation.uid().equals(uid)) {
					newest = mutation;
				}
			}
		}
		return newest;
	}

	static Map<String, Object> json(String id, List<Mutation> mutations) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("id", id);
		json.put("mutations", mutations.stream().map(Mutation::json).toList());
		return json;
	}

	/**
	 * A transaction that waits.
	 *
	 * @param id its id
	 * @param mutations what it does
	 * @param forgotten how often something had been purged when it was made
	 */
	record Pending(String id, List<Mutation> mutations, int forgotten) {

	}

}
