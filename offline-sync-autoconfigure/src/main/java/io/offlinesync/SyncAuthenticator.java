package io.offlinesync;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds out by a client's CONNECT frame whose client it is, as by a token in one of its
 * headers. A bean of this type is asked when a client connects, before anything of the
 * session is done, on a thread of the web server's.
 * <p>
 * Without one, or if it knows of nobody, the user of the WebSocket handshake counts:
 * whoever has signed in to the application by HTTP.
 */
@FunctionalInterface
public interface SyncAuthenticator {

	/**
	 * Find out who connects.
	 * @param headers the headers of the frame, each with its first value
	 * @return who it is, or {@literal null} if the headers do not say
	 * @throws SyncException with {@link SyncErrorCode#FORBIDDEN} to refuse, because a
	 * token is wrong or expired; its message is for the client. Any other exception
	 * refuses too, unless it means that this could not be found out now, as when a
	 * database or another server cannot be reached: then the client tries again later
	 */
	@Nullable AuthenticatedUser authenticate(Map<String, String> headers);

}
