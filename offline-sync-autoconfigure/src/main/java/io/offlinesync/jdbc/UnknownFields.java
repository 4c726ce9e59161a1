package io.offlinesync.jdbc;

/**
 * What happens to fields in a client's data that the table does not have, or that clients
 * do not see.
 */
public enum UnknownFields {

	/**
	 * The write is refused, and the error names the field.
	 */
	REFUSE,

	/**
	 * They are dropped, and the rest is written: for clients that know a newer or an
	 * older version of the entity.
	 */
	IGNORE

}
