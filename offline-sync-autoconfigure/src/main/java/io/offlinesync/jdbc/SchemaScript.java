package io.offlinesync.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.springframework.core.io.ClassPathResource;

/**
 * All that the library creates in a database, as one script for somebody to run by hand.
 */
final class SchemaScript {

	/**
	 * The migrations in the order in which they are run.
	 */
	static final List<String> MIGRATIONS = List.of("V1__sync_metadata.sql", "V2__change_log.sql",
			"V3__room_for_stamps.sql", "V4__rights.sql", "R__capture.sql");

	/**
	 * Where they are in the class path.
	 */
	static final String LOCATION = "io/offlinesync/jdbc/schema/";

	private final SchemaNames schema;

	SchemaScript(SchemaNames schema) {
		this.schema = schema;
	}

	/**
	 * What stands for the schema in migrations: for its name, and for that name in a
	 * text.
	 */
	static Map<String, String> placeholders(SchemaNames schema) {
		return Map.of("schema", schema.quoted(), "schema-text", SchemaNames.literal(schema.quoted()));
	}

	/**
	 * The script. It leaves triggers as they are that are up to date.
	 * @param tables the synced tables
	 * @return the script
	 */
	String text(Collection<SyncedTableMapping<?>> tables) {
		List<String> triggers = new ArrayList<>();
		for (SyncedTableMapping<?> table : tables) {
			for (CaptureTrigger trigger : CaptureTrigger.values()) {
				triggers.add(trigger.ddl(this.schema, CapturedTable.of(table), table.epoch()));
			}
		}
		return text(true, MIGRATIONS, triggers);
	}

	/**
	 * A script of some of it.
	 * @param create whether the schema is to be created
	 * @param migrations the migrations that it holds, in their order
	 * @param statements what comes after them
	 * @return the script, empty if there is nothing to do
	 */
	String text(boolean create, List<String> migrations, List<String> statements) {
		StringBuilder script = new StringBuilder();
		if (create) {
			script.append("create schema ").append(this.schema.quoted()).append(";\n");
		}
		if (!migrations.isEmpty()) {
			script.append("set search_path = ").append(this.schema.quoted()).append(";\n\n");
			migrations.forEach((migration) -> append(script, migration));
			script.append("reset search_path;\n\n");
		}
		statements.forEach((statement) -> script.append(statement).append(";\n"));
		return script.toString();
	}

	private void append(StringBuilder script, String migration) {
		script.append("-- ").append(migration).append('\n');
		String sql = read(migration);
		for (Map.Entry<String, String> placeholder : placeholders(this.schema).entrySet()) {
			sql = sql.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
		}
		script.append(sql).append('\n');
	}

	/**
	 * The text of a migration.
	 */
	static String read(String migration) {
		try {
			return new ClassPathResource(LOCATION + migration, SchemaScript.class.getClassLoader())
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
