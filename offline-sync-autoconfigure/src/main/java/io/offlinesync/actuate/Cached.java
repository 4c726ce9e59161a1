package io.offlinesync.actuate;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Something that is looked at anew only now and then, however often it is asked for, and
 * by one thread at a time.
 *
 * @param <T> what it is
 */
final class Cached<T> implements Supplier<@Nullable T> {

	private final Supplier<T> source;

	private final long validity;

	private final long patience;

	private final Executor executor;

	private @Nullable FutureTask<T> look;

	private long start;

	/**
	 * Cache what is looked at without waiting for anything.
	 * @param source looks at it
	 * @param validity for how long it is not looked at again
	 */
	Cached(Supplier<T> source, Duration validity) {
		this(source, validity, Duration.ZERO, Runnable::run);
	}

	/**
	 * Cache what may be slow to answer, so that it is looked at on another thread.
	 * @param source looks at it
	 * @param validity for how long it is not looked at again
	 * @param patience how long each look is waited for
	 */
	Cached(Supplier<T> source, Duration validity, Duration patience) {
		this(source, validity, patience, Cached::onAnotherThread);
	}

	private Cached(Supplier<T> source, Duration validity, Duration patience, Executor executor) {
		this.source = source;
		this.validity = validity.toNanos();
		this.patience = patience.toNanos();
		this.executor = executor;
	}

	private static void onAnotherThread(Runnable look) {
		Thread thread = new Thread(look, "offline-sync-meters");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * What it is, or {@literal null} if it could not be looked at, or not yet.
	 */
	@Override
	public @Nullable T get() {
		FutureTask<T> current;
		long rest;
		synchronized (this) {
			current = look();
			// Of several who ask during a look, only the first waits for all that time.
			rest = this.patience - (System.nanoTime() - this.start);
		}
		try {
			return current.get(Math.max(0, rest), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			// A gauge has nothing to say then. Others log that the database is gone.
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

	private FutureTask<T> look() {
		FutureTask<T> current = this.look;
		if (current == null || (current.isDone() && System.nanoTime() - this.start > this.validity)) {
			this.start = System.nanoTime();
			current = new FutureTask<>(this.source::get);
			this.look = current;
			this.executor.execute(current);
		}
		return current;
	}

}
