package io.offlinesync.stomp;

import java.security.Principal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.offlinesync.AuthenticatedUser;
import io.offlinesync.SyncAuthenticator;
import io.offlinesync.SyncErrorCode;
import io.offlinesync.SyncException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.util.ClassUtils;

/**
 * Who a session belongs to: whom its CONNECT frame names, else whom its handshake does.
 */
class Authentication {

	private static final Log logger = LogFactory.getLog(Authentication.class);

	private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
			"org.springframework.security.authentication.AuthenticationTrustResolver",
			Authentication.class.getClassLoader());

	private final @Nullable SyncAuthenticator authenticator;

	private final boolean allowAnonymous;

	Authentication(@Nullable SyncAuthenticator authenticator, boolean allowAnonymous) {
		this.authenticator = authenticator;
		this.allowAnonymous = allowAnonymous;
	}

	/**
	 * Find out who connects, before interceptors see the frame.
	 * @param session the session
	 * @param headers the headers of the CONNECT frame
	 * @throws SyncException if that is refused
	 */
	void authenticate(ClientSession session, StompHeaderAccessor headers) {
		AuthenticatedUser user = (this.authenticator != null) ? ask(this.authenticator, headers) : null;
		if (user != null) {
			if (user.expiresAt() != null && !user.expiresAt().isAfter(Instant.now())) {
				throw refused("The token has expired: sign in again");
			}
			session.user(user.principal());
			session.expiresAt(user.expiresAt());
		}
	}

	/**
	 * Check that somebody is known, after interceptors have seen the frame.
	 * @param session the session
	 * @throws SyncException if the session is nobody's, and that is not allowed
	 */
	void check(ClientSession session) {
		if (!this.allowAnonymous && session.user() == null) {
			throw refused("Nobody has signed in: connect with the session or the token of a user"
					+ " (or set offline-sync.security.allow-anonymous on the server)");
		}
	}

	private static @Nullable AuthenticatedUser ask(SyncAuthenticator authenticator, StompHeaderAccessor headers) {
		try {
			return authenticator.authenticate(values(headers));
		}
		catch (SyncException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// What a library thinks of a token is for the log: that it is wrong is all
			// that the client need know.
			logger.debug("A CONNECT was refused", ex);
			SyncException outage = Outages.of(ex);
			throw (outage != null) ? outage
					: refused("The token, or what it is sent with, was not accepted: sign in again");
		}
	}

	private static Map<String, String> values(StompHeaderAccessor headers) {
		Map<String, String> values = new HashMap<>();
		Map<String, List<String>> all = headers.toNativeHeaderMap();
		all.forEach((name, list) -> {
			if (!list.isEmpty()) {
				values.put(name, list.get(0));
			}
		});
		return Map.copyOf(values);
	}

	/**
	 * Who somebody is to policies. Spring Security has users for those who have not
	 * signed in.
	 * @param user a user of whatever kind
	 * @return the user, or {@literal null} if anonymous
	 */
	static @Nullable Principal known(@Nullable Principal user) {
		return (user != null && SECURITY_PRESENT && Security.isAnonymous(user)) ? null : user;
	}

	private static SyncException refused(String message) {
		return new SyncException(SyncErrorCode.FORBIDDEN, message);
	}

	/**
	 * Only loaded with Spring Security.
	 */
	private static final class Security {

		private static final AuthenticationTrustResolver RESOLVER = new AuthenticationTrustResolverImpl();

		private static boolean isAnonymous(Principal user) {
			return user instanceof org.springframework.security.core.Authentication authentication
					&& (RESOLVER.isAnonymous(authentication) || !authentication.isAuthenticated());
		}

	}

}
