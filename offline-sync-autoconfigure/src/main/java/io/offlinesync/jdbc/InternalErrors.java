package io.offlinesync.jdbc;

import java.util.Map;
import java.util.UUID;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.jspecify.annotations.Nullable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Errors that nobody foresaw.
 */
public final class InternalErrors {

	private static final Log logger = LogFactory.getLog(InternalErrors.class);

	private InternalErrors() {
	}

	/**
	 * What a client is told of an error that can be foreseen.
	 * @param error the error
	 * @return the answer to the client, or {@literal null} if the error is a bug
	 */
	public static @Nullable SyncException known(Throwable error) {
		return (error instanceof RefusalException refused) ? known(refused.reason()) : SqlErrors.translate(error);
	}

	/**
	 * An error as the log may hold it at any level: without values of records, and
	 * without SQL.
	 * @param error the error
	 * @return what it is, where it comes from and what caused it
	 */
	public static Throwable loggable(Throwable error) {
		return LoggedError.of(error);
	}

	/**
	 * The same in one line, for what will be tried again.
	 * @param error the error
	 * @return what it is, and what is at the bottom of it
	 */
	public static String line(Throwable error) {
		return LoggedError.line(error);
	}

	/**
	 * What a client is told of an error: its meaning, or, if it is a bug, a reference to
	 * the log, where the error stands; in full, with what may hold records and SQL, at
	 * the level DEBUG only.
	 * @param error the error
	 * @return the answer to the client
	 */
	public static SyncException answer(Throwable error) {
		SyncException known = known(error);
		if (known != null) {
			return known;
		}
		String reference = UUID.randomUUID().toString().substring(0, 8);
		logger.error("Internal error " + reference + " (with all messages at level DEBUG)", LoggedError.of(error));
		logger.debug("Internal error " + reference + " in full", error);
		return new SyncException(SyncErrorCode.INTERNAL_ERROR,
				"Internal error: its reference in the log is " + reference, Map.of("reference", reference), error);
	}

}
