package io.offlinesync.actuate;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Something that is looked at anew only now and then, however often it is asked for.
 *
 * @param <T> what it is
 */
final class Cached<T> implements Supplier<@Nullable T> {

	private final Supplier<T> source;

	private final long nanos;

	private @Nullable T value;

	private long time;

	private boolean looked;

	Cached(Supplier<T> source, Duration validity) {
		this.source = source;
		this.nanos = validity.toNanos();
	}

	/**
	 * What it is, or {@literal null} if it could not be looked at.
	 */
	@Override
	public synchronized @Nullable T get() {
		if (!this.looked || System.nanoTime() - this.time > this.nanos) {
			try {
				this.value = this.source.get();
			}
			catch (RuntimeException ex) {
				// A gauge has nothing to say then. Others log that the database is gone.
				this.value = null;
			}
			this.looked = true;
			this.time = System.nanoTime();
		}
		return this.value;
	}

}
