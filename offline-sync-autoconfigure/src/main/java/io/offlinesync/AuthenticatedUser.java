package io.offlinesync;

import java.security.Principal;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who has shown who they are.
 *
 * @param principal the user, whose name tells them from others
 * @param expiresAt until when that holds: then the session ends, and the client has to
 * connect anew; {@literal null} if it holds as long as the connection does
 */
public record AuthenticatedUser(Principal principal, @Nullable Instant expiresAt) {

	/**
	 * Somebody who need not show it again.
	 * @param principal the user
	 */
	public AuthenticatedUser(Principal principal) {
		this(principal, null);
	}

}
