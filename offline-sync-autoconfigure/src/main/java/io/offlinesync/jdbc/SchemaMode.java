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
	 * Nothing is changed: the log holds the script that {@link #MIGRATE} would run, and
	 * the application does not start.
	 */
	DRY_RUN,

	/**
	 * Nothing; a warning is logged where writes are not captured.
	 */
	NONE

}
