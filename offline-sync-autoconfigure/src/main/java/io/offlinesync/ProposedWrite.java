package io.offlinesync;

import org.jspecify.annotations.Nullable;

/**
 * A write that a client asks for, and that would change something: the record before and
 * after it. Where a transaction writes a record several times, each is a write of its
 * own.
 *
 * @param <T> the entity's type
 * @param operation what it comes to: a create of a record that lives is an update, and an
 * update of one that does not live a create
 * @param uid the record's uid
 * @param before the record as it is, or {@literal null} if it does not live
 * @param after the record as it would be, or {@literal null} if it would be deleted;
 * never {@literal null} if {@code before} is
 * @param readableAfterwards whether the user may read the record as it would be, by the
 * rights that the user had before the transaction; always for one that would be deleted
 * @param readableByNewRights whether the user may read it by the rights that the
 * transaction leaves, which it may have given its user itself; true for all that is
 * readable anyway. To be relied on only where all that gives rights is watched by
 * policies of its own
 */
public record ProposedWrite<T>(Operation operation, String uid, @Nullable T before, @Nullable T after,
		boolean readableAfterwards, boolean readableByNewRights) {
}
