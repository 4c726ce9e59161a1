package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * The library's own tables cannot be made ready. Found at startup.
 */
public final class SchemaException extends RuntimeException {

	private final String action;

	/**
	 * Create an exception.
	 * @param message what is wrong
	 * @param action what to do about it
	 * @param cause the cause, or {@literal null}
	 */
	public SchemaException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/**
	 * What to do about it.
	 * @return a sentence for the developer
	 */
	public String action() {
		return this.action;
	}

}
