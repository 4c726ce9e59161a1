package io.offlinesync.test;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class StampsTests {

	private final Stamps stamps = new Stamps();

	@Test
	void eachIsLaterThanTheOneBefore() {
		Instant before = Instant.MIN;
		for (int i = 0; i < 1000; i++) {
			Instant next = this.stamps.next("todo", i % 3);
			assertThat(next).isAfter(before);
			assertThat(next.getNano() % 1_000_000).isZero();
			before = next;
		}
	}

	@Test
	void theyAreInTheServersTimeAndNotBeforeIt() {
		Instant asked = Instant.now();
		this.stamps.serverTime(asked, asked.plus(Duration.ofHours(1)));
		assertThat(this.stamps.next("todo", "1")).isAfter(asked.plus(Duration.ofHours(1)))
			.isCloseTo(Instant.now().plus(Duration.ofHours(1)), within(Duration.ofMinutes(1)));
	}

	@Test
	void theyAreLaterThanWhatIsKnownOfTheRecordOnly() {
		Instant known = Instant.parse("2999-01-01T00:00:00.000Z");
		this.stamps.learn("todo", new SyncTestRecord("1", null, known, null, null));
		this.stamps.learn("todo", new SyncTestRecord("1", null, Instant.EPOCH, null, null));
		this.stamps.learn("todo", new SyncTestRecord("2", null, null, null, null));
		assertThat(this.stamps.next("todo", "2")).isBefore(known);
		assertThat(this.stamps.next("other", "1")).isBefore(known);
		assertThat(this.stamps.next("todo", "1")).isEqualTo(known.plusMillis(1));
	}

}
