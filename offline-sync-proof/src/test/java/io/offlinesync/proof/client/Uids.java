package io.offlinesync.proof.client;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * The records that everybody fights over.
 */
public final class Uids {

	/** The tables of all records. */
	public static final List<String> TABLES = List.of("board", "card", "comment");

	/** The boards. The last one is seen by few. */
	public static final List<String> BOARDS = uids(1, 6);

	/** The cards. */
	public static final List<String> CARDS = uids(2, 24);

	/** The comments. */
	public static final List<String> COMMENTS = uids(3, 20);

	private Uids() {
	}

	private static List<String> uids(long kind, int count) {
		return LongStream.rangeClosed(1, count).mapToObj((number) -> new UUID(kind, number).toString()).toList();
	}

	/**
	 * Any of them.
	 * @param random the chance
	 * @param uids from these
	 * @return one
	 */
	public static String any(Random random, List<String> uids) {
		return uids.get(random.nextInt(uids.size()));
	}

}
