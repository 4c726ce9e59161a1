package io.offlinesync.observation;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Names, in each line that is logged meanwhile, the session and the request of a client
 * that it is about. Structured logs have both as fields.
 *
 * @param session the session's id, or {@literal null} if there is none
 * @param correlation the {@code correlation-id} that the client gave the request, or
 * {@literal null} if it gave none
 */
public record LogContext(@Nullable String session, @Nullable String correlation) {

	/**
	 * The name of the session's id in the log.
	 */
	public static final String SESSION = "offlineSyncSession";

	/**
	 * The name of the request's {@code correlation-id} in the log.
	 */
	public static final String CORRELATION = "offlineSyncCorrelation";

	/**
	 * What is named on this thread.
	 * @return the context, for other threads that go on with the work
	 */
	public static LogContext current() {
		return new LogContext(MDC.get(SESSION), MDC.get(CORRELATION));
	}

	/**
	 * Name it while something is done.
	 * @param work what to do on this thread
	 */
	public void run(Runnable work) {
		LogContext before = current();
		put();
		try {
			work.run();
		}
		finally {
			before.put();
		}
	}

	private void put() {
		put(SESSION, this.session);
		put(CORRELATION, this.correlation);
	}

	private static void put(String name, @Nullable String value) {
		if (value != null) {
			MDC.put(name, value);
		}
		else {
			MDC.remove(name);
		}
	}

}
