package io.offlinesync;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * Says, for one entity, which records a user may read and write. A bean of this type is
 * asked for whatever a client does, by any way: finding, reconciling, pushing, and
 * following a stream. The application's own code is not asked about. <pre class="code">
 * &#064;Component
 * class TodoPolicy implements SyncPolicy&lt;Todo&gt; {
 *
 *     public Where readable(&#064;Nullable Principal user) {
 *         return Where.in("listUid", this.members.listsOf(user.getName()));
 *     }
 *
 * }
 * </pre> A record that was readable and is not any more leaves the client. What a policy
 * decides by besides the record, such as memberships, it looks up itself; when that
 * changes, {@link SyncRights} has to be told.
 * <p>
 * Policies are called by many threads at once, and may be called again for the same
 * write. What they throw refuses what was asked for: an {@link SyncException} as it is,
 * anything else as an internal error.
 *
 * @param <T> the entity's type
 */
@FunctionalInterface
public interface SyncPolicy<T> {

	/**
	 * Say which records a user may read.
	 * @param user the user, or {@literal null} if anonymous, which only happens where
	 * {@code offline-sync.security.allow-anonymous} is set
	 * @return a condition on the entity's fields, those too that clients do not see;
	 * {@link Where#all()} or {@link Where#none()}; never {@literal null}
	 */
	Where readable(@Nullable Principal user);

	/**
	 * Say whether a user may make a write. A record that the user may not read is never
	 * written, whatever this says. By default users may write what they may read, before
	 * and afterwards, by the rights that they had before the transaction: nobody gives
	 * rights to themselves.
	 * @param user the user, or {@literal null} if anonymous
	 * @param write the write, never {@literal null}
	 * @return {@literal false} to refuse it
	 */
	default boolean permits(@Nullable Principal user, ProposedWrite<T> write) {
		return write.readableAfterwards();
	}

}
