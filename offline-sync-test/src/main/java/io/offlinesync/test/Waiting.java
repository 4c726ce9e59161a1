package io.offlinesync.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * A test's patience: when it ends, it is said what was heard instead.
 */
final class Waiting {

	private final Heard heard;

	private final long heardBefore;

	private final Duration timeout;

	private final long end;

	private final String what;

	Waiting(Heard heard, Duration timeout, String what) {
		this.heard = heard;
		this.heardBefore = heard.count();
		this.timeout = timeout;
		this.end = System.nanoTime() + timeout.toNanos();
		this.what = what;
	}

	boolean isOver() {
		return this.end - System.nanoTime() <= 0;
	}

	/**
	 * Wait for a monitor, which is held, to be notified.
	 * @return whether there was time left
	 */
	boolean forNotice(Object monitor) {
		if (isOver()) {
			return false;
		}
		try {
			// Not 0 milliseconds, which would be without end.
			monitor.wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(this.end - System.nanoTime())));
			return true;
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/**
	 * Wait for something that comes once.
	 */
	<T> T on(CompletableFuture<T> future) {
		try {
			return future.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw failure("", null);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof SyncTestException cause) ? new SyncTestException(cause.error())
					: new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	AssertionError failure(String state, @Nullable Throwable cause) {
		return new AssertionError("Waited %s for %s. %sHeard meanwhile: %s".formatted(this.timeout, this.what, state,
				this.heard.since(this.heardBefore)), cause);
	}

	private static IllegalStateException interrupted(InterruptedException ex) {
		Thread.currentThread().interrupt();
		return new IllegalStateException(ex);
	}

}
