package io.offlinesync.jdbc;

/**
 * One of several cannot be applied, and so all of them cannot.
 */
abstract sealed class RefusalException extends RuntimeException
		permits RefusedWriteException, RefusedTransactionException {

	private final int index;

	private final RuntimeException reason;

	RefusalException(int index, RuntimeException reason) {
		super(reason);
		this.index = index;
		this.reason = reason;
	}

	/**
	 * Which one it is.
	 */
	int index() {
		return this.index;
	}

	/**
	 * Why it cannot be applied.
	 */
	RuntimeException reason() {
		return this.reason;
	}

}
