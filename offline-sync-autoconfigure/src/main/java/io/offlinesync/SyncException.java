package io.offlinesync;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request that was refused. Its message and details are shown to clients: they name
 * what to do, and hold neither SQL nor values of other records.
 */
public class SyncException extends RuntimeException {

	private final SyncErrorCode code;

	private final Map<String, Object> details;

	/**
	 * Create an exception without details.
	 * @param code why the request was refused
	 * @param message what the caller can do about it
	 */
	public SyncException(SyncErrorCode code, String message) {
		this(code, message, Map.of(), null);
	}

	/**
	 * Create an exception.
	 * @param code why the request was refused
	 * @param message what the caller can do about it
	 * @param details what a program may want to know, as JSON-like values
	 * @param cause the cause, or {@literal null}
	 */
	public SyncException(SyncErrorCode code, String message, Map<String, Object> details, @Nullable Throwable cause) {
		super(message, cause);
		this.code = code;
		this.details = Map.copyOf(details);
	}

	/**
	 * Why the request was refused.
	 * @return the code
	 */
	public SyncErrorCode code() {
		return this.code;
	}

	/**
	 * What a program may want to know of the refusal.
	 * @return the details, never {@literal null}
	 */
	public Map<String, Object> details() {
		return this.details;
	}

}
