package io.offlinesync.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The triggers that capture the writes to a table.
 */
enum CaptureTrigger {

	INSERT("insert", 4, "after insert", null, "new_rows"),

	UPDATE("update", 16, "after update", "old_rows", "new_rows"),

	DELETE("delete", 8, "after delete", "old_rows", null),

	TRUNCATE("truncate", 34, "before truncate", null, null);

	/**
	 * PostgreSQL cuts longer names.
	 */
	private static final int MAX_NAME_BYTES = 63;

	private final String suffix;

	private final int type;

	private final String event;

	private final @Nullable String oldRows;

	private final @Nullable String newRows;

	CaptureTrigger(String operation, int type, String event, @Nullable String oldRows, @Nullable String newRows) {
		this.suffix = "capture_" + operation;
		this.type = type;
		this.event = event;
		this.oldRows = oldRows;
		this.newRows = newRows;
	}

	/**
	 * The function it calls.
	 */
	String function() {
		return this.suffix;
	}

	/**
	 * Its timing and event, as {@code pg_trigger.tgtype} has them.
	 */
	int type() {
		return this.type;
	}

	@Nullable String oldRows() {
		return this.oldRows;
	}

	@Nullable String newRows() {
		return this.newRows;
	}

	/**
	 * Its name, which is not that of another application's that captures the same table
	 * into another schema.
	 */
	String triggerName(SchemaNames schema) {
		String name = schema.schema() + '_' + this.suffix;
		if (bytes(name) <= MAX_NAME_BYTES) {
			return name;
		}
		String rest = '_'
				+ UUID.nameUUIDFromBytes(schema.schema().getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8)
				+ '_' + this.suffix;
		int end = schema.schema().length();
		while (bytes(schema.schema().substring(0, end) + rest) > MAX_NAME_BYTES) {
			end = schema.schema().offsetByCodePoints(end, -1);
		}
		return schema.schema().substring(0, end) + rest;
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * The statement that creates it, or replaces what is there.
	 * @param schema the library's own schema
	 * @param table the table
	 * @param epoch the epoch of its capture
	 * @return the statement
	 */
	String ddl(SchemaNames schema, CapturedTable table, String epoch) {
		StringBuilder ddl = new StringBuilder("create or replace trigger ")
			.append(SchemaNames.quote(triggerName(schema)));
		ddl.append(' ').append(this.event).append(" on ").append(table.sql());
		if (this.oldRows != null || this.newRows != null) {
			ddl.append(" referencing");
			ddl.append((this.oldRows != null) ? " old table as " + this.oldRows : "");
			ddl.append((this.newRows != null) ? " new table as " + this.newRows : "");
		}
		ddl.append(" for each statement execute function ").append(schema.in(this.suffix)).append('(');
		ddl.append(String.join(", ", table.arguments(epoch).stream().map(SchemaNames::literal).toList()));
		return ddl.append(')').toString();
	}

}
