package io.offlinesync.feed;

import java.util.Map;

import io.offlinesync.feed.TailQueue.Offer;
import io.offlinesync.jdbc.DatabaseSnapshot;
import io.offlinesync.jdbc.LogPosition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TailQueueTests {

	/** The log ends before transaction 21, which has logged nothing. */
	private static final LogPosition END = new LogPosition("0b6f4f9e-3c0c-4d39-9d7b-5f4f3a0d7f11",
			DatabaseSnapshot.parse("21:21:"), null, null);

	private static final DatabaseSnapshot BEFORE = DatabaseSnapshot.parse("21:21:");

	private static final DatabaseSnapshot AFTER = DatabaseSnapshot.parse("22:22:");

	private final TailQueue queue = new TailQueue();

	@Test
	void anOlderPageIsKnownAlsoIfNothingWasLoggedSince() {
		this.queue.read(END, AFTER);
		assertThat(this.queue.offer(end(BEFORE), true)).isEqualTo(Offer.KNOWN);
		assertThat(this.queue.offer(end(AFTER), true)).isEqualTo(Offer.TAKEN);
	}

	@Test
	void anOlderPageThatWaitsGoesAlsoIfNothingWasLoggedSince() {
		this.queue.offer(end(BEFORE), false);
		this.queue.offer(end(AFTER), false);
		this.queue.read(END, AFTER);
		assertThat(this.queue.take()).extracting((changes) -> changes.page().snapshot()).containsExactly(AFTER);
	}

	private static TailChanges end(DatabaseSnapshot snapshot) {
		return new TailChanges(new TailPage(END, snapshot, true), Map.of());
	}

}
