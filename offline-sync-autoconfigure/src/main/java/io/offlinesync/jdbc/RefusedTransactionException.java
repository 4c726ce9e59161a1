package io.offlinesync.jdbc;

/**
 * A transaction of a client cannot be applied, and so those that are applied with it
 * cannot.
 */
final class RefusedTransactionException extends RefusalException {

	RefusedTransactionException(int index, RuntimeException reason) {
		super(index, reason);
	}

}
