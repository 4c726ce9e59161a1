package io.offlinesync.jdbc;

/**
 * The names of the library's own tables as SQL.
 *
 * @param schema the schema's name, unquoted
 */
public record SchemaNames(String schema) {

	String metadata() {
		return in("sync_metadata");
	}

	String state() {
		return in("sync_state");
	}

	String client() {
		return in("sync_client");
	}

	String change() {
		return in("sync_change");
	}

	/**
	 * Anything in the schema as SQL.
	 */
	String in(String name) {
		return quoted() + "." + name;
	}

	/**
	 * The schema's name as SQL.
	 */
	String quoted() {
		return quote(this.schema);
	}

	/**
	 * A text as SQL.
	 */
	static String literal(String text) {
		return "'" + text.replace("'", "''") + "'";
	}

	/**
	 * Quote the name of anything.
	 */
	static String quote(String name) {
		return '"' + name.replace("\"", "\"\"") + '"';
	}

}
