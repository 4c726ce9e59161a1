package io.offlinesync.stomp;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param name the user's name, or {@literal null} if anonymous
 */
record Caller(@Nullable String name) {

	static Caller of(@Nullable Principal user) {
		return new Caller((user != null) ? user.getName() : null);
	}

}
