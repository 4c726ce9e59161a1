package io.offlinesync.stomp;

import java.security.Principal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import io.offlinesync.SyncSessions;

/**
 * The sessions of this node by user. A session is counted from its CONNECT until its
 * connection is gone.
 */
class UserSessions implements SyncSessions {

	private final int maxPerUser;

	private final Map<ClientSession, String> users = new HashMap<>();

	private final Map<String, Set<ClientSession>> sessions = new HashMap<>();

	UserSessions(int maxPerUser) {
		this.maxPerUser = maxPerUser;
	}

	/**
	 * Count a session, unless it is nobody's: all who have not signed in are the same
	 * user, and would have one limit together.
	 * @param session the session, whose user is known
	 * @throws SyncException if the user has too many
	 */
	void add(ClientSession session) {
		Principal user = session.user();
		if (user == null) {
			return;
		}
		synchronized (this.users) {
			Set<ClientSession> own = this.sessions.computeIfAbsent(user.getName(), (name) -> new HashSet<>());
			if (own.size() >= this.maxPerUser) {
				throw new SyncException(SyncErrorCode.TOO_LARGE,
						"A user has at most " + this.maxPerUser + " sessions at the same time: close others");
			}
			own.add(session);
			this.users.put(session, user.getName());
		}
		// It may have been closed meanwhile, and removed before it was here.
		if (session.isClosed()) {
			remove(session);
		}
	}

	/**
	 * Count a session no more.
	 * @param session the session, whose connection is gone
	 */
	void remove(ClientSession session) {
		synchronized (this.users) {
			String user = this.users.remove(session);
			if (user != null) {
				this.sessions.computeIfPresent(user, (name, own) -> {
					own.remove(session);
					return own.isEmpty() ? null : own;
				});
			}
		}
	}

	@Override
	public int end(String user) {
		List<ClientSession> own;
		synchronized (this.users) {
			own = List.copyOf(this.sessions.getOrDefault(user, Set.of()));
		}
		return (int) own.stream().filter(ClientSession::signOut).count();
	}

}
