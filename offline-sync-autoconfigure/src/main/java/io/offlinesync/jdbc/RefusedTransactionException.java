package io.offlinesync.jdbc;

/**
 * A transaction of a client cannot be applied, and so those that are applied with it
 * cannot.
 */
final class RefusedTransactionException extends RuntimeException {

	private final int position;

	private final RuntimeException reason;

	RefusedTransactionException(int position, RuntimeException reason) {
		super(reason);
		this.position = position;
		this.reason = reason;
	}

	/**
	 * Which of those that are applied together it is.
	 */
	int position() {
		return this.position;
	}

	/**
	 * Why it cannot be applied.
	 */
	RuntimeException reason() {
		return this.reason;
	}

}
