package io.offlinesync.feed;

import java.util.Map;
import java.util.Set;

import io.offlinesync.feed.RecordChange.Told;
import io.offlinesync.feed.TailQueue.Offer;
import io.offlinesync.jdbc.DatabaseSnapshot;
import io.offlinesync.jdbc.LogPosition;
import io.offlinesync.jdbc.RecordKey;
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

	/** After a crash, 21 is another transaction, which 22 is not before. */
	@Test
	void whatIsLoggedUnderAnIdThatWasGivenOutBeforeIsTaken() {
		DatabaseSnapshot again = DatabaseSnapshot.parse("22:22:");
		this.queue.read(END, DatabaseSnapshot.parse("24:24:"));
		Told told = new Told("{}", Set.of(21L));
		TailChanges page = new TailChanges(new TailPage(END, again, true), Map.of(new RecordKey("todo", "1"), told));
		assertThat(this.queue.offer(page, true)).isEqualTo(Offer.TAKEN);
		assertThat(this.queue.take()).singleElement().extracting(TailChanges::changes).isEqualTo(page.changes());
	}

	@Test
	void whatIsLoggedUnderSuchAnIdAndWaitsStays() {
		TailChanges page = new TailChanges(new TailPage(END, BEFORE, true),
				Map.of(new RecordKey("todo", "1"), new Told("{}", Set.of(21L))));
		this.queue.offer(page, false);
		this.queue.read(END, AFTER);
		assertThat(this.queue.take()).singleElement().extracting(TailChanges::changes).isEqualTo(page.changes());
	}

	private static TailChanges end(DatabaseSnapshot snapshot) {
		return new TailChanges(new TailPage(END, snapshot, true), Map.of());
	}

}
