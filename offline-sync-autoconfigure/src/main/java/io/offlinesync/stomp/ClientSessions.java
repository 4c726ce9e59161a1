package io.offlinesync.stomp;

import java.util.List;

/**
 * The connected clients of this node, for those who run the application.
 */
public interface ClientSessions {

	/**
	 * How many clients are connected.
	 * @return the number of sessions
	 */
	int count();

	/**
	 * Look at the sessions.
	 * @return their state as of now
	 */
	List<SessionStatus> list();

}
