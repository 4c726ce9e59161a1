package io.offlinesync.reconcile;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * When each field of a record was last set.
 *
 * @param asMap the times by the fields' names, as they are stored; {@link #BASE} is the
 * time of every field that has no entry of its own. Without it, such a field is older
 * than everything.
 */
public record FieldTimes(Map<String, Instant> asMap) {

	/**
	 * The name under which the time of all other fields is kept. No field has it.
	 */
	public static final String BASE = "";

	public FieldTimes {
		asMap = Map.copyOf(asMap);
	}

	/**
	 * One time for all fields.
	 * @param base the time, or {@literal null} if they are older than everything
	 * @return the times
	 */
	public static FieldTimes of(@Nullable Instant base) {
		return new FieldTimes((base != null) ? Map.of(BASE, base) : Map.of());
	}

	/**
	 * When a field was last set.
	 * @param field the field's name
	 * @return the time, or {@literal null} if it is older than everything
	 */
	public @Nullable Instant timeOf(String field) {
		Instant time = this.asMap.get(field);
		return (time != null) ? time : this.asMap.get(BASE);
	}

	/**
	 * These times, with some fields set anew.
	 * @param fields the fields' names
	 * @param at when they were set
	 * @return the new times; these stay as they are
	 */
	public FieldTimes with(Set<String> fields, Instant at) {
		Map<String, Instant> times = new HashMap<>(this.asMap);
		fields.forEach((field) -> times.put(field, at));
		return new FieldTimes(times);
	}

}
