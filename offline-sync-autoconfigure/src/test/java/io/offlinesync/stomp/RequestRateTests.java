package io.offlinesync.stomp;

import java.util.concurrent.TimeUnit;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestRateTests {

	private static final int RATE = 10;

	private static final int BURST = 2 * RATE;

	private long now = -5;

	private final RequestRate rate = new RequestRate(RATE, () -> this.now);

	@Test
	void takesTwoSecondsWorthAtOnceAndThenAsManyAsItSays() {
		assertThat(taken(BURST)).isEqualTo(BURST);
		pass(1000);
		assertThat(taken(RATE)).isEqualTo(RATE);
		assertThat(this.rate.count()).isPositive();
	}

	@Test
	void aPauseIsWorthNoMoreThanTwoSeconds() {
		pass(60_000);
		assertThat(taken(BURST)).isEqualTo(BURST);
		assertThat(this.rate.count()).isPositive();
	}

	@Test
	void whoWaitsAsToldIsTaken() {
		taken(BURST);
		this.rate.count();
		long pause = this.rate.count();
		assertThat(pause).isEqualTo(300);
		pass(pause);
		assertThat(this.rate.count()).isZero();
		// What was refused counted too: there is no more than that one.
		assertThat(this.rate.count()).isEqualTo(200);
	}

	@Test
	void whoDoesNotWaitAsToldIsRefusedAgain() {
		taken(BURST);
		pass(this.rate.count() - 1);
		assertThat(this.rate.count()).isPositive();
	}

	@Test
	void whoGoesOnForTenSecondsWorthAbusesIt() {
		taken(BURST + 10 * RATE);
		assertThat(this.rate.isAbused()).isFalse();
		this.rate.count();
		assertThat(this.rate.isAbused()).isTrue();
	}

	@Test
	void whoAsksALittleTooFastForLongAbusesItToo() {
		int seconds = 0;
		while (!this.rate.isAbused()) {
			taken(2 * RATE);
			pass(1000);
			seconds++;
		}
		assertThat(seconds).isBetween(11, 14);
	}

	@Test
	void whatIsForTooMuchCountsMore() {
		for (int i = 0; i < BURST / 2; i++) {
			assertThat(this.rate.count()).isZero();
			this.rate.countRefused(new SyncException(SyncErrorCode.TOO_LARGE, "Too much"));
		}
		assertThat(this.rate.count()).isPositive();
	}

	@Test
	void whoKeepsToTheLimitNeverAbusesIt() {
		for (int i = 0; i < 10_000; i++) {
			assertThat(this.rate.count()).isZero();
			pass(100);
		}
	}

	private int taken(int requests) {
		int taken = 0;
		for (int i = 0; i < requests; i++) {
			taken += (this.rate.count() == 0) ? 1 : 0;
		}
		return taken;
	}

	private void pass(long millis) {
		this.now += TimeUnit.MILLISECONDS.toNanos(millis);
	}

}
