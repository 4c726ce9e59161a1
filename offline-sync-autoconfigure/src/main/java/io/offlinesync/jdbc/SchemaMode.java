package io.offlinesync.jdbc;

/**
 * What happens at startup to the library's own tables, and to the triggers on the synced
 * tables.
 */
public enum SchemaMode {

	/**
	 * They are created and brought up to date.
	 */
	MIGRATE,

	/**
	 * They have to be there and up to date.
	 */
	VALIDATE,

	/**
	 * Nothing; a warning is logged where writes are not captured.
	 */
	NONE

}
