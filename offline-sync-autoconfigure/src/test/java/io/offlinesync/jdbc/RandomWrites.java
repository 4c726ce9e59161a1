package io.offlinesync.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import io.offlinesync.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random mutations of a handful of records, with stamps that collide.
 */
final class RandomWrites {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final List<String> FOLDERS = IntStream.range(0, 4)
		.mapToObj((i) -> new UUID(i, i).toString())
		.toList();

	static final Map<String, List<String>> UIDS = Map.of("folder", FOLDERS, "item",
			IntStream.range(0, 5).mapToObj((i) -> new UUID(-i, i).toString()).toList(), "memo",
			List.of("m", "M\"x", "é\ud83d\ude00", "__proto__"), "tally", List.of("1", "-5", "10"));

	private final Random random;

	private final Instant base;

	private final int spread;

	private int width = Integer.MAX_VALUE;

	/**
	 * Create random mutations.
	 * @param base the time around which stamps lie
	 * @param spread how many milliseconds they lie apart at most
	 */
	RandomWrites(Random random, Instant base, int spread) {
		this.random = random;
		this.base = base;
		this.spread = spread;
	}

	List<Mutation> transaction(int most, NaiveServer server, boolean remembered) {
		List<Mutation> mutations = new ArrayList<>();
		int size = 1 + this.random.nextInt(most);
		// Often of few records, so that one mutation meets what another did.
		this.width = this.random.nextBoolean() ? 1 + this.random.nextInt(2) : Integer.MAX_VALUE;
		while (mutations.size() < size) {
			mutations.add(mutation(server, remembered));
		}
		return mutations;
	}

	Mutation mutation(NaiveServer server, boolean remembered) {
		String table = pick(List.of("folder", "item", "item", "memo", "memo", "tally"));
		String uid = uid(table);
		Operation operation = (this.random.nextInt(4) == 0) ? Operation.DELETE
				: this.random.nextBoolean() ? Operation.CREATE : Operation.UPDATE;
		Instant at = stamp(server.time(new RecordKey(table, uid)), remembered);
		if (operation == Operation.DELETE) {
			return new Mutation(table, operation, uid, null, null, at);
		}
		ObjectNode data = data(table);
		Set<String> changed = null;
		if (operation == Operation.UPDATE) {
			List<String> fields = new ArrayList<>(data.propertyNames());
			Collections.shuffle(fields, this.random);
			List<String> some = fields.subList(0, 1 + this.random.nextInt(fields.size()));
			if (this.random.nextInt(3) == 0) {
				data.retain(some);
			}
			else {
				changed = new HashSet<>(some);
			}
		}
		return new Mutation(table, operation, uid, data, changed, at);
	}

	/**
	 * Where the record has a time, sometimes the server's stamp, which then follows it.
	 */
	private @Nullable Instant stamp(@Nullable Instant time, boolean remembered) {
		if (time != null && this.random.nextInt(12) == 0) {
			return (remembered && this.random.nextBoolean()) ? this.base.plusSeconds(1_000_000) : null;
		}
		return instant().plusNanos(this.random.nextInt(1_000_000));
	}

	Instant instant() {
		return this.base.plusMillis(this.random.nextInt(this.spread));
	}

	private ObjectNode data(String table) {
		ObjectNode data = JSON.createObjectNode();
		switch (table) {
			case "folder" -> data.put("parentUid", (this.random.nextInt(3) == 0) ? uid("folder") : null)
				.put("name", word())
				.put("rank", this.random.nextInt(3));
			case "item" -> data.put("folderUid", folder())
				.put("alsoUid", folder())
				.put("title", (this.random.nextInt(20) == 0) ? "" : word())
				.put("amount", this.random.nextInt(3))
				.put("done", this.random.nextBoolean());
			case "memo" ->
				data.put("folderUid", folder()).put("title", word()).put("bodyText", word()).put("color", word());
			default -> data.put("folderUid", (this.random.nextInt(6) == 0) ? uid("folder") : null)
				.put("score", this.random.nextInt(7) - 1)
				.put("label", word());
		}
		return data;
	}

	private @Nullable String folder() {
		return this.random.nextBoolean() ? uid("folder") : null;
	}

	private String uid(String table) {
		List<String> uids = UIDS.get(table);
		return pick(uids.subList(0, Math.min(this.width, uids.size())));
	}

	private String word() {
		return pick(List.of("a", "b", "ü'\"\\", "\ud83d\ude00"));
	}

	<E> E pick(List<E> list) {
		return list.get(this.random.nextInt(list.size()));
	}

}
