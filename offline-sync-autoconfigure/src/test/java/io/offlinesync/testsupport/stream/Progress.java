package io.offlinesync.testsupport.stream;

import java.time.Instant;

import io.offlinesync.test.StreamChange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a test knows whether a record goes back.
 */
@FunctionalInterface
public interface Progress {

	/**
	 * Whether a version of a record may come after another one.
	 * @param earlier what a stream said of the record, a put or a deletion
	 * @param later what it says now, the same
	 * @return {@literal true} if it may
	 */
	boolean allows(StreamChange earlier, StreamChange later);

	/**
	 * Both this rule and another one.
	 * @param other the other one
	 * @return the rule
	 */
	default Progress and(Progress other) {
		return (earlier, later) -> allows(earlier, later) && other.allows(earlier, later);
	}

	/**
	 * By the record's time, which never decreases unless capture was bypassed.
	 * @return the rule
	 */
	static Progress byTime() {
		return (earlier, later) -> {
			Instant before = earlier.time();
			Instant now = later.time();
			return before == null || (now != null && !now.isBefore(before));
		};
	}

	/**
	 * By a field of the value that every write of a record increases, also one that
	 * creates the record again.
	 * @param name the field's name
	 * @return the rule
	 */
	static Progress byField(String name) {
		return (earlier, later) -> later.value() == null
				|| version(earlier.value(), name) <= version(later.value(), name);
	}

	private static long version(@Nullable JsonNode value, String name) {
		return (value != null) ? value.get(name).longValue() : Long.MIN_VALUE;
	}

}
