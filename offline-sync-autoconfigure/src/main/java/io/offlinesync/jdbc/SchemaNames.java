package io.offlinesync.jdbc;

import org.springframework.data.relational.core.sql.IdentifierProcessing;

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

	private String table(String name) {
		return IdentifierProcessing.ANSI.quote(this.schema) + "." + name;
	}

}
