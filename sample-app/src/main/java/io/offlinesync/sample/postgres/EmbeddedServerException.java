package io.offlinesync.sample.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The sample's own PostgreSQL cannot run, and what to do about it.
 */
class EmbeddedServerException extends RuntimeException {

	private final String action;

	EmbeddedServerException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
