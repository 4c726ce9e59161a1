package io.offlinesync.jdbc;

/**
 * What happens to the library's own tables at startup.
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
	 * Nothing.
	 */
	NONE

}
