package io.offlinesync.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.offlinesync.test.SeenSnapshot;
import io.offlinesync.test.StreamPage;
import io.offlinesync.test.StreamScope;
import io.offlinesync.testsupport.stream.Progress;
import io.offlinesync.testsupport.stream.StreamModel;

/**
 * Follows some lists while others write, and goes away and resumes now and then. It keeps
 * what it held at each complete page.
 */
final class RandomReader implements Callable<RandomReader> {

	private final ChangeFeed feed;

	private final List<UUID> lists;

	private final StreamModel model;

	private final Random random;

	private final int stay;

	private final long end;

	private final List<State> states = new ArrayList<>();

	private int resumed;

	/**
	 * Create a reader.
	 * @param stay after about how many pages it goes away, 0 for never
	 */
	RandomReader(ChangeFeed feed, List<UUID> lists, long seed, int stay, long end) {
		this.feed = feed;
		this.lists = lists;
		this.model = new StreamModel(Progress.byField("priority"),
				lists.stream()
					.map((list) -> StreamScope.of("todo", "{\"listUid\":\"" + list + "\"}"))
					.toArray(StreamScope[]::new));
		this.random = new Random(seed);
		this.stay = stay;
		this.end = end;
	}

	List<UUID> lists() {
		return this.lists;
	}

	StreamModel model() {
		return this.model;
	}

	List<State> states() {
		return this.states;
	}

	int resumed() {
		return this.resumed;
	}

	@Override
	public RandomReader call() {
		while (System.nanoTime() < this.end) {
			try (FeedClient client = FeedClient.open(this.feed, this.model)) {
				int pages = (this.stay > 0) ? this.random.nextInt(2 * this.stay) + 1 : Integer.MAX_VALUE;
				while (pages-- > 0 && System.nanoTime() < this.end) {
					keep(client.poll(200));
				}
			}
			this.resumed++;
		}
		return this;
	}

	/** Catch up once nobody writes any more. */
	void finish() {
		try (FeedClient client = FeedClient.open(this.feed, this.model)) {
			keep(client.untilComplete());
		}
	}

	private void keep(StreamPage page) {
		if (page != null && page.seen() != null) {
			Map<UUID, Integer> held = new TreeMap<>();
			this.model.records("todo")
				.forEach((uid, value) -> held.put(UUID.fromString(uid), value.get("priority").intValue()));
			this.states.add(new State(page.seen(), held));
		}
	}

	/**
	 * What was held at a complete page.
	 *
	 * @param seen the snapshot that it is to equal
	 * @param versions the versions of the records
	 */
	record State(SeenSnapshot seen, Map<UUID, Integer> versions) {

	}

}
