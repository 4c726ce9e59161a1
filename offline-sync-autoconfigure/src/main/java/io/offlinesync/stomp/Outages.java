package io.offlinesync.stomp;

import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.net.SocketTimeoutException;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.InternalErrors;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.util.ClassUtils;

/**
 * Tells what could not be found out now from what was found wrong.
 */
final class Outages {

	private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
			"org.springframework.security.authentication.AuthenticationServiceException",
			Outages.class.getClassLoader());

	private Outages() {
	}

	/**
	 * What to tell of an exception by which somebody could not be identified.
	 * @param error the exception
	 * @return the answer to the client, or {@literal null} if nothing is out of order
	 */
	static @Nullable SyncException of(Throwable error) {
		SyncException known = InternalErrors.known(error);
		if (known != null) {
			return known.code().retryable() ? known : null;
		}
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (isOutage(cause)) {
				return new SyncException(SyncErrorCode.UNAVAILABLE,
						"The server cannot check now whether this is allowed: try again later");
			}
		}
		return null;
	}

	private static boolean isOutage(Throwable error) {
		// Not every IOException: some parsers of tokens throw one of their own.
		return error instanceof UncheckedIOException || error instanceof SocketException
				|| error instanceof SocketTimeoutException || error instanceof UnknownHostException
				|| error instanceof HttpTimeoutException || (SECURITY_PRESENT && Security.isOutage(error));
	}

	/**
	 * Only loaded with Spring Security.
	 */
	private static final class Security {

		private static boolean isOutage(Throwable error) {
			return error instanceof AuthenticationServiceException;
		}

	}

}
