package io.offlinesync.stomp;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;

/**
 * How fast one session asks: a bucket of tokens, which goes into debt when a client does
 * not wait although it was told to.
 */
class RequestRate {

	/** A client that comes back has much to ask at once. */
	private static final int BURST_SECONDS = 2;

	private static final int PATIENCE_SECONDS = 10;

	/** Who asks for too much now and then does not notice. */
	private static final double PRICE_OF_TOO_MUCH_SECONDS = 0.1;

	private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

	private final int perSecond;

	private final LongSupplier clock;

	private double tokens;

	private long filled;

	/**
	 * Create a full bucket.
	 * @param perSecond how many requests are allowed
	 * @param clock the time in nanoseconds
	 */
	RequestRate(int perSecond, LongSupplier clock) {
		this.perSecond = perSecond;
		this.clock = clock;
		this.tokens = (double) BURST_SECONDS * perSecond;
		this.filled = clock.getAsLong();
	}

	int perSecond() {
		return this.perSecond;
	}

	/**
	 * Count a request. Those that come too early count too.
	 * @return for how many milliseconds nothing should be asked, or 0 if the request may
	 * be worked on
	 */
	synchronized long count() {
		long now = this.clock.getAsLong();
		double gained = (now - this.filled) / SECOND * this.perSecond;
		this.filled = now;
		this.tokens = Math.min((double) BURST_SECONDS * this.perSecond, this.tokens + gained) - 1;
		return (this.tokens >= 0) ? 0 : (long) Math.ceil((1 - this.tokens) / this.perSecond * 1000);
	}

	/**
	 * Count a request more if it was for more than may be asked for at once: who goes on
	 * with it has to wait, as others do who ask too fast.
	 * @param reason why it was refused
	 */
	synchronized void countRefused(SyncException reason) {
		if (reason.code() == SyncErrorCode.TOO_LARGE) {
			this.tokens -= PRICE_OF_TOO_MUCH_SECONDS * this.perSecond;
		}
	}

	/**
	 * Whether the client goes on and on asking too early.
	 * @return {@literal true} if it would have to be silent for very long
	 */
	synchronized boolean isAbused() {
		return this.tokens < -(double) PATIENCE_SECONDS * this.perSecond;
	}

}
