package io.offlinesync.jdbc;

/**
 * The database is not the one whose history is recorded.
 */
@SuppressWarnings("serial")
final class OtherHistoryException extends RuntimeException {

	OtherHistoryException() {
		super("The database has another history than recorded");
	}

}
