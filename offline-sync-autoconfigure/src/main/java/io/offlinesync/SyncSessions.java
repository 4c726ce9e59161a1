package io.offlinesync;

/**
 * The connections of clients. Inject it to end those of somebody who signs out, or whose
 * account is closed. <pre class="code">
 * void signOut(Principal user) {
 *     this.tokens.revoke(user);
 *     this.sessions.end(user.getName());
 * }
 * </pre> Those that came with an HTTP session end with it by themselves.
 */
public interface SyncSessions {

	/**
	 * End all sessions of a user on this node: they get an error, what they asked for and
	 * is not begun is not done, and their connections are closed with code 4401, upon
	 * which a client signs in again. Call it after whatever they sign in with has become
	 * invalid, and on all nodes if there are several.
	 * @param user the user's name, as {@link java.security.Principal#getName()} has it
	 * @return how many sessions were ended
	 */
	int end(String user);

}
