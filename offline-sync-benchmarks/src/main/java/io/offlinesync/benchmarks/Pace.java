package io.offlinesync.benchmarks;

import java.util.concurrent.locks.LockSupport;

/**
 * A steady rate, which is caught up with after a delay.
 */
final class Pace {

	private final double intervalNanos;

	private final long start = System.nanoTime();

	private long ticks;

	Pace(double perSecond) {
		this.intervalNanos = 1e9 / perSecond;
	}

	/**
	 * Wait until it is time for the next one.
	 */
	void await() {
		long due = this.start + (long) (this.ticks++ * this.intervalNanos);
		for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
			pause(left);
		}
	}

	/**
	 * Do nothing for so long.
	 * @param seconds how long
	 */
	static void pauseSeconds(int seconds) {
		Pace pace = new Pace((seconds > 0) ? 1.0 / seconds : Double.POSITIVE_INFINITY);
		pace.await();
		pace.await();
	}

	/**
	 * Do nothing for about so long.
	 * @param nanos how long
	 */
	static void pause(long nanos) {
		LockSupport.parkNanos(nanos);
	}

}
