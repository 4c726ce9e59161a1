package io.offlinesync;

/**
 * What a mutation does to a record.
 */
public enum Operation {

	/**
	 * The record starts to exist, or is replaced as a whole.
	 */
	CREATE,

	/**
	 * Some fields of the record get new values.
	 */
	UPDATE,

	/**
	 * The record ceases to exist; a tombstone is kept.
	 */
	DELETE

}
