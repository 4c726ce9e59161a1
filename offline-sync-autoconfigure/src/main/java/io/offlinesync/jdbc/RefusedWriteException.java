package io.offlinesync.jdbc;

/**
 * A write of a transaction cannot be applied, and so the transaction cannot.
 */
final class RefusedWriteException extends RuntimeException {

	private final int index;

	RefusedWriteException(int index, RuntimeException cause) {
		super(cause);
		this.index = index;
	}

	/**
	 * Which of the transaction's writes it is.
	 */
	int index() {
		return this.index;
	}

}
