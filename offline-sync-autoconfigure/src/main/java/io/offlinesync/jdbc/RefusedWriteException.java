package io.offlinesync.jdbc;

/**
 * A write of a transaction cannot be applied, and so the transaction cannot.
 */
final class RefusedWriteException extends RefusalException {

	RefusedWriteException(int index, RuntimeException reason) {
		super(index, reason);
	}

}
