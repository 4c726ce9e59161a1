package io.offlinesync;

import org.jspecify.annotations.Nullable;

/**
 * A write that a client asks for, and that would change something: the record before and
 * after it.
 *
 * @param <T> the entity's type
 * @param operation what was asked for
 * @param uid the record's uid
 * @param before the record as it is, which the user may read, or {@literal null} if it
 * does not live
 * @param after the record as it would be, or {@literal null} if it would be deleted
 * @param readableAfterwards whether the user may read the record as it would be; always
 * for one that would be deleted
 */
public record ProposedWrite<T>(Operation operation, String uid, @Nullable T before, @Nullable T after,
		boolean readableAfterwards) {
}
