package io.offlinesync.proof.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * What a client's user does.
 */
final class Edits {

	/** A title that the database refuses. */
	private static final String REFUSED = "refused";

	private final String author;

	private final Random random;

	private final BiFunction<String, String, @Nullable Map<String, @Nullable Object>> held;

	private final BiFunction<String, String, Instant> clock;

	private int count;

	/**
	 * Create edits.
	 * @param author goes into every value
	 * @param random the chance
	 * @param held a record's value as the user sees it, by table and uid
	 * @param clock the stamp of a mutation, by table and uid
	 */
	Edits(String author, Random random, BiFunction<String, String, @Nullable Map<String, @Nullable Object>> held,
			BiFunction<String, String, Instant> clock) {
		this.author = author;
		this.random = random;
		this.held = held;
		this.clock = clock;
	}

	/**
	 * The mutations of the next transaction.
	 */
	List<Mutation> next() {
		this.count++;
		int choice = this.random.nextInt(100);
		if (choice < 22) {
			return List.of(update("card", card(), Set.of(any("title", "points", "done"))));
		}
		if (choice < 32) {
			return List.of(update("card", card(), Set.of("board")));
		}
		if (choice < 44) {
			return List.of(create("card", card()));
		}
		if (choice < 54) {
			return List.of(delete("card", card()));
		}
		if (choice < 62) {
			return List.of(create("comment", comment()));
		}
		if (choice < 70) {
			return List.of(update("comment", comment(), Set.of("text")));
		}
		if (choice < 75) {
			return List.of(delete("comment", comment()));
		}
		if (choice < 81) {
			return List.of(update("board", board(), Set.of(any("name", "rank"))));
		}
		return several(choice);
	}

	private List<Mutation> several(int choice) {
		if (choice < 85) {
			return boardWithCover();
		}
		if (choice < 87) {
			return List.of(delete("board", board()));
		}
		if (choice < 90) {
			return List.of(update("card", card(), Set.of("points")), refused());
		}
		if (choice < 93) {
			// One by one on the same record.
			String card = card();
			return List.of(delete("card", card), create("card", card), update("card", card, Set.of("points")));
		}
		List<Mutation> mutations = new ArrayList<>();
		Set<String> uids = new HashSet<>();
		for (int i = this.random.nextInt(3) + 2; i > 0; i--) {
			String card = card();
			if (uids.add(card)) {
				mutations.add(update("card", card, Set.of("title", "points")));
			}
		}
		mutations.add(update("board", board(), Set.of("rank")));
		return mutations;
	}

	/** Each needs the other first. */
	private List<Mutation> boardWithCover() {
		String board = board();
		String card = card();
		Map<String, @Nullable Object> covered = data("board", board);
		covered.put("cover", card);
		Map<String, @Nullable Object> cover = data("card", card);
		cover.put("board", board);
		return List.of(new Mutation("board", "create", board, covered, Set.of(), at("board", board)),
				new Mutation("card", "create", card, cover, Set.of(), at("card", card)));
	}

	private Mutation refused() {
		String card = card();
		Map<String, @Nullable Object> data = data("card", card);
		data.put("title", REFUSED);
		return new Mutation("card", "create", card, data, Set.of(), at("card", card));
	}

	private Mutation create(String table, String uid) {
		return new Mutation(table, "create", uid, data(table, uid), Set.of(), at(table, uid));
	}

	private Mutation update(String table, String uid, Set<String> changed) {
		Map<String, @Nullable Object> fresh = data(table, uid);
		Map<String, @Nullable Object> seen = this.held.apply(table, uid);
		Map<String, @Nullable Object> data = new HashMap<>((seen != null) ? seen : fresh);
		changed.forEach((field) -> data.put(field, fresh.get(field)));
		return new Mutation(table, "update", uid, data, changed, at(table, uid));
	}

	private Mutation delete(String table, String uid) {
		return new Mutation(table, "delete", uid, Map.of(), Set.of(), at(table, uid));
	}

	private Map<String, @Nullable Object> data(String table, String uid) {
		Map<String, @Nullable Object> data = new HashMap<>();
		data.put("uid", uid);
		switch (table) {
			case "board" -> {
				data.put("name", text());
				data.put("rank", this.random.nextInt(100));
				data.put("cover", null);
			}
			case "card" -> {
				data.put("board", board());
				data.put("title", text());
				data.put("points", this.random.nextInt(10));
				data.put("done", this.random.nextBoolean());
			}
			default -> {
				data.put("card", card());
				data.put("board", board());
				data.put("text", text());
			}
		}
		return data;
	}

	private Instant at(String table, String uid) {
		return this.clock.apply(table, uid);
	}

	private String text() {
		return this.author + "-" + this.count;
	}

	private String any(String... values) {
		return values[this.random.nextInt(values.length)];
	}

	private String board() {
		return Uids.any(this.random, Uids.BOARDS);
	}

	private String card() {
		return Uids.any(this.random, Uids.CARDS);
	}

	private String comment() {
		return Uids.any(this.random, Uids.COMMENTS);
	}

}
