package io.offlinesync.reconcile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import io.offlinesync.Operation;

/**
 * Random mutations over a handful of records.
 */
final class Histories {

	static final List<String> FIELDS = List.of("a", "b", "c");

	static final List<String> UIDS = List.of("u", "v", "w");

	private final Random random;

	private int values;

	Histories(long seed) {
		this.random = new Random(seed);
	}

	Random random() {
		return this.random;
	}

	/**
	 * Any mutation, with a stamp up to the given one. There are few stamps, so that ties
	 * are common.
	 */
	Write any(int greatest) {
		return write(pick(UIDS), pick(List.of(Operation.values())), 1 + this.random.nextInt(greatest));
	}

	List<Write> any(int length, int greatest) {
		List<Write> history = new ArrayList<>();
		for (int i = 0; i < length; i++) {
			history.add(any(greatest));
		}
		return history;
	}

	Write write(String uid, Operation op, int at) {
		return switch (op) {
			case CREATE -> new Write(uid, op, data(), Set.of(), at);
			case UPDATE -> new Write(uid, op, data(), someFields(), at);
			case DELETE -> new Write(uid, op, Map.of(), Set.of(), at);
		};
	}

	/**
	 * Mutations of one record that all say what the whole of it shall be, no two of them
	 * with the same stamp, except that deletes have any.
	 */
	List<Write> wholeRecord(String uid, int length) {
		List<Write> history = new ArrayList<>();
		for (int at = 1; at <= length; at++) {
			Operation op = pick(List.of(Operation.CREATE, Operation.UPDATE));
			history.add(new Write(uid, op, data(), Set.copyOf(FIELDS), at));
			if (this.random.nextInt(3) == 0) {
				history.add(write(uid, Operation.DELETE, 1 + this.random.nextInt(length)));
			}
		}
		return history;
	}

	/**
	 * No two values are the same, so that it shows whose they are.
	 */
	Map<String, String> data() {
		Map<String, String> data = new TreeMap<>();
		FIELDS.forEach((field) -> data.put(field, field + (++this.values)));
		return data;
	}

	private Set<String> someFields() {
		Set<String> fields = new LinkedHashSet<>();
		FIELDS.forEach((field) -> {
			if (this.random.nextBoolean()) {
				fields.add(field);
			}
		});
		return fields;
	}

	<T> T pick(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

}
