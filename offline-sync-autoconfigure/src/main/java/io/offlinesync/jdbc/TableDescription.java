package io.offlinesync.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * A synced table as the application has it, for those who run it.
 *
 * @param name the table's name
 * @param entity the entity's class
 * @param idField the JSON name of the field that holds the id
 * @param idType the type of the id's column: {@code uuid}, {@code text}, {@code int8} or
 * {@code int4}
 * @param policy the class of what says who may read and write what, or {@literal null} if
 * all may
 * @param conflicts who wins: {@code last-writer-wins}, {@code merge-fields}, or
 * {@code resolver} and its class
 */
public record TableDescription(String name, String entity, String idField, String idType, @Nullable String policy,
		String conflicts) {

	@Override
	public String toString() {
		return "%s (%s): %s id '%s', %s, %s".formatted(this.name, this.entity, this.idType, this.idField,
				(this.policy != null) ? "policy " + this.policy : "no policy: every user may read and write all",
				this.conflicts);
	}

}
