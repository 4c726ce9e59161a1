package io.offlinesync.jdbc;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A synced table, for those who run the application.
 *
 * @param name the table's name
 * @param entity the entity's class
 * @param idField the JSON name of the field that holds the id
 * @param idType the type of the id's column: {@code uuid}, {@code text}, {@code int8} or
 * {@code int4}
 * @param policy the class of what says who may read and write what, or {@literal null} if
 * all may
 * @param conflicts who wins: {@code last-writer-wins}, {@code merge-fields}, or the class
 * of the resolver
 * @param missingTriggers which triggers lack or are not as they should be, so that writes
 * are not captured, or not rightly; empty if all is well
 */
public record TableStatus(String name, String entity, String idField, String idType, @Nullable String policy,
		String conflicts, List<String> missingTriggers) {

	public TableStatus {
		missingTriggers = List.copyOf(missingTriggers);
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
		return "%s (%s): %s id '%s', %s, %s, writes %s".formatted(this.name, this.entity, this.idType, this.idField,
				(this.policy != null) ? "policy " + this.policy : "no policy: every user may read and write all",
				this.conflicts, captured() ? "captured" : "NOT captured, lacking " + this.missingTriggers);
	}

}
