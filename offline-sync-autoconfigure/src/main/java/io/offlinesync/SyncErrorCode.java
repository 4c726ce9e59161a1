package io.offlinesync;

/**
 * Why something was refused, as told to clients.
 */
public enum SyncErrorCode {

	/**
	 * Not JSON, a missing or mistyped member, an unknown destination, a transaction id
	 * used for another body.
	 */
	INVALID_REQUEST("invalid-request"),

	/**
	 * No synced table of that name, or none this user may know of.
	 */
	UNKNOWN_TABLE("unknown-table"),

	/**
	 * An unknown field or operator, or a value of the wrong type.
	 */
	INVALID_WHERE("invalid-where"),

	/**
	 * The user may not do this.
	 */
	FORBIDDEN("forbidden"),

	/**
	 * Bean validation refused the record.
	 */
	VALIDATION_FAILED("validation-failed"),

	/**
	 * A database constraint refused the record.
	 */
	CONSTRAINT_VIOLATED("constraint-violated"),

	/**
	 * A stamp too far in the future.
	 */
	CLOCK_AHEAD("clock-ahead"),

	/**
	 * A write to an unknown record, older than tombstones that were purged.
	 */
	EXPIRED("expired"),

	/**
	 * A limit was exceeded.
	 */
	TOO_LARGE("too-large"),

	/**
	 * The cursor is no longer valid: the client has to read again before it writes.
	 */
	RESYNC_REQUIRED("resync-required"),

	/**
	 * The database or the server cannot answer now.
	 */
	UNAVAILABLE("unavailable"),

	/**
	 * A bug.
	 */
	INTERNAL_ERROR("internal-error");

	private final String code;

	SyncErrorCode(String code) {
		this.code = code;
	}

	/**
	 * The code as it stands in a reply.
	 * @return the code, such as {@code invalid-request}
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Whether the same request may succeed later.
	 * @return {@literal true} for {@link #UNAVAILABLE}
	 */
	public boolean retryable() {
		return this == UNAVAILABLE;
	}

}
