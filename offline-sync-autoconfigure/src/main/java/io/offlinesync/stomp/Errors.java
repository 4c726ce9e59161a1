package io.offlinesync.stomp;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.jdbc.InternalErrors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.messaging.MessagingException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.util.ClassUtils;

/**
 * What clients are told of exceptions: never SQL, values or stack traces.
 */
final class Errors {

	private static final Log logger = LogFactory.getLog(Errors.class);

	private static final boolean SECURITY_PRESENT = ClassUtils
		.isPresent("org.springframework.security.access.AccessDeniedException", Errors.class.getClassLoader());

	private Errors() {
	}

	/**
	 * What to tell of an exception that ended the handling of a frame.
	 * @param ex the exception
	 * @return the exception to answer with; a bug has been logged under the reference
	 * that it names
	 */
	static SyncException of(Throwable ex) {
		Throwable cause = unwrap(ex);
		return (SECURITY_PRESENT && Security.refuses(cause)) ? forbidden() : InternalErrors.answer(cause);
	}

	/**
	 * What to tell of an exception by which an interceptor refused a frame.
	 * @param ex the exception
	 * @return the exception to answer with
	 */
	static SyncException refusal(Throwable ex) {
		Throwable cause = unwrap(ex);
		SyncException known = InternalErrors.known(cause);
		if (known == null) {
			known = Outages.of(cause);
		}
		if (known != null) {
			return known;
		}
		logger.debug("A frame was refused", ex);
		return forbidden();
	}

	static SyncException forbidden() {
		return new SyncException(SyncErrorCode.FORBIDDEN, "This is not allowed");
	}

	private static Throwable unwrap(Throwable ex) {
		Throwable cause = ex;
		while (cause instanceof MessagingException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

	/**
	 * Only loaded with Spring Security.
	 */
	private static final class Security {

		private static boolean refuses(Throwable ex) {
			return ex instanceof AccessDeniedException || ex instanceof AuthenticationException;
		}

	}

}
