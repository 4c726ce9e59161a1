package io.offlinesync.jdbc;

/**
 * The names of the library's own tables as SQL.
 *
 * @param schema the schema's name, unquoted
 */
public record SchemaNames(String schema) {

	String metadata() {
		return table("sync_metadata");
	}

	String state() {
		return table("sync_state");
	}

	String client() {
		return table("sync_client");
	}

	String change() {
		return table("sync_change");
	}

	private String table(String name) {
		return quoted() + "." + name;
	}

	/**
	 * The schema's name as SQL.
	 */
	String quoted() {
		return quote(this.schema);
	}

	/**
	 * Quote the name of anything.
	 */
	static String quote(String name) {
		return '"' + name.replace("\"", "\"\"") + '"';
	}

}
