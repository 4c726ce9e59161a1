package io.offlinesync.sample;

import java.security.Principal;
import java.util.Map;

import io.offlinesync.AuthenticatedUser;
import io.offlinesync.SyncAuthenticator;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Believes whoever says who they are: the sample has no passwords. An application of your
 * own looks at a token here, or uses Spring Security.
 */
@Component
class SignIn implements SyncAuthenticator {

	@Override
	public @Nullable AuthenticatedUser authenticate(Map<String, String> headers) {
		String name = headers.get("user");
		return (name != null && !name.isBlank()) ? new AuthenticatedUser(new User(name), null) : null;
	}

	private record User(String name) implements Principal {

		@Override
		public String getName() {
			return this.name;
		}

	}

}
