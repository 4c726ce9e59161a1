package io.offlinesync.jdbc;

/**
 * A value does not fit a field or a column. The message says what is needed, as in "a
 * date such as 2026-11-24". It is shown to clients and never repeats the value.
 */
final class UnfitValueException extends IllegalArgumentException {

	UnfitValueException(String needed) {
		super(needed);
	}

	UnfitValueException(String needed, Throwable cause) {
		super(needed, cause);
	}

}
