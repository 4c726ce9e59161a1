package io.offlinesync.benchmarks.server;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.springframework.stereotype.Component;

/**
 * How much of the heap is in use after collections. What is in use between them says
 * nothing but when the next one is.
 */
@Component
class HeapWatch {

	private static final long INTERVAL_NANOS = 5_000_000;

	private final AtomicLong peak = new AtomicLong();

	HeapWatch() {
		Thread thread = new Thread(this::watch, "heap-watch");
		thread.setDaemon(true);
		thread.start();
	}

	private void watch() {
		long collections = collections();
		while (true) {
			LockSupport.parkNanos(INTERVAL_NANOS);
			long now = collections();
			if (now != collections) {
				collections = now;
				this.peak.accumulateAndGet(used(), Math::max);
			}
		}
	}

	private static long collections() {
		return ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.mapToLong(GarbageCollectorMXBean::getCollectionCount)
			.sum();
	}

	private static long used() {
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * The most that was in use right after a collection since this was asked last.
	 * @return the number of bytes
	 */
	long peak() {
		return this.peak.getAndSet(0);
	}

	/**
	 * Collect, and see what is left.
	 * @return the number of bytes
	 */
	long live() {
		ManagementFactory.getMemoryMXBean().gc();
		return used();
	}

}
