package io.offlinesync.jdbc;

/**
 * A write of a transaction cannot be applied, and so the transaction cannot.
 */
final class RefusedWriteException extends RuntimeException {

	private final int index;

	private final RuntimeException reason;

	RefusedWriteException(int index, RuntimeException reason) {
		super(reason);
		this.reason = reason;
		this.index = index;
	}

	/**
	 * Why it cannot be applied.
	 */
	RuntimeException reason() {
		return this.reason;
	}

	/**
	 * Which of the transaction's writes it is.
	 */
	int index() {
		return this.index;
	}

}
