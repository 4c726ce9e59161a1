package io.offlinesync.proof.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast those are who write: what is waited for here is nothing but time.
 */
public final class Pace {

	private Pace() {
	}

	/**
	 * Do nothing for a while.
	 * @param millis how long
	 */
	public static void pause(long millis) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}
