package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Whether a table's writes are captured.
 *
 * @param epoch tells one time without a gap in the capture from another: {@literal null}
 * if writes may have been missed until now
 * @param missing the triggers that are not there or not as they should be
 * @param surplus the names of triggers that should not be there
 */
record CaptureState(@Nullable String epoch, List<CaptureTrigger> missing, List<String> surplus) {

	/**
	 * Compare what is there with what should be.
	 * @param schema the library's own schema
	 * @param table the table
	 * @param installed the triggers on it that call the library's functions
	 * @return the state
	 */
	static CaptureState of(SchemaNames schema, CapturedTable table, List<InstalledTrigger> installed) {
		String epoch = epoch(table, installed);
		List<CaptureTrigger> missing = new ArrayList<>();
		List<String> surplus = new ArrayList<>(installed.stream().map(InstalledTrigger::name).toList());
		for (CaptureTrigger wanted : CaptureTrigger.values()) {
			surplus.remove(wanted.triggerName(schema));
			if (epoch == null
					|| installed.stream().noneMatch((found) -> found.isUpToDate(wanted, schema, table, epoch))) {
				missing.add(wanted);
			}
		}
		return new CaptureState(epoch, missing, surplus);
	}

	private static @Nullable String epoch(CapturedTable table, List<InstalledTrigger> installed) {
		String epoch = null;
		for (CaptureTrigger wanted : CaptureTrigger.values()) {
			InstalledTrigger found = installed.stream()
				.filter((trigger) -> trigger.captures(wanted, table))
				.findFirst()
				.orElse(null);
			if (found == null || (epoch != null && !epoch.equals(found.epoch()))) {
				return null;
			}
			epoch = found.epoch();
		}
		return epoch;
	}

	boolean isUpToDate() {
		return this.missing.isEmpty() && this.surplus.isEmpty();
	}

	/**
	 * What would bring the table up to date.
	 * @param schema the library's own schema
	 * @param table the table
	 * @param newEpoch the epoch that begins if there is none
	 * @return the statements
	 */
	List<String> ddl(SchemaNames schema, CapturedTable table, String newEpoch) {
		String current = Objects.requireNonNullElse(this.epoch, newEpoch);
		List<String> statements = new ArrayList<>();
		this.missing.forEach((trigger) -> statements.add(trigger.ddl(schema, table, current)));
		this.surplus.forEach((name) -> statements.add(drop(name, table.sql())));
		return statements;
	}

	static String drop(String trigger, String table) {
		return "drop trigger " + SchemaNames.quote(trigger) + " on " + table;
	}

}
