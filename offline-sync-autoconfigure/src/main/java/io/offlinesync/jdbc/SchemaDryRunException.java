package io.offlinesync.jdbc;

/**
 * Ends the start of an application that only wants to know what would be changed in its
 * database.
 */
public final class SchemaDryRunException extends RuntimeException {

	private final String script;

	SchemaDryRunException(String script) {
		super("A dry run of the schema: nothing was changed");
		this.script = script;
	}

	/**
	 * What {@link SchemaMode#MIGRATE} would run now.
	 * @return statements, or an empty text if all is up to date
	 */
	public String script() {
		return this.script;
	}

}
