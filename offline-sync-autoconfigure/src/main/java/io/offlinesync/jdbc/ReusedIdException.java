package io.offlinesync.jdbc;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;

/**
 * A client has used the id of one transaction for another.
 */
final class ReusedIdException extends SyncException {

	ReusedIdException() {
		super(SyncErrorCode.INVALID_REQUEST, "The transaction's id was used before for another transaction");
	}

}
