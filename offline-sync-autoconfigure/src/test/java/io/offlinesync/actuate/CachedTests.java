package io.offlinesync.actuate;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CachedTests {

	private final AtomicInteger looks = new AtomicInteger();

	@Test
	void looksOnceInAWhile() {
		Cached<Integer> cached = new Cached<>(this.looks::incrementAndGet, Duration.ofHours(1));
		assertThat(cached.get()).isOne();
		assertThat(cached.get()).isOne();
	}

	@Test
	void looksAgainWhenItIsOld() {
		Cached<Integer> cached = new Cached<>(this.looks::incrementAndGet, Duration.ofNanos(-1));
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
		}, Duration.ofNanos(-1));
		assertThat(cached.get()).isOne();
		assertThat(cached.get()).isNull();
		assertThat(cached.get()).isEqualTo(3);
	}

}
