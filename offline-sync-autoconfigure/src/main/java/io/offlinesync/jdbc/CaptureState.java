package io.offlinesync.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Whether a table's writes are captured.
 *
 * @param epoch tells one time without a gap in the capture from another: {@literal null}
 * if writes may have been missed until now
 * @param lacking the triggers without which writes are missed: those that are not there
 * or capture nothing, or all, if they were not installed together
 * @param outdated the triggers that are not there or not as they should be
 * @param surplus those that should not be there
 */
record CaptureState(@Nullable String epoch, List<CaptureTrigger> lacking, List<CaptureTrigger> outdated,
		List<InstalledTrigger> surplus) {

	/**
	 * Compare what is there with what should be.
	 * @param schema the library's own schema
	 * @param table the table
	 * @param installed the triggers on it that call the library's functions
	 * @return the state
	 */
	static CaptureState of(SchemaNames schema, CapturedTable table, List<InstalledTrigger> installed) {
		List<InstalledTrigger> surplus = new ArrayList<>(installed);
		List<CaptureTrigger> lacking = new ArrayList<>();
		Set<String> epochs = new HashSet<>();
		for (CaptureTrigger wanted : CaptureTrigger.values()) {
			surplus.removeIf((found) -> found.name().equals(wanted.triggerName(schema)));
			installed.stream()
				.filter((found) -> found.captures(wanted, table))
				.findFirst()
				.ifPresentOrElse((found) -> epochs.add(found.epoch()), () -> lacking.add(wanted));
		}
		List<CaptureTrigger> all = List.of(CaptureTrigger.values());
		if (!lacking.isEmpty()) {
			return new CaptureState(null, lacking, all, surplus);
		}
		if (epochs.size() > 1) {
			// There was a gap between them.
			return new CaptureState(null, all, all, surplus);
		}
		String epoch = epochs.iterator().next();
		return new CaptureState(epoch, lacking, all.stream()
			.filter((wanted) -> installed.stream().noneMatch((found) -> found.isUpToDate(wanted, schema, table, epoch)))
			.toList(), surplus);
	}

	static CaptureState upToDate(String epoch) {
		return new CaptureState(epoch, List.of(), List.of(), List.of());
	}

	boolean isUpToDate() {
		return this.outdated.isEmpty() && this.surplus.isEmpty();
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
		this.outdated.forEach((trigger) -> statements.add(trigger.ddl(schema, table, current)));
		this.surplus.forEach((trigger) -> statements.add(trigger.drop()));
		return statements;
	}

}
