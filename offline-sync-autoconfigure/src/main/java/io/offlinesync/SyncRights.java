package io.offlinesync;

/**
 * Hears that what users may read has changed, other than by a change of the records
 * themselves: memberships, roles, whatever a {@link SyncPolicy} looks up. Streams that
 * are open are then looked at again, on all nodes: what is no longer visible leaves the
 * clients, and what has become visible comes.
 * <p>
 * Called in a transaction, this takes effect when it commits, together with what else it
 * changes. <pre class="code">
 * &#064;Transactional
 * void remove(String user, UUID list) {
 *     this.members.delete(user, list);
 *     this.rights.changed(user);
 * }
 * </pre>
 */
public interface SyncRights {

	/**
	 * What one user may read has changed.
	 * @param user the user's name, as {@link java.security.Principal#getName()} has it
	 */
	void changed(String user);

	/**
	 * What any user may read may have changed.
	 */
	void changedForAll();

}
