package io.offlinesync.jdbc;

import java.util.List;

/**
 * A synced table, and whether its writes are captured.
 *
 * @param description the table
 * @param missingTriggers which triggers lack or are not as they should be, so that writes
 * are not captured, or not rightly; empty if all is well
 */
public record TableStatus(TableDescription description, List<String> missingTriggers) {

	public TableStatus {
		missingTriggers = List.copyOf(missingTriggers);
	}

	/**
	 * The table's name.
	 * @return the name
	 */
	public String name() {
		return this.description.name();
	}

	/**
	 * Whether all writes to the table are captured.
	 * @return {@literal false} if clients may miss changes
	 */
	public boolean captured() {
		return this.missingTriggers.isEmpty();
	}

	@Override
	public String toString() {
		return "%s, writes %s".formatted(this.description,
				captured() ? "captured" : "NOT captured, lacking " + this.missingTriggers);
	}

}
