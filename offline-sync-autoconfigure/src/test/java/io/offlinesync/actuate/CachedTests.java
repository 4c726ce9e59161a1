package io.offlinesync.actuate;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

class CachedTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration ALWAYS_OLD = Duration.ofNanos(-1);

	private final AtomicInteger looks = new AtomicInteger();

	@Test
	void looksOnceInAWhile() {
		Cached<Integer> cached = new Cached<>(this.looks::incrementAndGet, Duration.ofHours(1), PATIENCE);
		assertThat(cached.get()).isOne();
		assertThat(cached.get()).isOne();
	}

	@Test
	void looksAgainWhenItIsOld() {
		Cached<Integer> cached = new Cached<>(this.looks::incrementAndGet, ALWAYS_OLD, PATIENCE);
		assertThat(cached.get()).isOne();
		assertThat(cached.get()).isEqualTo(2);
	}

	@Test
	void knowsNothingWhileItCannotLook() {
		Cached<Integer> cached = new Cached<>(() -> {
			if (this.looks.incrementAndGet() == 2) {
				throw new IllegalStateException();
			}
			return this.looks.get();
		}, ALWAYS_OLD, PATIENCE);
		assertThat(cached.get()).isOne();
		assertThat(cached.get()).isNull();
		assertThat(cached.get()).isEqualTo(3);
	}

	@Test
	@Timeout(60)
	void keepsNobodyWaitingForALookThatTakesLong() {
		CountDownLatch answer = new CountDownLatch(1);
		Cached<Integer> cached = new Cached<>(() -> {
			this.looks.incrementAndGet();
			await(answer);
			return 1;
		}, Duration.ofHours(1), Duration.ofMillis(1));
		assertThat(cached.get()).isNull();
		assertThat(cached.get()).isNull();
		answer.countDown();
		Awaitility.await().until(() -> cached.get() != null);
		assertThat(this.looks).hasValue(1);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
